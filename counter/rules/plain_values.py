"""Builds frozen values from plain JSON data, strictly: no unknown field, no float, no guess."""

import datetime as dt
import types
from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

Value = TypeVar("Value")
_YEARS = (1900, 2200)
_FORMS: Mapping[type, str] = {
    Decimal: '加引号的数字，如 "400000.00"',
    dt.date: '日期，如 "2026-11-23"',
    int: "整数",
    bool: "true 或 false",
    str: "文本",
}


class BadFacts(ValueError):
    """The data does not have the form; the sentence names the field, never its content."""


def from_plain(wanted: type[Value], data: object, path: str = "") -> Value:
    """Build a frozen dataclass from a mapping; raises :class:`BadFacts` naming the field."""
    if not isinstance(data, Mapping):
        raise BadFacts(f"{path or '文件'}应为一组字段。")
    hints = get_type_hints(wanted)
    known = {item.name: item for item in fields(wanted) if item.init}  # type: ignore[arg-type]
    for name in data:
        if name not in known:
            raise BadFacts(f"没有“{_join(path, str(name))}”这个字段，请删除或改正。")
    given = {
        name: _build(hints[name], data[name], _join(path, name))
        for name, item in known.items()
        if _is_given(item, data, path)
    }
    return wanted(**given)


def _is_given(item: "Field[Any]", data: Mapping[str, object], path: str) -> bool:
    if item.name in data:
        return True
    if item.default is MISSING and item.default_factory is MISSING:
        raise BadFacts(f"缺少“{_join(path, item.name)}”，请补上。")
    return False


def _join(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def _build(wanted: Any, value: object, path: str) -> object:
    origin = get_origin(wanted)
    if origin in (Union, types.UnionType):
        inner = next(part for part in get_args(wanted) if part is not types.NoneType)
        return None if value is None else _build(inner, value, path)
    if origin is Literal:
        return _chosen(get_args(wanted), value, path)
    if origin in (tuple, frozenset):
        return origin(_texts(value, path))
    if is_dataclass(wanted):
        return from_plain(wanted, value, path)  # type: ignore[arg-type]
    if issubclass(wanted, StrEnum):
        return wanted(_chosen([member.value for member in wanted], value, path))
    return _scalar(wanted, value, path)


def _chosen(allowed: Any, value: object, path: str) -> str:
    if not isinstance(value, str) or value not in allowed:
        raise BadFacts(f"“{path}”应为{'、'.join(allowed)}之一。")
    return value


def _texts(value: object, path: str) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise BadFacts(f"“{path}”应为文本的列表。")
    return value


def _scalar(wanted: type, value: object, path: str) -> object:
    readers: dict[type, Callable[[object], object]] = {Decimal: _decimal, dt.date: _date}
    try:
        if wanted in readers:
            return readers[wanted](value)
    except (ValueError, InvalidOperation):
        raise BadFacts(f"“{path}”应为{_FORMS[wanted]}。") from None
    if type(value) is not wanted:
        raise BadFacts(f"“{path}”应为{_FORMS[wanted]}。")
    return value


def _decimal(value: object) -> Decimal:
    if not isinstance(value, str) or not value.isascii():
        raise ValueError
    number = Decimal(value)
    exponent = number.as_tuple().exponent
    # No exponents, NaN or infinities, and nothing finer than a 分.
    if not isinstance(exponent, int) or not -2 <= exponent <= 0 or abs(number) >= 10**16:
        raise ValueError
    return number


def _date(value: object) -> dt.date:
    if not isinstance(value, str):
        raise ValueError
    day = dt.date.fromisoformat(value)
    # Far years would overflow the calendar when a term is added.
    if not _YEARS[0] <= day.year <= _YEARS[1]:
        raise ValueError
    return day
