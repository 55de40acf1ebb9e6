"""Rows of a CSV file in any of the encodings office programs write here."""

import codecs
import csv
import io
from collections.abc import Iterator
from pathlib import Path

from sync.central.ledger.refusals import FileRefused

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def csv_rows(path: Path) -> Iterator[list[str]]:
    """Yield the records, headings first; raises ``FileRefused``."""
    text = _decoded(path.read_bytes())
    if "\0" in text:
        raise FileRefused("文件不是文本，请重新导出为CSV。")
    # "Unicode text" of office programs separates with tabs.
    delimiter = "\t" if "\t" in text.partition("\n")[0] else ","
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    except csv.Error as error:
        raise FileRefused("CSV的引号或换行有误，读不下去。请重新导出。") from error


def _decoded(octets: bytes) -> str:
    for mark, encoding in _MARKS:
        if octets.startswith(mark):
            return _strictly(octets, encoding)
    try:
        return octets.decode("utf-8")
    except UnicodeDecodeError:
        # Chinese Windows without a mark: GB18030 contains GBK and GB 2312.
        return _strictly(octets, "gb18030")


def _strictly(octets: bytes, encoding: str) -> str:
    try:
        return octets.decode(encoding)
    except UnicodeDecodeError as error:
        raise FileRefused(
            "文件的编码不是UTF-8、UTF-16或GB18030，请另存为UTF-8的CSV。"
        ) from error
