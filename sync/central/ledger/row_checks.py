"""Checks one row of a file of citizens and makes an entry of it."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, TypeVar

from sync.central.ledger import cell_checks
from sync.central.ledger.cell_checks import IDENTITY_CARD, Wrong
from sync.central.ledger.refusals import Fault
from sync.central.ledger.tables import Row

T = TypeVar("T")

ACCOUNT_COLUMNS: Final = (
    "账户状态",
    "缴存基数",
    "余额",
    "连续缴存月数",
    "缴至年月",
    "未结清贷款笔数",
)


@dataclass(frozen=True)
class Figures:
    """An account's figures."""

    account_no: str
    status: str
    deposit_base: Decimal
    balance: Decimal
    consecutive_months: int
    paid_through: str
    open_loans: int


@dataclass(frozen=True)
class Entry:
    """A citizen as the file tells; ``figures`` is absent for who has no account."""

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
    figures: Figures | None
    as_of: dt.date


class _Cells:
    """Takes cells one by one and collects what is wrong with them."""

    def __init__(self, row: Row) -> None:
        self._row = row
        self.faults: list[Fault] = []

    def blame(self, column: str, sentence: str) -> None:
        self.faults.append(Fault(self._row.number, column, sentence))

    def text(self, column: str) -> str:
        return self._row.cells[column]

    def take(self, column: str, check: Callable[[str], T], default: T) -> T:
        text = self.text(column)
        if not text:
            self.blame(column, "不能为空。")
            return default
        try:
            return check(text)
        except Wrong as wrong:
            self.blame(column, str(wrong))
            return default

    def take_optional(self, column: str, check: Callable[[str], T]) -> T | None:
        return self.take(column, check, None) if self.text(column) else None


def check_row(row: Row, today: dt.date) -> tuple[Entry, list[Fault]]:
    """The entry of a row, and what is wrong with it; an entry with faults is of no further use."""
    cells = _Cells(row)
    doc_type = cells.take("证件类型", lambda text: cell_checks.code(text, cell_checks.DOC_TYPES), "")
    entry = Entry(
        row=row.number,
        doc_type=doc_type,
        doc_number=cells.take(
            "证件号码", lambda text: cell_checks.document_number(text, doc_type), ""
        ),
        name=cells.take("姓名", lambda text: cell_checks.words(text, 50), ""),
        sex=cells.take("性别", lambda text: cell_checks.code(text, cell_checks.SEXES), "0"),
        birth_date=cells.take_optional("出生日期", cell_checks.day),
        marital=cells.take("婚姻状况", lambda text: cell_checks.code(text, cell_checks.MARITAL), ""),
        spouse_doc_number=cells.take_optional("配偶证件号码", cell_checks.spouse_number),
        phone=cells.take_optional("手机号", cell_checks.phone),
        employer=cells.take_optional("单位", lambda text: cell_checks.words(text, 100)),
        figures=_figures(cells),
        as_of=cells.take("数据截至", cell_checks.day, today),
    )
    _check_together(cells, entry, today)
    return entry, cells.faults


def _figures(cells: _Cells) -> Figures | None:
    if not cells.text("个人账号"):
        for column in ACCOUNT_COLUMNS:
            if cells.text(column):
                cells.blame(column, "没有个人账号，这一格应为空。")
        return None
    return Figures(
        account_no=cells.take("个人账号", cell_checks.account_number, ""),
        status=cells.take("账户状态", lambda text: cell_checks.code(text, cell_checks.STATES), ""),
        deposit_base=cells.take("缴存基数", cell_checks.amount, Decimal(0)),
        balance=cells.take("余额", cell_checks.amount, Decimal(0)),
        consecutive_months=cells.take("连续缴存月数", cell_checks.whole, 0),
        paid_through=cells.take("缴至年月", cell_checks.month, ""),
        open_loans=cells.take("未结清贷款笔数", cell_checks.whole, 0),
    )


def _check_together(cells: _Cells, entry: Entry, today: dt.date) -> None:
    if entry.as_of > today:
        cells.blame("数据截至", "不能晚于今天。")
    if entry.birth_date is not None and entry.birth_date > entry.as_of:
        cells.blame("出生日期", "不能晚于数据截至日期。")
    if entry.doc_type == IDENTITY_CARD and entry.doc_number:
        if entry.birth_date not in (None, cell_checks.birth_of(entry.doc_number)):
            cells.blame("出生日期", "与身份证号码不符。")
        if entry.sex in ("1", "2") and entry.sex != cell_checks.sex_of(entry.doc_number):
            cells.blame("性别", "与身份证号码不符。")
    if entry.spouse_doc_number is not None and entry.marital in cell_checks.UNMARRIED:
        cells.blame("配偶证件号码", "婚姻状况不是已婚，这一格应为空。")
