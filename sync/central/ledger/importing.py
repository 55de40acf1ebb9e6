"""Imports a file of citizens: checked whole, then merged in one transaction, or not at all."""

import datetime as dt
import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import psycopg

from counter.store.citizens import citizen_key
from sync.central.ledger import merging
from sync.central.ledger.refusals import MOST_FAULTS, Fault, FileRefused, cells_refused
from sync.central.ledger.row_checks import Entry, check_row
from sync.central.ledger.tables import read_rows
from sync.central.ledger.whole_checks import WholeFile

Progress = Callable[[int], object]
"""Told how many more rows were read."""
_STEP: Final = 1000


@dataclass(frozen=True)
class ImportReport:
    """What an import did; a file imported again changes nothing."""

    rows: int
    people_added: int
    people_changed: int
    accounts_written: int
    accounts_ended: int
    as_of: dt.date

    @property
    def changed(self) -> int:
        """How many rows of the ledger's image were written or ended."""
        return (
            self.people_added + self.people_changed + self.accounts_written + self.accounts_ended
        )


def import_file(
    connection: psycopg.Connection[Any], path: Path, directory_key: bytes, progress: Progress
) -> ImportReport:
    """Import a ``.csv`` or ``.xlsx`` file whole; raises ``FileRefused``.

    A newer image replaces an older one, person by person; a file older than what is there is
    refused.
    """
    with connection.transaction():
        connection.execute(merging.MAKE_ARRIVALS)
        whole = _copy(connection, path, directory_key, progress)
        if whole.as_of is None:
            raise FileRefused("文件里没有一行数据，没有导入。请检查是否选错了文件。")
        _refuse_contradictions(connection)
        people_added, people_changed = _counts(connection, merging.MERGE_PEOPLE)
        (ended,) = _counts(connection, merging.END_ACCOUNTS)
        (written,) = _counts(connection, merging.MERGE_ACCOUNTS)
        report = ImportReport(
            whole.count, people_added, people_changed, written, ended, whole.as_of
        )
        connection.execute(
            merging.NOTE_RUN,
            (_checksum(path), report.as_of, report.rows, report.changed),
        )
        connection.execute(merging.DROP_ARRIVALS)
    return report


def _copy(
    connection: psycopg.Connection[Any], path: Path, directory_key: bytes, progress: Progress
) -> WholeFile:
    """Stream the file's good rows to the server; raises ``FileRefused`` with the first faults."""
    (today,) = _counts(connection, merging.TODAY)
    whole = WholeFile()
    faults: list[Fault] = []
    with connection.cursor() as cursor, cursor.copy(merging.COPY) as copy:
        for entry in _entries(path, today, whole, faults, progress):
            copy.write_row(_values(entry, directory_key))
        faults.extend(whole.couples()[: MOST_FAULTS - len(faults)])
        if faults:
            raise cells_refused(faults)
    return whole


def _entries(
    path: Path, today: dt.date, whole: WholeFile, faults: list[Fault], progress: Progress
) -> Iterator[Entry]:
    """Yield good rows; stop when there are faults enough to tell."""
    count = 0
    for count, row in enumerate(read_rows(path), start=1):
        entry, wrong = check_row(row, today)
        faults.extend(wrong or whole.note(entry))
        if len(faults) >= MOST_FAULTS:
            raise cells_refused(faults)
        if not faults:
            yield entry
        if count % _STEP == 0:
            progress(_STEP)
    progress(count % _STEP)


def _values(entry: Entry, directory_key: bytes) -> tuple[object, ...]:
    figures = entry.figures
    return (
        entry.row,
        citizen_key(directory_key, entry.doc_type, entry.doc_number),
        entry.doc_type,
        entry.doc_number,
        entry.name,
        entry.sex,
        entry.birth_date,
        entry.marital,
        entry.spouse_doc_number,
        entry.phone,
        entry.employer,
        *((None,) * 7 if figures is None else vars(figures).values()),
        entry.as_of,
    )


def _refuse_contradictions(connection: psycopg.Connection[Any]) -> None:
    """Refuse what cannot stand beside what is there already."""
    connection.execute(merging.LOCK)
    if connection.execute(merging.OTHER_KEY).fetchone() is not None:
        raise FileRefused("这些人以前是用另一把目录密钥导入的，请用 --keys 指出原来的密钥文件夹。")
    faults = [
        Fault(row, column, sentence)
        for query, column, sentence in (
            (merging.OLDER, "数据截至", "比中心已有的数据旧，没有导入。请用最新的文件。"),
            (merging.TAKEN_ACCOUNTS, "个人账号", "在中心属于另一个人，而这个人不在文件里。"),
        )
        for (row,) in connection.execute(query, (MOST_FAULTS,)).fetchall()
    ]
    if faults:
        raise cells_refused(faults)


def _counts(connection: psycopg.Connection[Any], query: Any) -> tuple[Any, ...]:
    row: tuple[Any, ...] | None = connection.execute(query).fetchone()
    assert row is not None
    return row


def _checksum(path: Path) -> bytes:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").digest()
