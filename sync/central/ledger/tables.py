"""Rows of a file of citizens as texts, whatever kind of file it is."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sync.central.ledger.csv_rows import csv_rows
from sync.central.ledger.refusals import FileRefused
from sync.central.ledger.xlsx_rows import xlsx_rows

COLUMNS: Final = (
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
MOST_BYTES: Final = 50 * 1024 * 1024
MOST_ROWS: Final = 200_000


@dataclass(frozen=True)
class Row:
    """One line of the file; ``cells`` holds a trimmed text for every column of ``COLUMNS``."""

    number: int
    cells: dict[str, str]


def read_rows(path: Path) -> Iterator[Row]:
    """Yield the rows below the headings, empty ones left out; raises ``FileRefused``."""
    records = enumerate(_records(path), start=1)
    _, headings = next(records, (1, []))
    places = _places([heading.strip() for heading in headings])
    count = 0
    for number, record in records:
        texts = [text.strip() for text in record]
        if not any(texts):
            continue
        count += 1
        if count > MOST_ROWS:
            raise FileRefused(f"文件超过{MOST_ROWS}行，请分成几个文件导入。")
        if any(texts[len(places) :]):
            raise FileRefused(f"第{number}行的列比表头多，请检查是否有未加引号的逗号。")
        texts += [""] * (len(places) - len(texts))
        yield Row(number, dict(zip(places, texts, strict=False)))


def _records(path: Path) -> Iterable[list[str]]:
    try:
        size = path.stat().st_size
    except OSError as error:
        raise FileRefused(f"无法读取文件：{error.strerror}。请检查文件名和权限。") from error
    if size > MOST_BYTES:
        raise FileRefused("文件超过50 MB，请分成几个文件导入。")
    match path.suffix.lower():
        case ".csv":
            return csv_rows(path)
        case ".xlsx":
            return xlsx_rows(path)
    raise FileRefused("只能导入 .csv 或 .xlsx 文件，请另存为其中一种。")


def _places(headings: list[str]) -> list[str]:
    while headings and not headings[-1]:
        headings.pop()
    missing = [name for name in COLUMNS if name not in headings]
    if missing:
        raise FileRefused(f"第1行缺少表头：{'、'.join(missing)}。请按说明补齐表头。")
    if len(headings) != len(COLUMNS):
        raise FileRefused("第1行有重复或多余的表头，请只保留说明中列出的列。")
    return headings
