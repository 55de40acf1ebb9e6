"""Every step of the local file: up, filled, down, up; and files of other versions."""

import shutil
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import OperationalError
from uuid6 import uuid7

from counter.store import database, kinds
from counter.store.database import backup_path, create_database, open_database, transaction
from counter.store.migrations import HEAD, REVISIONS
from counter.store.migrations.upgrade import configuration
from counter.store.synced import Base
from counter.store.tables import Shift
from counter.store.unit_of_work import Store
from tests.store.stores import KEY, NOW, ORIGIN, SIGNER, a_shift


def tables(connection: Connection) -> set[str]:
    return set(inspect(connection).get_table_names())


def script(connection: Connection) -> ScriptDirectory:
    return ScriptDirectory.from_config(configuration(connection))


def fill(connection: Connection) -> None:
    """A row in every table, of the least that its columns demand."""
    for table in Base.metadata.sorted_tables:
        columns = inspect(connection).get_columns(table.name)
        if table.name == "push_state":
            continue
        values: dict[str, Any] = {
            each["name"]: 1 if "INT" in str(each["type"]) else "{}"
            for each in columns
            if not each["nullable"]
        }
        names = ", ".join(f'"{name}"' for name in values)
        marks = ", ".join(f":{name}" for name in values)
        connection.execute(text(f'INSERT INTO "{table.name}" ({names}) VALUES ({marks})'), values)


def test_the_program_names_every_step_in_order(tmp_path: Path) -> None:
    engine = create_database(tmp_path / "counter.db", KEY)

    with engine.connect() as connection:
        steps = [step.revision for step in script(connection).walk_revisions()]

    assert tuple(reversed(steps)) == REVISIONS
    assert REVISIONS[-1] == HEAD
    engine.dispose()


def test_every_step_goes_up_filled_down_and_up_again(tmp_path: Path) -> None:
    engine = create_database(tmp_path / "counter.db", KEY)

    with transaction(engine) as connection:
        fill(connection)
        for _ in REVISIONS:
            command.downgrade(configuration(connection), "-1")
        assert tables(connection) == {"alembic_version"}
        command.upgrade(configuration(connection), "head")
        assert tables(connection) == {"alembic_version", *Base.metadata.tables}
    engine.dispose()


def test_the_last_step_makes_exactly_the_declared_tables(tmp_path: Path) -> None:
    engine = create_database(tmp_path / "counter.db", KEY)

    with engine.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), Base.metadata)

    assert differences == []
    engine.dispose()


def test_a_column_somebody_forgot_to_migrate_is_found(tmp_path: Path) -> None:
    engine = create_database(tmp_path / "counter.db", KEY)

    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE shift DROP COLUMN facts"))
        differences = compare_metadata(MigrationContext.configure(connection), Base.metadata)

    assert [each[0] for each in differences] == ["add_column"]
    engine.dispose()


@pytest.fixture
def older_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file with a shift in it, seen by a program that knows one step more."""
    path = tmp_path / "counter.db"
    engine = create_database(path, KEY)
    with Store(engine, ORIGIN).unit(kinds.SHIFT_OPEN, SIGNER, NOW) as unit:
        unit.add(a_shift(id=uuid7()))
    engine.dispose()
    # There is no older version yet, so the program is made newer instead.
    monkeypatch.setattr(database, "HEAD", "9999")
    monkeypatch.setattr(database, "REVISIONS", (*REVISIONS, "9999"))
    return path


def test_an_older_file_is_copied_before_it_is_touched(older_file: Path) -> None:
    before = older_file.read_bytes()

    open_database(older_file, KEY).dispose()

    copy = backup_path(older_file, HEAD)
    assert copy.read_bytes() == before
    assert copy.stat().st_mode & 0o777 == 0o600
    shutil.move(copy, older_file)
    engine = open_database(older_file, KEY)
    with Store(engine, ORIGIN).reading() as session:
        assert session.query(Shift).count() == 1
    engine.dispose()


def test_a_step_that_fails_leaves_the_file_as_it_was(
    older_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def half_a_step(connection: Connection) -> None:
        connection.execute(text("ALTER TABLE shift ADD COLUMN half TEXT"))
        connection.execute(text("DROP TABLE draft"))
        connection.execute(text("ALTER TABLE nowhere ADD COLUMN other TEXT"))

    monkeypatch.setattr("counter.store.migrations.upgrade.to_head", half_a_step)

    with pytest.raises(OperationalError):
        open_database(older_file, KEY)

    monkeypatch.undo()
    engine = open_database(older_file, KEY)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []
    engine.dispose()
