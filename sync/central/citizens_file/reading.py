"""Opens the file as rows of cells, within limits; nothing in it is ever evaluated."""

import codecs
import csv
import io
import warnings
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from openpyxl import Workbook, load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from sync.central.citizens_file.columns import (
    COLUMNS,
    MOST_BYTES,
    MOST_COLUMNS,
    MOST_ROWS,
    FileRefused,
    RowError,
    refused,
)

Cells = tuple[Any, ...]

MOST_UNPACKED: Final = 500 * 1024 * 1024
MOST_RATIO: Final = 100
_MOST_LINES: Final = 1_048_576
"""As many rows as a sheet has."""
# Parts of a workbook that run or fetch something.
_ACTIVE: Final = ("vbaproject", "externallinks/", "activex/", "embeddings/", "connections.xml")


def rows_of(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """Each row as (its number in the file, column -> cell); empty rows are left out.

    Raises ``FileRefused``.
    """
    cells = _cells_of(path)
    first = next(cells, None)
    if first is None:
        raise refused("文件是空的。")
    places = _places(first)
    count = 0
    for number, row in enumerate(cells, start=2):
        if all(cell is None or cell == "" for cell in row):
            continue
        count += 1
        if count > MOST_ROWS:
            raise refused(f"文件超过{MOST_ROWS}行，请分成几个文件。")
        if any(cell not in (None, "") for cell in row[MOST_COLUMNS:]):
            raise refused(f"文件超过{MOST_COLUMNS}列。")
        yield (
            number,
            {name: row[place] if place < len(row) else None for name, place in places.items()},
        )


def _places(first: Cells) -> dict[str, int]:
    """Which column stands where; the order is free, the names are not."""
    names = ["" if cell is None else str(cell).strip() for cell in first]
    while names and not names[-1]:
        names.pop()
    errors = [
        *(RowError(1, name, "缺少这一列") for name in COLUMNS if name not in names),
        *(RowError(1, name, "这一列重复了") for name in COLUMNS if names.count(name) > 1),
        *(
            # A stranger's heading may be anything, a person's data included: only its place is
            # told.
            RowError(1, f"第{place}列", "不认识的列名")
            for place, name in enumerate(names, start=1)
            if name not in COLUMNS
        ),
    ]
    if errors:
        raise FileRefused(tuple(errors))
    return {name: names.index(name) for name in COLUMNS}


def _cells_of(path: Path) -> Iterator[Cells]:
    try:
        size = path.stat().st_size
    except OSError:
        raise refused("找不到文件，请检查路径。") from None
    if not path.is_file():
        raise refused("这不是一个文件。")
    if size > MOST_BYTES:
        raise refused("文件超过50MB，请分成几个文件。")
    match path.suffix.lower():
        case ".csv":
            return _csv(path)
        case ".xlsx":
            return _xlsx(path)
        case _:
            raise refused("只接受 .xlsx 和 .csv 文件。")


def _csv(path: Path) -> Iterator[Cells]:
    text = _decode(path.read_bytes())
    if "\0" in text:
        raise refused("文件里有空字符，不是文本文件。")
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        for row in reader:
            yield tuple(row)
    except csv.Error:
        raise refused(f"CSV格式不对，问题在第{reader.line_num}行附近。") from None


def _decode(octets: bytes) -> str:
    """UTF-8 with or without mark, UTF-16 with mark, else GB18030, as office programs write them."""
    marks = (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    )
    marked = [encoding for mark, encoding in marks if octets.startswith(mark)]
    for encoding in marked or ["utf-8", "gb18030"]:
        try:
            return octets.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise refused("认不出文件的编码，请另存为UTF-8的CSV或xlsx。")


def _xlsx(path: Path) -> Iterator[Cells]:
    _check_package(path)
    try:
        book = _open(path)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, OSError, EOFError):
        raise refused("xlsx文件已损坏或不是工作簿。") from None
    try:
        if not book.worksheets:
            raise refused("工作簿里没有工作表。")
        sheet = book.worksheets[0]
        # The size a sheet claims for itself, and the number of a row, may be anything.
        sheet.reset_dimensions()
        yield from sheet.iter_rows(max_row=_MOST_LINES, max_col=MOST_COLUMNS + 1, values_only=True)
    except (zipfile.BadZipFile, KeyError, ValueError, SyntaxError, EOFError):
        raise refused("xlsx文件已损坏，读不下去。") from None
    finally:
        book.close()


def _open(path: Path) -> Workbook:
    with warnings.catch_warnings():
        # Of styles and print areas the library knows nothing about; only values matter here.
        warnings.simplefilter("ignore", UserWarning)
        return load_workbook(path, read_only=True, data_only=False, keep_links=False)


def _check_package(path: Path) -> None:
    """Refuse bombs and anything active by the package's directory; what is read later is bounded by
    it, for ``zipfile`` reads no more of a part than its directory says."""
    try:
        with zipfile.ZipFile(path) as package:
            parts = package.infolist()
    except (zipfile.BadZipFile, OSError, ValueError):
        raise refused("xlsx文件已损坏或不是工作簿。") from None
    unpacked = sum(part.file_size for part in parts)
    packed = sum(part.compress_size for part in parts)
    if unpacked > MOST_UNPACKED or unpacked > MOST_RATIO * max(packed, 1024):
        raise refused("xlsx文件展开后过大，不予读取。")
    if any(part.flag_bits & 1 for part in parts):
        raise refused("xlsx文件有密码，请去掉密码后再导入。")
    names = [part.filename.lower() for part in parts]
    if any(active in name for name in names for active in _ACTIVE):
        raise refused("xlsx文件含有宏、外部链接或嵌入对象，不予读取。")
