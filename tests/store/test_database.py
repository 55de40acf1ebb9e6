import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, select, text
from sqlcipher3 import dbapi2
from uuid6 import uuid7

from counter.store import database, kinds
from counter.store.database import (
    PRAGMAS,
    check_pragmas,
    create_database,
    open_database,
)
from counter.store.tables import Audit, Citizen, Shift
from counter.store.trouble import (
    AlreadyThere,
    Damaged,
    DiskFull,
    NewerFile,
    NoDatabase,
    NotWritable,
    PragmaRefused,
    StoreTrouble,
    WrongKeyOrDamaged,
)
from counter.store.unit_of_work import Store
from tests.store.stores import KEY, NOW, ORIGIN, SIGNER, a_shift, an_event

OFF = {
    "journal_mode": "DELETE",
    "synchronous": "NORMAL",
    "foreign_keys": "OFF",
    "trusted_schema": "ON",
    "temp_store": "FILE",
    "secure_delete": "OFF",
    "wal_autocheckpoint": "1000",
    "recursive_triggers": "OFF",
    "busy_timeout": "0",
}


def driver(engine: Engine) -> Any:
    return engine.raw_connection().driver_connection


def test_every_connection_has_every_setting(store: Store) -> None:
    connections = [store.engine.raw_connection() for _ in range(4)]

    for connection in connections:
        check_pragmas(connection.driver_connection)
        connection.close()


def test_there_is_an_off_for_every_setting() -> None:
    assert {*OFF, "cipher_memory_security"} == {name for name, _, _ in PRAGMAS}


@pytest.mark.parametrize("name", sorted(OFF))
def test_a_connection_without_one_of_its_settings_is_refused(store: Store, name: str) -> None:
    # No other connection may hold the file, or its journal cannot be changed.
    store.engine.dispose()
    connection = driver(store.engine)
    connection.execute(f"PRAGMA {name}={OFF[name]}").fetchall()

    with pytest.raises(PragmaRefused) as caught:
        check_pragmas(connection)

    assert caught.value.setting == name
    # A connection goes back to the pool as it was.
    wanted = next(asked for known, asked, _ in PRAGMAS if known == name)
    connection.execute(f"PRAGMA {name}={wanted}").fetchall()


WITHOUT_WIPING = """
import sys
from sqlcipher3 import dbapi2
from counter.store import database
connection = dbapi2.connect(sys.argv[1])
connection.execute(f"PRAGMA key=\\"x'{'6b' * 32}'\\"")
for name, asked, _ in database.PRAGMAS[1:]:
    connection.execute(f"PRAGMA {name}={asked}").fetchall()
database.check_pragmas(connection)
"""


def test_a_process_that_does_not_wipe_its_memory_is_refused(empty_database: Path) -> None:
    # In a process of its own: once on, the setting cannot be turned off any more.
    command = [sys.executable, "-c", WITHOUT_WIPING, str(empty_database)]

    child = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)

    assert child.returncode == 1
    assert "PragmaRefused" in child.stderr


def test_a_file_without_a_key_is_refused(tmp_path: Path) -> None:
    connection = dbapi2.connect(str(tmp_path / "plain.db"))

    with pytest.raises(PragmaRefused):
        check_pragmas(connection)

    connection.close()


def test_nothing_of_a_person_can_be_read_from_any_file(store: Store, tmp_path: Path) -> None:
    canary = "371799198506150016"
    with store.unit(kinds.CITIZEN_TAKE_IN, SIGNER, NOW) as unit:
        unit.add(
            Citizen(
                id=uuid7(),
                doc_type="01",
                doc_number=canary,
                name="张三",
                sex="1",
                verification="to_verify",
            )
        )

    files = [path.read_bytes() for path in tmp_path.iterdir()]
    assert len(files) >= 2
    assert not any(canary.encode() in data for data in files)
    assert not any("张三".encode() in data for data in files)


def test_a_missing_file_is_never_replaced_by_an_empty_one(tmp_path: Path) -> None:
    with pytest.raises(NoDatabase):
        open_database(tmp_path / "counter.db", KEY)

    assert list(tmp_path.iterdir()) == []


def test_an_empty_file_is_no_database(tmp_path: Path) -> None:
    (tmp_path / "counter.db").touch()

    with pytest.raises(NoDatabase):
        open_database(tmp_path / "counter.db", KEY)


def test_a_file_that_vanishes_under_the_program_is_not_made_anew(
    store: Store, tmp_path: Path
) -> None:
    store.engine.dispose()
    (tmp_path / "counter.db").unlink()

    with pytest.raises(NotWritable), store.reading() as session:
        session.scalar(select(Shift.id))

    assert list(tmp_path.iterdir()) == []


def test_an_existing_file_is_never_made_anew(store: Store, tmp_path: Path) -> None:
    before = (tmp_path / "counter.db").read_bytes()

    with pytest.raises(AlreadyThere):
        create_database(tmp_path / "counter.db", KEY)

    assert (tmp_path / "counter.db").read_bytes() == before


def test_a_new_file_is_its_owners_alone(tmp_path: Path) -> None:
    create_database(tmp_path / "counter.db", KEY).dispose()

    assert (tmp_path / "counter.db").stat().st_mode & 0o777 == 0o600


def test_another_key_does_not_open_the_file_and_says_nothing_on_standard_error(
    empty_database: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(WrongKeyOrDamaged):
        open_database(empty_database, b"x" * 32)

    assert capfd.readouterr().err == ""


def test_a_key_of_another_length_is_a_bug(empty_database: Path) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        open_database(empty_database, b"short")


@pytest.mark.parametrize("left", [1, 100, 4096, 6000])
def test_a_truncated_file_is_refused(empty_database: Path, tmp_path: Path, left: int) -> None:
    path = tmp_path / "counter.db"
    path.write_bytes(empty_database.read_bytes()[:left])

    with pytest.raises((WrongKeyOrDamaged, Damaged)):
        open_database(path, KEY)


@pytest.fixture(scope="module")
def filled_file(empty_database: Path, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("filled") / "counter.db"
    shutil.copy(empty_database, path)
    engine = open_database(path, KEY)
    with Store(engine, ORIGIN).unit(kinds.OBSERVED, SIGNER, NOW) as unit:
        for _ in range(200):
            unit.add(an_event(detail={"text": "x" * 500}))
    engine.dispose()
    return path.read_bytes()


def open_and_read_everything(path: Path) -> None:
    # Below SQLAlchemy, whose engines take ten times as long to make as a file takes to read.
    connection = database._connection(path, KEY)
    try:
        if connection.execute("PRAGMA cipher_integrity_check").fetchall():
            raise Damaged
    finally:
        connection.close()


def test_200_flipped_bits_are_all_noticed(filled_file: bytes, tmp_path: Path) -> None:
    path = tmp_path / "counter.db"
    chance = random.Random(20261123)
    for turn in range(200):
        damaged = bytearray(filled_file)
        at, bit = chance.randrange(len(damaged)), chance.randrange(8)
        damaged[at] ^= 1 << bit
        path.write_bytes(damaged)

        noticed = False
        try:
            open_and_read_everything(path)
        except (dbapi2.DatabaseError, Damaged):
            noticed = True
        assert noticed, f"turn {turn}: bit {bit} of byte {at}"


def test_a_file_whose_first_sector_a_power_cut_spoiled_is_mended_by_its_log(
    tmp_path: Path,
) -> None:
    engine = create_database(tmp_path / "counter.db", KEY)
    held = engine.connect()
    with Store(engine, ORIGIN).unit(kinds.OBSERVED, SIGNER, NOW) as unit:
        unit.add(an_event(detail={"text": "x" * 50_000}))
    found = tmp_path / "found"
    found.mkdir()
    log = (tmp_path / "counter.db-wal").read_bytes()
    (found / "counter.db-wal").write_bytes(log)
    spoiled = os.urandom(512) + (tmp_path / "counter.db").read_bytes()[512:]
    (found / "counter.db").write_bytes(spoiled)
    held.close()
    engine.dispose()

    mended = open_database(found / "counter.db", KEY)

    with Store(mended, ORIGIN).reading() as session:
        assert len(session.scalars(select(Audit)).all()) == 1
    mended.dispose()
    open_and_read_everything(found / "counter.db")


def test_an_undamaged_file_passes_the_same_reading(filled_file: bytes, tmp_path: Path) -> None:
    (tmp_path / "counter.db").write_bytes(filled_file)

    open_and_read_everything(tmp_path / "counter.db")


def test_damage_under_an_open_store_is_told_before_anything_is_shown(
    filled_file: bytes, tmp_path: Path
) -> None:
    path = tmp_path / "counter.db"
    page = 4096
    damaged = bytearray(filled_file)
    # The last third holds rows only; without its schema the file would not even open.
    for start in range(len(damaged) // page * 2 // 3 * page, len(damaged), page):
        damaged[start + 100] ^= 1
    path.write_bytes(damaged)
    engine = open_database(path, KEY)

    with pytest.raises(Damaged), Store(engine, ORIGIN).reading() as session:
        session.execute(select(Audit)).all()

    engine.dispose()


def test_a_newer_file_is_refused(store: Store, tmp_path: Path) -> None:
    with store.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    store.engine.dispose()

    with pytest.raises(NewerFile):
        open_database(tmp_path / "counter.db", KEY)


@pytest.fixture
def somebody_else() -> Iterator[Path]:
    """A folder of an ordinary user, and the process being that user: root may write anywhere."""
    if os.getuid() != 0:
        pytest.skip("needs root, to become somebody who may not write")
    nobody = 65534
    with tempfile.TemporaryDirectory() as name:
        os.chown(name, nobody, nobody)
        os.seteuid(nobody)
        try:
            yield Path(name)
        finally:
            os.seteuid(0)


def test_a_folder_that_cannot_be_written_is_named_as_such(somebody_else: Path) -> None:
    somebody_else.chmod(0o500)

    with pytest.raises(NotWritable):
        create_database(somebody_else / "counter.db", KEY)

    somebody_else.chmod(0o700)


def test_a_file_that_can_only_be_read_is_refused_at_the_start(
    empty_database: Path, somebody_else: Path
) -> None:
    os.seteuid(0)
    shutil.copy(empty_database, somebody_else / "counter.db")
    os.chmod(somebody_else / "counter.db", 0o444)
    os.seteuid(65534)

    with pytest.raises(NotWritable):
        open_database(somebody_else / "counter.db", KEY)


def test_a_full_disk_loses_the_save_whole_and_the_next_one_goes_on(store: Store) -> None:
    connection = driver(store.engine)
    pages = connection.execute("PRAGMA page_count").fetchone()[0]
    connection.execute(f"PRAGMA max_page_count={pages + 2}").fetchall()

    def save(size: int) -> None:
        with store.unit(kinds.OBSERVED, SIGNER, NOW) as unit:
            unit.add(an_event(detail={"text": "x" * size}))

    del connection
    with pytest.raises(DiskFull):
        save(50_000)

    driver(store.engine).execute("PRAGMA max_page_count=1000000").fetchall()
    save(50_000)
    with store.reading() as session:
        assert len(session.scalars(select(Audit)).all()) == 1


def test_every_trouble_tells_the_clerk_what_to_do_next() -> None:
    for trouble in StoreTrouble.__subclasses__():
        assert trouble.sentence.endswith("。")
        assert "请" in trouble.sentence


def test_one_connection_waits_for_another_to_finish_writing(store: Store) -> None:
    with store.unit(kinds.SHIFT_OPEN, SIGNER, NOW) as unit:
        unit.add(a_shift())
        unit.session.flush()
        with store.reading() as session:
            assert session.scalars(select(Shift)).all() == []
