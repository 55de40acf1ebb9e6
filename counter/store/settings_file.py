"""Small TOML files of settings, read with limits; an error names the line or the key, never a
value."""

import json
import os
import stat
import tomllib
import uuid
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from counter.store.trouble import StoreTrouble

LARGEST_FILE = 64 * 1024


class BadProfile(StoreTrouble):
    """The settings cannot be used; the sentence names the line or the key, never a value."""

    def __init__(self, what: str, file: str) -> None:
        """Say what is wrong, in the administrator's words."""
        self.sentence = f"工作台设置 {file} 不能使用：{what}。请改正后重新打开。"
        super().__init__()


def read_settings(path: Path) -> dict[str, Any]:
    """The content of a file of settings; raises ``BadProfile``."""
    try:
        with path.open("rb") as file:
            _refuse_strangers(os.fstat(file.fileno()), path.name)
            data = file.read(LARGEST_FILE + 1)
    except FileNotFoundError:
        raise BadProfile("没有这个文件", path.name) from None
    except OSError:
        raise BadProfile("读不出来，可能是目录或没有权限", path.name) from None
    if len(data) > LARGEST_FILE:
        raise BadProfile("文件超过 64 KiB", path.name)
    try:
        return tomllib.loads(data.decode())
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise BadProfile(f"第 {line} 行不是 UTF-8 文字", path.name) from None
    except tomllib.TOMLDecodeError as error:
        raise BadProfile(f"格式有误（{_place(error)}）", path.name) from None


def _refuse_strangers(status: os.stat_result, file: str) -> None:
    """Settings somebody else can write could send citizens' data to another centre."""
    if os.name == "nt":
        return
    if status.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
        raise BadProfile("其他用户可以改写这个文件，应设为仅本人可写（chmod 600）", file)
    if status.st_uid not in {os.getuid(), 0}:
        raise BadProfile("文件属于另一个用户", file)


def _place(error: tomllib.TOMLDecodeError) -> str:
    """Line and column of an error; its own text may quote what stands there."""
    _, _, place = str(error).rpartition("(at ")
    words = place.rstrip(")").replace(",", "").split()
    if words[:1] == ["line"] and len(words) >= 4:
        return f"第 {words[1]} 行第 {words[3]} 列"
    return "文件末尾"


def text(value: Any) -> str:
    """A printable text of at most 255 characters; raises ``ValueError``."""
    if not isinstance(value, str) or not value.isprintable() or len(value) > 255:
        raise ValueError
    return value


def some_text(value: Any) -> str:
    """A text that is not empty; raises ``ValueError``."""
    if not value:
        raise ValueError
    return text(value)


def number(least: int, most: int) -> Callable[[Any], int]:
    """Reads a whole number within limits."""

    def read(value: Any) -> int:
        if type(value) is not int or not least <= value <= most:
            raise ValueError
        return value

    return read


def typed(
    raw: Mapping[str, Any], form: Mapping[str, Callable[[Any], Any]], prefix: str, file: str
) -> dict[str, Any]:
    """Check every key of one section; raises ``BadProfile`` naming the first that does not fit."""
    unknown = sorted(set(raw) - set(form))
    if unknown:
        raise BadProfile(f"不认识的键 {prefix}{unknown[0]!r}", file)
    values: dict[str, Any] = {}
    for name, read in form.items():
        if name not in raw:
            raise BadProfile(f"缺少键 {prefix}{name}", file)
        try:
            values[name] = read(raw[name])
        except (ValueError, TypeError, AttributeError):
            raise BadProfile(f"键 {prefix}{name} 的值不合要求", file) from None
    return values


def plain(value: uuid.UUID | int | str) -> str:
    """A value as TOML; a JSON string or number is one in TOML too."""
    # Characters as they are: JSON would escape those beyond U+FFFF in halves, which TOML refuses.
    words = str(value) if isinstance(value, uuid.UUID) else value
    return json.dumps(words, ensure_ascii=False)


def write_settings(path: Path, content: str) -> None:
    """Make the folder and a new file for this account alone; raises ``OSError``."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.parent.chmod(0o700)
    place = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(place, "w", encoding="utf-8") as file:
        file.write(content)
