"""Judges rows cell by cell and gives exact records, or what is wrong with them."""

import datetime as dt
import re
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from sync.central.citizens_file import columns as c
from sync.central.citizens_file.columns import RowError

_AMOUNT: Final = re.compile(r"(?:0|[1-9][0-9]{0,13})(?:\.[0-9]{1,2})?")
_COUNT: Final = re.compile(r"0|[1-9][0-9]{0,3}")
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MONTH: Final = re.compile(r"[12][0-9]{3}-(?:0[1-9]|1[0-2])")
_ACCOUNT: Final = re.compile(r"[0-9A-Za-z]{1,20}")
_EARLIEST: Final = dt.date(1900, 1, 1)

Objection = str | None


@dataclass(frozen=True)
class Checks:
    """The rules of the fund, passed in: each answers nothing, or why not, without the value."""

    document: Callable[[str, str], Objection]
    """Document type and number."""
    birth_and_sex: Callable[[str, str], tuple[dt.date | None, str]]
    """Date of birth and sex a document says by its type and number; nothing and empty if it says
    none."""
    name: Callable[[str], Objection]
    phone: Callable[[str], Objection]
    document_types: Collection[str]
    sexes: Collection[str]
    marital_states: Collection[str]
    account_states: Collection[str]
    today: dt.date


@dataclass(frozen=True)
class AccountImage:
    """Figures of one account as of the row's day."""

    account_no: str
    status: str
    deposit_base: Decimal
    balance: Decimal
    consecutive_months: int
    paid_through: str
    open_loans: int


@dataclass(frozen=True)
class CitizenImage:
    """One row of the file."""

    row: int
    doc_type: str
    doc_number: str
    name: str
    sex: str
    birth_date: dt.date | None
    marital: str
    spouse_doc_number: str | None
    phone: str | None
    employer: str | None
    as_of: dt.date
    account: AccountImage | None


class _BadCell(Exception):
    """One cell is wrong; carries column and reason."""

    def __init__(self, column: str, reason: str) -> None:
        super().__init__(reason)
        self.column, self.reason = column, reason


def check_rows(
    rows: Iterable[tuple[int, dict[str, Any]]], checks: Checks
) -> Iterator[CitizenImage | RowError]:
    """Each row as an image, or as what is wrong with it, duplicates within the file included."""
    people: dict[tuple[str, str], int] = {}
    accounts: dict[str, int] = {}
    for number, cells in rows:
        try:
            image = _image(number, cells, checks)
        except _BadCell as bad:
            yield RowError(number, bad.column, bad.reason)
            continue
        earlier = people.setdefault((image.doc_type, image.doc_number), number)
        if earlier != number:
            yield RowError(number, c.DOC_NUMBER, f"与第{earlier}行重复")
            continue
        if image.account is not None:
            earlier = accounts.setdefault(image.account.account_no, number)
            if earlier != number:
                yield RowError(number, c.ACCOUNT_NO, f"与第{earlier}行重复")
                continue
        yield image


def _image(row: int, cells: dict[str, Any], checks: Checks) -> CitizenImage:
    text = {name: _text(name, cell) for name, cell in cells.items()}
    doc_type = _one_of(text, c.DOC_TYPE, checks.document_types)
    number = text[c.DOC_NUMBER]
    _object(c.DOC_NUMBER, checks.document(doc_type, number))
    _object(c.NAME, checks.name(text[c.NAME]))
    if text[c.PHONE]:
        _object(c.PHONE, checks.phone(text[c.PHONE]))
    sex = _one_of(text, c.SEX, checks.sexes)
    birth = _day(text, c.BIRTH_DATE, checks.today) if text[c.BIRTH_DATE] else None
    said_birth, said_sex = checks.birth_and_sex(doc_type, number)
    _object(
        c.BIRTH_DATE,
        "与证件号码里的不同" if said_birth and birth not in (None, said_birth) else None,
    )
    _object(c.SEX, "与证件号码里的不同" if said_sex and sex != said_sex else None)
    return CitizenImage(
        row=row,
        doc_type=doc_type,
        doc_number=number,
        name=text[c.NAME],
        sex=sex,
        birth_date=birth,
        marital=_one_of(text, c.MARITAL, checks.marital_states),
        spouse_doc_number=_shorter(text, c.SPOUSE, 30),
        phone=text[c.PHONE] or None,
        employer=_shorter(text, c.EMPLOYER, 100),
        as_of=_day(text, c.AS_OF, checks.today),
        account=_account(text, checks),
    )


def _account(text: dict[str, str], checks: Checks) -> AccountImage | None:
    number = text[c.ACCOUNT_NO]
    if not number:
        for name in c.ACCOUNT_COLUMNS:
            _object(name, "没有个人账号时应留空" if text[name] else None)
        return None
    _object(c.ACCOUNT_NO, None if _ACCOUNT.fullmatch(number) else "应为20位以内的数字或字母")
    month = text[c.PAID_THROUGH]
    _object(c.PAID_THROUGH, None if _MONTH.fullmatch(month) else "应为年月，如2026-10")
    return AccountImage(
        account_no=number,
        status=_one_of(text, c.STATUS, checks.account_states),
        deposit_base=_amount(text, c.BASE),
        balance=_amount(text, c.BALANCE),
        consecutive_months=_count(text, c.MONTHS),
        paid_through=month,
        open_loans=_count(text, c.OPEN_LOANS),
    )


def _object(column: str, reason: Objection) -> None:
    if reason is not None:
        raise _BadCell(column, reason)


def _text(column: str, cell: Any) -> str:  # noqa: C901 - one case for each kind of cell
    """The text of a cell; a number or a day of a spreadsheet in its exact written form."""
    match cell:
        case None:
            return ""
        case str():
            found = cell.strip()
        case dt.datetime() if cell.time() == dt.time():
            found = cell.date().isoformat()
        case dt.date():
            found = cell.isoformat()
        case bool():
            raise _BadCell(column, "应为文本")
        case int() | float() if column in (c.DOC_NUMBER, c.SPOUSE, c.ACCOUNT_NO):
            # A spreadsheet keeps 15 digits of a number; the rest is already lost.
            raise _BadCell(column, "单元格应为文本格式，数字格式会丢失末几位")
        case int() | float():
            found = _plain(column, cell)
        case _:
            raise _BadCell(column, "单元格的内容读不懂")
    if found.startswith("="):
        raise _BadCell(column, "不能是公式，请粘贴为数值")
    return found


def _plain(column: str, number: float) -> str:
    try:
        exact = Decimal(repr(number))
    except InvalidOperation:
        raise _BadCell(column, "不是数字") from None
    whole = exact.to_integral_value()
    return str(int(whole)) if exact == whole else format(exact, "f")


def _one_of(text: dict[str, str], column: str, codes: Collection[str]) -> str:
    code = text[column]
    _object(column, None if code in codes else f"代码应为{'、'.join(sorted(codes))}之一")
    return code


def _shorter(text: dict[str, str], column: str, most: int) -> str | None:
    found = text[column]
    is_plain = len(found) <= most and found.isprintable()
    _object(column, None if is_plain else f"最多{most}个字，不能有控制字符")
    return found or None


def _amount(text: dict[str, str], column: str) -> Decimal:
    found = text[column]
    _object(column, None if _AMOUNT.fullmatch(found) else "金额应为数字，最多两位小数，不能为负")
    return Decimal(found)


def _count(text: dict[str, str], column: str) -> int:
    found = text[column]
    _object(column, None if _COUNT.fullmatch(found) else "应为不超过4位的整数")
    return int(found)


def _day(text: dict[str, str], column: str, latest: dt.date) -> dt.date:
    found = text[column]
    try:
        day = dt.date.fromisoformat(found) if _DAY.fullmatch(found) else None
    except ValueError:
        day = None
    if day is None or day < _EARLIEST:
        raise _BadCell(column, "日期应为真实的年-月-日，如2026-03-02")
    if day > latest:
        raise _BadCell(column, "日期不能晚于今天")
    return day
