"""Rows of the first sheet of an xlsx file, which is treated as hostile until it is read."""

import datetime as dt
import re
import warnings
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from openpyxl import load_workbook

from sync.central.ledger.refusals import FileRefused

MOST_UNPACKED: Final = 500 * 1024 * 1024
MOST_RATIO: Final = 100
MOST_COLUMNS: Final = 100
_MOST_PARTS: Final = 1000
_MOST_LINES: Final = 1_048_576
"""As many rows as a sheet has; a file may claim any number."""
_CHUNK: Final = 1 << 20
# What can act, or fetch something from elsewhere.
_ACTIVE: Final = re.compile(
    r"xl/(vbaproject|externallinks/|embeddings/|activex/|macrosheets/|connections\.xml|querytables/)",
    re.IGNORECASE,
)
_SHEET: Final = re.compile(r"xl/worksheets/[^/]*\.xml", re.IGNORECASE)
_FORMULA: Final = re.compile(rb"<(?:\w{1,20}:)?f[\s/>]")
_OVERLAP: Final = 24
_DAMAGED: Final = "文件不是完好的xlsx工作簿（或加了密码），请重新另存为xlsx。"


def xlsx_rows(path: Path) -> Iterator[list[str]]:
    """Yield the rows as texts, headings first; raises ``FileRefused``."""
    _refuse_dangerous(path)
    try:
        yield from _sheet_rows(path)
    except FileRefused:
        raise
    except Exception as error:
        # A damaged or forged book makes the library raise almost anything.
        raise FileRefused(_DAMAGED) from error


def _sheet_rows(path: Path) -> Iterator[list[str]]:
    with warnings.catch_warnings():
        # Of styles and print areas the library knows nothing about; only values matter here.
        warnings.simplefilter("ignore", UserWarning)
        book = load_workbook(path, read_only=True, data_only=True, keep_links=False)
        try:
            sheet = book.worksheets[0]
            # The size a sheet claims for itself may be anything.
            sheet.reset_dimensions()
            rows = sheet.iter_rows(
                max_row=_MOST_LINES, max_col=MOST_COLUMNS + 1, values_only=True
            )
            for row in rows:
                if len(row) > MOST_COLUMNS and row[MOST_COLUMNS] is not None:
                    raise FileRefused(f"工作表超过{MOST_COLUMNS}列，请只保留说明中列出的列。")
                yield [_text(value) for value in row]
        finally:
            book.close()


def _text(value: Any) -> str:
    """A cell's value as it would be typed."""
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        midnight = value.time() == dt.time.min
        return value.date().isoformat() if midnight else value.isoformat(" ")
    # The shortest form of a number reads back as the same number: 35210.07 stays exact.
    return str(value)


def _refuse_dangerous(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as book:
            parts = book.infolist()
            _check_directory(path, parts)
            for part in parts:
                _scan(book, part)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, ValueError) as error:
        raise FileRefused(_DAMAGED) from error


def _check_directory(path: Path, parts: list[zipfile.ZipInfo]) -> None:
    unpacked = sum(part.file_size for part in parts)
    packed = max(1, path.stat().st_size)
    if len(parts) > _MOST_PARTS or unpacked > MOST_UNPACKED or unpacked > MOST_RATIO * packed:
        raise FileRefused("文件解压后过大，可能是恶意文件，没有读取。请重新导出或分成几个文件。")
    if any(_ACTIVE.match(part.filename) for part in parts):
        raise FileRefused("工作簿含有宏、外部链接或嵌入对象，没有读取。请只保留数据后重新导出。")


def _scan(book: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """Read a part to its end: what it unpacks to is what the directory said, and no formula."""
    is_sheet = _SHEET.fullmatch(part.filename) is not None
    read, tail = 0, b""
    with book.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            read += len(chunk)
            if read > part.file_size:
                raise zipfile.BadZipFile("longer than declared")
            if is_sheet and _FORMULA.search(tail + chunk):
                raise FileRefused("工作表含有公式，公式不会被计算。请粘贴为数值后重新导入。")
            tail = chunk[-_OVERLAP:]
