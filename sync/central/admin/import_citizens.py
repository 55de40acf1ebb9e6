"""``import-citizens``: a dated file of the ledger becomes the city's directory, whole or not at
all."""

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from counter.store.citizens import citizen_key
from sync.central.admin import hall_keys
from sync.central.citizens_file.checking import Checks, CitizenImage, check_rows
from sync.central.citizens_file.columns import MOST_ERRORS, FileRefused, RowError, refused
from sync.central.citizens_file.merging import Imported, merge, stage
from sync.central.citizens_file.reading import rows_of
from sync.central.database import Admin, administering

Rows = Iterable[tuple[int, dict[str, Any]]]
Watch = Callable[[Rows], Rows]
"""Shows progress while rows pass through."""


def unwatched(rows: Rows) -> Rows:
    """Let rows pass without showing anything."""
    return rows


def import_citizens(
    dsn: str, file: Path, keys: Path, checks: Checks, watch: Watch = unwatched
) -> Imported:
    """Import a file; the same file again changes nothing.

    Raises ``FileRefused`` with the first 20 errors, or ``NotDone``; then nothing was imported.
    """
    with administering(dsn) as connection:
        key = partial(citizen_key, hall_keys.directory_key(connection, keys))
        # Two imports at once would each judge against what the other is about to change.
        connection.execute("lock table ledger.person in share row exclusive mode")
        errors: list[RowError] = []
        images = _without_errors(check_rows(watch(rows_of(file)), checks), errors)
        rows = stage(connection, images, key)
        if errors:
            raise FileRefused(tuple(errors))
        if rows == 0:
            raise refused("文件里没有数据行。")
        imported = merge(connection, rows)
        _record(connection, imported)
        return imported


def _without_errors(
    judged: Iterable[CitizenImage | RowError], errors: list[RowError]
) -> Iterator[CitizenImage]:
    """Let good rows pass and collect errors; enough of them end the reading."""
    for one in judged:
        if isinstance(one, RowError):
            errors.append(one)
            if len(errors) == MOST_ERRORS:
                return
        elif not errors:
            yield one


def _record(connection: Admin, imported: Imported) -> None:
    connection.execute(
        "insert into ledger.import_run (as_of, rows, changed)"
        " select max(as_of), %s, %s from pg_temp.incoming",
        (imported.rows, imported.people_changed + imported.accounts_changed),
    )
