"""Opening the encrypted file: SQLCipher under SQLAlchemy, every setting asserted on every
connection.

The settings and the reason for each stand in ``PRAGMAS``. Transactions are ours: the driver begins
none by itself, a connection of ``writing(engine)`` begins IMMEDIATE, so that it waits for its turn
at the start and never fails half-way, and any other connection begins a plain snapshot for reading.
"""

import errno
import hashlib
import importlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import DatabaseError
from sqlalchemy.pool import QueuePool
from sqlcipher3 import dbapi2

from counter.store.migrations import HEAD, REVISIONS
from counter.store.trouble import (
    AlreadyThere,
    Busy,
    Damaged,
    DiskFull,
    NewerFile,
    NoDatabase,
    NoRoomToOpen,
    NotWritable,
    PragmaRefused,
    StoreTrouble,
    WrongKeyOrDamaged,
)

KEY_BYTES = 32
_SALT_BYTES = 16
_NO_ROOM = 128 * 1024
"""With less than this free a disk counts as full: SQLite makes its files grow by 32 KiB at once."""
_WRITES = "counter_writes"

PRAGMAS: tuple[tuple[str, str, str], ...] = (
    # name, what is asked, what must be answered when read back
    ("cipher_memory_security", "ON", "1"),  # key and pages are wiped and kept out of swap
    ("journal_mode", "WAL", "wal"),  # readers never wait for the writer
    ("synchronous", "FULL", "2"),  # NORMAL loses acknowledged saves in a power cut
    ("foreign_keys", "ON", "1"),
    ("trusted_schema", "OFF", "0"),  # a doctored file cannot make a view call functions
    ("temp_store", "MEMORY", "2"),  # no plain text in temporary files
    ("secure_delete", "ON", "1"),
    # Folding the log into the file takes 5-10 ms and a save waits for it: at 32 MiB about one in
    # 500, at SQLite's own 4 MiB more than one in 100.
    ("wal_autocheckpoint", "8000", "8000"),
    ("recursive_triggers", "ON", "1"),  # INSERT OR REPLACE cannot slip past a trigger on DELETE
    ("busy_timeout", "5000", "5000"),
)

_IO_ERROR = "disk i/o error"
_TROUBLE: tuple[tuple[str, type[StoreTrouble]], ...] = (
    ("file is not a database", Damaged),
    ("malformed", Damaged),
    (_IO_ERROR, Damaged),
    ("database or disk is full", DiskFull),
    ("readonly database", NotWritable),
    ("unable to open", NotWritable),
    ("database is locked", Busy),
)


def create_database(path: Path, key: bytes) -> Engine:
    """Make a new encrypted file with all tables; raises ``AlreadyThere`` rather than touch an
    existing one.
    """
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    except FileExistsError:
        raise AlreadyThere from None
    except OSError:
        raise NotWritable from None
    engine = _engine(path, key)
    _migrate(engine)
    return engine


def open_database(path: Path, key: bytes) -> Engine:
    """Open an existing file, bringing an older one up to date after a backup copy.

    Raises ``NoDatabase``, ``WrongKeyOrDamaged``, ``NewerFile``, ``NotWritable``, ``NoRoomToOpen``
    or ``PragmaRefused``; never makes a file.
    """
    if not path.is_file() or path.stat().st_size == 0:
        raise NoDatabase
    _refuse_read_only(path)
    engine = _engine(path, key)
    try:
        _bring_up_to_date(engine, path)
    except BaseException as error:
        engine.dispose()
        if isinstance(error, DiskFull) or getattr(error, "errno", None) == errno.ENOSPC:
            raise NoRoomToOpen from None
        raise
    return engine


def writing(engine: Engine) -> Engine:
    """The same engine and pool, whose transactions begin as the one writer."""
    return engine.execution_options(**{_WRITES: True})


@contextmanager
def transaction(engine: Engine) -> Iterator[Connection]:
    """One writing transaction: committed at the end, rolled back whole on an exception."""
    with writing(engine).begin() as connection:
        yield connection


def trouble_of(error: BaseException, path: Path) -> StoreTrouble | None:
    """The store's own word for a driver's error on the file at ``path``, or nothing when it is not
    about the file."""
    if not isinstance(error, dbapi2.Error):
        return None
    text = str(error).lower()
    # SQLite has one word for a disk that fails and for one without room for the log's index.
    if _IO_ERROR in text and shutil.disk_usage(path.parent).free < _NO_ROOM:
        return DiskFull()
    return next((trouble() for mark, trouble in _TROUBLE if mark in text), None)


def backup_path(path: Path, revision: str) -> Path:
    """Where the copy of an encrypted file of an older revision goes."""
    return path.with_name(f"{path.name}.before-upgrade-from-{revision}")


def _engine(path: Path, key: bytes) -> Engine:
    if len(key) != KEY_BYTES:
        raise ValueError("the key of a database has 32 bytes")

    def connect() -> Any:
        return _connection(path, key)

    def translate(context: ExceptionContext) -> None:
        trouble = trouble_of(context.original_exception, path)
        if trouble is not None:
            context.chained_exception = trouble
            raise trouble from None

    engine = create_engine(
        "sqlite://",
        module=dbapi2,
        creator=connect,
        poolclass=QueuePool,
        pool_size=4,
        max_overflow=12,
        # Parameters are people's data; they must not stand in exception texts.
        hide_parameters=True,
    )
    event.listen(engine, "begin", _begin)
    event.listen(engine, "handle_error", translate)
    return engine


def _connection(path: Path, key: bytes) -> Any:
    """A driver's connection with every setting made and read back.

    SQLCipher keeps its salt in the first bytes of the file alone, in a sector that is written again
    whenever the log is folded in: the one place its log cannot mend after a power cut. So the salt
    of a new file follows from its key, and a file that does not open with what its first bytes say
    is opened with that.
    """
    salted = key.hex() + hashlib.sha256(b"counter database salt" + key).digest()[:_SALT_BYTES].hex()
    if path.is_file() and path.stat().st_size == 0:
        return _connection_keyed(path, salted)
    try:
        return _connection_keyed(path, key.hex())
    except dbapi2.DatabaseError as error:
        if not isinstance(trouble_of(error, path), Damaged):
            raise
    return _connection_keyed(path, salted)


def _connection_keyed(path: Path, key: str) -> Any:
    # mode=rw: a file that vanished in the meantime is an error, not a new empty database.
    connection = dbapi2.connect(
        f"{path.absolute().as_uri()}?mode=rw",
        uri=True,
        isolation_level=None,
        check_same_thread=False,
        timeout=5,
    )
    try:
        # First of all, or SQLCipher writes thousands of lines to standard error on a damaged file.
        connection.execute("PRAGMA cipher_log_level=NONE")
        connection.execute(f"PRAGMA key=\"x'{key}'\"")
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        for name, asked, _ in PRAGMAS:
            connection.execute(f"PRAGMA {name}={asked}").fetchall()
        check_pragmas(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def check_pragmas(connection: Any) -> None:
    """Read every setting back from a driver's connection; raises ``PragmaRefused`` for the first
    that differs.
    """
    for name, _, expected in (
        *PRAGMAS,
        ("cipher_status", "", "1"),
        ("cipher_log_level", "", "NONE"),
    ):
        row = connection.execute(f"PRAGMA {name}").fetchone()
        if row is None or str(row[0]) != expected:
            raise PragmaRefused(name)


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get(_WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _bring_up_to_date(engine: Engine, path: Path) -> None:
    try:
        revision = _revision(engine)
    except (Damaged, DatabaseError):
        # On the first page the two cannot be told apart.
        raise WrongKeyOrDamaged from None
    if revision not in REVISIONS:
        raise NewerFile
    if revision != HEAD:
        _back_up(engine, path, revision)
        _migrate(engine)


def _refuse_read_only(path: Path) -> None:
    """SQLite opens a file it may not write for reading, and would fail only at the first save."""
    as_me = os.access in os.supports_effective_ids
    if not all(os.access(place, os.W_OK, effective_ids=as_me) for place in (path, path.parent)):
        raise NotWritable


def _revision(engine: Engine) -> str:
    with engine.connect() as connection:
        return str(connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar())


def _back_up(engine: Engine, path: Path, revision: str) -> None:
    """Copy the encrypted bytes; nobody writes meanwhile, because one program runs on a profile."""
    connection = engine.raw_connection()
    driver: Any = connection.driver_connection
    is_busy, *_ = driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    connection.close()
    if is_busy:
        raise Busy
    # Before the file is opened another way: closing that would drop SQLite's locks on it.
    engine.dispose()
    target = os.open(backup_path(path, revision), os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600)
    with path.open("rb") as source, os.fdopen(target, "wb") as copy:
        shutil.copyfileobj(source, copy)
        copy.flush()
        os.fsync(copy.fileno())


def _migrate(engine: Engine) -> None:
    # Alembic takes 0.15 s to import, and most starts migrate nothing.
    upgrade = importlib.import_module("counter.store.migrations.upgrade")
    with transaction(engine) as connection:
        upgrade.to_head(connection)
    # A connection that has changed the schema stays slow at writing: two to three times, measured.
    engine.dispose()
