"""Writes sample citizens as the file ``counter central import-citizens`` takes: xlsx or csv."""

import csv
import datetime as dt
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from openpyxl import Workbook

from counter.sample.citizens import SampleCitizen

HEADERS: Final = (
    "证件类型",
    "证件号码",
    "姓名",
    "性别",
    "出生日期",
    "婚姻状况",
    "配偶证件号码",
    "手机号",
    "单位",
    "个人账号",
    "账户状态",
    "缴存基数",
    "余额",
    "连续缴存月数",
    "缴至年月",
    "未结清贷款笔数",
    "数据截至",
)
_IDENTITY_CARD: Final = "01"
SUFFIXES: Final = (".xlsx", ".csv")


def write_citizens(path: Path, citizens: Iterable[SampleCitizen], as_of: dt.date) -> None:
    """Write the file whole or not at all; raises ``OSError``, ``ValueError`` for another suffix."""
    if path.suffix.lower() not in SUFFIXES:
        raise ValueError("a file of citizens ends in .xlsx or .csv")
    rows = (_row(citizen, as_of.isoformat()) for citizen in citizens)
    half = path.with_name(f".{path.name}.part")
    try:
        if path.suffix.lower() == ".xlsx":
            _write_xlsx(half, rows)
        else:
            _write_csv(half, rows)
        os.replace(half, path)
    finally:
        half.unlink(missing_ok=True)


def _row(citizen: SampleCitizen, as_of: str) -> list[str]:
    # Everything is text: a spreadsheet would round identity numbers and turn money into floats.
    account = citizen.account
    figures = (
        [""] * 7
        if account is None
        else [
            account.number,
            account.status,
            str(account.deposit_base),
            str(account.balance),
            str(account.consecutive_months),
            account.paid_through,
            str(account.open_loans),
        ]
    )
    return [
        _IDENTITY_CARD,
        citizen.doc_number,
        citizen.name,
        citizen.sex,
        citizen.birth_date.isoformat(),
        citizen.marital,
        citizen.spouse_doc_number or "",
        citizen.phone,
        citizen.employer,
        *figures,
        as_of,
    ]


def _write_xlsx(path: Path, rows: Iterable[list[str]]) -> None:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("缴存人")
    sheet.append(HEADERS)
    for row in rows:
        sheet.append(row)
    book.save(path)


def _write_csv(path: Path, rows: Iterable[list[str]]) -> None:
    # With a byte order mark office programs on Windows read it as UTF-8.
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, quoting=csv.QUOTE_ALL)
        writer.writerow(HEADERS)
        writer.writerows(rows)
