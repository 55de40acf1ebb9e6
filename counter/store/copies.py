"""What leaving copies at the hall's server needs to know of this file."""

from dataclasses import dataclass

from sqlalchemy import Engine, select

from counter.store.outbox import OutgoingSet, waiting
from counter.store.tables import Hall, Outbox


@dataclass(frozen=True)
class HallServer:
    """Where the hall's server is, ``host:port/database``, and the public key copies are sealed
    to."""

    address: str
    recovery_key: bytes


@dataclass(frozen=True)
class Unsent:
    """Some unsent change sets in order, and the chain hash each ends in."""

    sets: tuple[OutgoingSet, ...]
    hashes: tuple[bytes, ...]


def hall_server(engine: Engine, hall_id: int) -> HallServer | None:
    """The hall's server, when the centre has told of one."""
    found = select(Hall.keep_address, Hall.recovery_key).where(Hall.hall_id == hall_id)
    with engine.connect() as connection:
        row = connection.execute(found).first()
    if row is None or not row.keep_address or row.recovery_key is None:
        return None
    return HallServer(row.keep_address, row.recovery_key)


def unsent(engine: Engine, after: int, most_sets: int, most_bytes: int) -> Unsent:
    """The change sets behind ``after``, at least one when there is one, else within both limits."""
    sets = waiting(engine, after, most_sets, most_bytes)
    numbers = [each.seq for each in sets]
    with engine.connect() as connection:
        rows = connection.execute(select(Outbox.seq, Outbox.hash).where(Outbox.seq.in_(numbers)))
        known: dict[int, bytes] = {row.seq: row.hash for row in rows}
    return Unsent(sets, tuple(known[number] for number in numbers))
