"""A kept release as tests use it: its client as a process, its file, its centre's rows."""

import json
import lzma
import os
import re
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from counter.store.database import _connection
from counter.store.profile import DATABASE_FILE, SETTINGS_FILE
from counter.store.synced import synced_models
from sync.central.admin import logins, reference_rows
from sync.central.database import STATION, administering
from tests.postgres import Centre
from tests.releases.desk import KEYS
from tests.releases.keep import ARCHIVE, HERE, own_sources

Json = dict[str, Any]
Rows = Mapping[str, Sequence[Json]]
"""Table with its schema -> rows."""
Place = tuple[str, int, int]
"""Workstation, epoch and number of a change set."""

REFERENCE = ("hall", "window", "workstation", "person", "person_key", "device")
GENESIS = r"\x" + "00" * 32


@dataclass(frozen=True)
class Release:
    """What ``keep`` kept of one release."""

    folder: Path

    @cached_property
    def accepted(self) -> Json:
        """What it may send and can read."""
        found: Json = json.loads((self.folder / "accepted.json").read_text("utf-8"))
        return found

    @cached_property
    def keys(self) -> Json:
        """The profile's keys."""
        found: Json = json.loads((self.folder / "profile" / KEYS).read_text("utf-8"))
        return found

    @cached_property
    def database_key(self) -> bytes:
        return bytes.fromhex(self.keys["database"])

    @cached_property
    def then(self) -> Rows:
        """Its centre when the file was kept."""
        return self._centre["then"]

    @cached_property
    def after(self) -> Rows:
        """Its centre when the rest of the file had been sent."""
        return self._centre["after"]

    @cached_property
    def _centre(self) -> Mapping[str, Rows]:
        packed = json.loads(lzma.decompress((self.folder / "centre.json.xz").read_bytes()))
        return {
            when: {table: [_exact(row) for row in rows] for table, rows in tables.items()}
            for when, tables in packed.items()
        }

    @property
    def desk(self) -> Json:
        """The kept desk's place at the centre; the other one was its neighbour."""
        return min(self.then["sync.workstation_sync"], key=lambda row: row["window_no"])

    def file(self, folder: Path, centre: Centre) -> Path:
        """A copy of the profile whose settings name this centre."""
        shutil.copytree(self.folder / "profile", folder)
        assert centre.cluster.certificate is not None
        here = {
            "port": str(centre.cluster.port),
            "dbname": f'"{centre.dbname}"',
            "ca_file": f'"{centre.cluster.certificate.ca}"',
        }
        settings = folder / SETTINGS_FILE
        text = settings.read_text("utf-8")
        for name, value in here.items():
            text, count = re.subn(rf"(?m)^{name} = .*$", f"{name} = {value}", text)
            assert count == 1
        settings.write_text(text, "utf-8")
        # A checkout gives files to whoever may; a profile is its account's own.
        folder.chmod(0o700)
        for path in folder.iterdir():
            path.chmod(0o600)
        return folder

    def read(self, folder: Path, query: str) -> list[Any]:
        """What a query finds in the profile's file, whatever its version."""
        with closing(_connection(folder / DATABASE_FILE, self.database_key)) as connection:
            return list(connection.execute(query))

    def outbox(self, folder: Path) -> list[Any]:
        """Every change set as it stands in the file."""
        return self.read(folder, "select * from outbox order by seq")


class OldClient:
    """The release's program as a process of its own; see ``desk``."""

    def __init__(self, release: Release, place: Path) -> None:
        with tarfile.open(release.folder / ARCHIVE) as packed:
            packed.extractall(place, filter="data")
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.releases.desk"],
            cwd=place,
            env=own_sources(place),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            # What it tells of its progress.
            stderr=subprocess.DEVNULL,
            text=True,
            encoding="utf-8",
        )

    def do(self, verb: str, **asked: Any) -> Json:
        """Let it do one verb; fails with what it raised."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        line = json.dumps({"do": verb, **asked}, default=os.fspath)
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()
        answer: Json = json.loads(self._process.stdout.readline())
        assert "fault" not in answer, answer["fault"]
        return answer

    def close(self) -> None:
        """Let it end."""
        self._process.communicate(timeout=10)


def lay_reference(centre: Centre, release: Release) -> None:
    """Make the release's hall known to a fresh centre: place, people, devices and their keys."""
    with administering(centre.dsn) as connection:
        for table in REFERENCE:
            rows = release.then[f"hall.{table}"]
            _lay(connection, f"hall.{table}", rows)
            reference_rows.publish(connection, table, [row["id"] for row in rows])
        _lay(connection, "sync.seal_key", release.then["sync.seal_key"])
        fresh = {"hwm": 0, "last_hash": GENESIS}
        windows = [row | fresh for row in release.then["sync.workstation_sync"]]
        _lay(connection, "sync.workstation_sync", windows)
        _make_logins(connection, release)


def lay_whole(dsn: str, release: Release) -> None:
    """Put all the release's centre held into a database with that release's schema."""
    with administering(dsn) as connection:
        # Everything is there in the end; in which order it comes is no matter.
        connection.execute("set local session_replication_role = replica")
        for table, rows in release.then.items():
            name = sql.Identifier(*table.split("."))
            connection.execute(sql.SQL("delete from {}").format(name))
            _lay(connection, table, rows)
        connection.execute(
            "select setval(pg_get_serial_sequence('sync.change', 'id'), max(id)) from sync.change"
        )
        _make_logins(connection, release)
    _pass_transactions(dsn, max(int(row["xid"]) for row in release.then["sync.change"]))


def _lay(connection: psycopg.Connection[Any], table: str, rows: Sequence[Json]) -> None:
    """Insert rows with the columns they have; one that came since takes its default."""
    name = sql.Identifier(*table.split("."))
    for row in rows:
        columns = sql.SQL(", ").join(map(sql.Identifier, row))
        connection.execute(
            sql.SQL(
                "insert into {0} ({1}) overriding system value"
                " select {1} from jsonb_populate_record(null::{0}, %s::jsonb)"
            ).format(name, columns),
            (json.dumps(row),),
        )


def _make_logins(connection: psycopg.Connection[Any], release: Release) -> None:
    """The release's logins, once a server; all know the kept desk's password."""
    for row in release.then["sync.workstation_sync"]:
        query = "select from pg_roles where rolname = %s"
        if connection.execute(query, (row["role"],)).fetchone() is None:
            logins.make_login(connection, row["role"], release.keys["password"], STATION)


def _pass_transactions(dsn: str, last: int) -> None:
    """Bring a younger server beyond the transactions named in what was laid into it."""
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute(
            sql.SQL(
                "do $$ begin while pg_current_xact_id()::text::bigint <= {} loop"
                " commit; end loop; end $$"
            ).format(last)
        )


def statuses(rows: Sequence[Json]) -> dict[Place, tuple[str, str | None]]:
    """What became of every change set."""
    return {(row["ws"], row["epoch"], row["seq"]): (row["status"], row["code"]) for row in rows}


def spans(rows: Sequence[Json]) -> Iterator[tuple[str, list[Json]]]:
    """The change sets in the order they came, as runs of one workstation."""
    came = sorted(rows, key=lambda row: (row["received_at"], row["ws"], row["seq"]))
    for ws, run in groupby(came, key=lambda row: row["ws"]):
        yield ws, list(run)


def hold(centre: Centre, tables: Sequence[str]) -> Rows:
    """What a centre holds in these tables."""
    with psycopg.connect(centre.dsn, options="-c timezone=UTC") as connection:
        return {
            table: [
                _exact(row[0])
                for row in connection.execute(
                    sql.SQL("select to_jsonb(t)::text from {} t").format(
                        sql.Identifier(*table.split("."))
                    )
                )
            ]
            for table in tables
        }


def differences(centre: Centre, wanted: Rows) -> list[tuple[str, ...]]:
    """Where the business rows of a centre are not what they were at the release's own: table, key
    and column. A column that came since is no difference."""
    business = {name for name, model in synced_models().items() if not model.sync_rule.reference}
    tables = [table for table in wanted if table.partition(".")[2] in business]
    return [found for table in tables for found in _differing(centre, table, wanted[table])]


def _differing(centre: Centre, table: str, wanted: Sequence[Json]) -> Iterator[tuple[str, ...]]:
    found = {row["id"]: row for row in hold(centre, [table])[table]}
    for row in wanted:
        here = found.pop(row["id"], None)
        if here is None:
            yield table, row["id"], "is missing"
            continue
        yield from ((table, row["id"], c) for c in row if here.get(c, "gone") != row[c])
    yield from ((table, key, "is one more") for key in found)


@contextmanager
def session_of(centre: Centre, role: str, release: Release) -> Iterator[psycopg.Connection[Any]]:
    """A connection as one of the release's logins."""
    with closing(centre.connect(role, release.keys["password"])) as connection:
        yield connection


def _exact(text: str) -> Json:
    """A row with its numbers as they were written."""
    found: Json = json.loads(text, parse_float=str)
    return found


def kept_releases() -> list[Release]:
    """Every release whose clients may still be about, oldest first."""
    folders = [path.parent for path in HERE.glob(f"*/{ARCHIVE}")]
    return [Release(folder) for folder in sorted(folders, key=lambda path: _numbers(path.name))]


def _numbers(version: str) -> list[int]:
    return [int(part) for part in version.split(".")]
