"""The bytes of scans in this file: kept with the row that names them, sent by themselves, forgotten
long after the centre has them whole.
"""

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, delete, select, update
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.orm import Session

from counter.store.database import transaction
from counter.store.tables import ScanBlob, ScanChunk

CHUNK_BYTES = 256 * 1024
KEPT = dt.timedelta(days=7)
"""So long the bytes stay here once the centre has them whole: longer than its backups are apart."""
WAITING, COMPLETE, BROKEN = "waiting", "complete", "broken"


@dataclass(frozen=True)
class Blob:
    """What the centre is told of a scan's bytes: their hash, size and the hash of every chunk."""

    blob: str
    size: int
    chunks: tuple[str, ...]


def keep(session: Session, data: bytes, at: dt.datetime) -> Blob:
    """Put a scan's bytes into the file, inside the unit that names them; gives their names."""
    parts = [data[start : start + CHUNK_BYTES] for start in range(0, len(data), CHUNK_BYTES)]
    hashes = [hashlib.sha256(part).hexdigest() for part in parts]
    blob = hashlib.sha256(data).hexdigest()
    for name, part in zip(hashes, parts, strict=True):
        statement = insert(ScanChunk).values(hash=name, data=part)
        session.execute(statement.on_conflict_do_nothing())
    values = {"size": len(data), "chunks": hashes, "state": WAITING, "changed_at": at}
    statement = insert(ScanBlob).values(blob=blob, **values)
    # Forgotten here and scanned again: the centre still has it, and will say so at once.
    session.execute(statement.on_conflict_do_nothing())
    return Blob(blob, len(data), tuple(hashes))


def next_waiting(engine: Engine) -> Blob | None:
    """The oldest scan the centre does not have whole."""
    found = (
        select(ScanBlob.blob, ScanBlob.size, ScanBlob.chunks)
        .where(ScanBlob.state == WAITING)
        .order_by(ScanBlob.changed_at, ScanBlob.blob)
    )
    with engine.connect() as connection:
        row = connection.execute(found).first()
    return None if row is None else Blob(row.blob, row.size, tuple(row.chunks))


def chunk(engine: Engine, name: str) -> bytes | None:
    """One chunk's bytes, unless they were forgotten."""
    with engine.connect() as connection:
        return connection.scalar(select(ScanChunk.data).where(ScanChunk.hash == name))


def settle(engine: Engine, blob: str, state: str, at: dt.datetime) -> None:
    """Take down that the centre has a scan whole, or found other bytes."""
    with transaction(engine) as connection:
        connection.execute(
            update(ScanBlob).where(ScanBlob.blob == blob).values(state=state, changed_at=at)
        )


def forget(engine: Engine, before: dt.datetime) -> int:
    """Forget the bytes of what the centre has had whole since ``before``; gives how many scans."""
    done = ScanBlob.state == COMPLETE, ScanBlob.changed_at < before
    with transaction(engine) as connection:
        gone = connection.scalars(select(ScanBlob.blob).where(*done)).all()
        connection.execute(delete(ScanBlob).where(*done))
        needed = {name for chunks in connection.scalars(select(ScanBlob.chunks)) for name in chunks}
        held = connection.scalars(select(ScanChunk.hash)).all()
        _drop_chunks(connection, [name for name in held if name not in needed])
    return len(gone)


def _drop_chunks(connection: Connection, names: Sequence[str]) -> None:
    for start in range(0, len(names), 500):
        some = names[start : start + 500]
        connection.execute(delete(ScanChunk).where(ScanChunk.hash.in_(some)))
