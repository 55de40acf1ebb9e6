"""``open-copies``: take what halls' servers brought for desks that are silent."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from psycopg.types.json import Jsonb

from counter.store.change_set import GENESIS, chain
from counter.store.outbox import OutgoingSet
from sync.central.admin import recovery_keys
from sync.central.database import Admin, administering
from sync.sealed_copy import CopyPlace, NotOurs, open_copy

_BATCH = 100

_WAITING = """
select w.hall_id, f.ws, f.epoch, f.seq, f.hash, f.copy
from sync.forwarded f join sync.workstation_sync w using (ws)
where f.opened_at is null order by f.ws, f.epoch, f.seq, f.hash
"""
_BEFORE = """
select i.hash from sync.inbox i where i.ws = %s and i.seq = %s and i.epoch = any (sync.lanes(%s))
"""
_HAND_IN = """
select sync.hand_in(w, %s, %s, %b, %b, %s, %s) from sync.workstation_sync w where w.ws = %s
"""
_OPENED = """
update sync.forwarded set opened_at = clock_timestamp()
where ws = %s and epoch = %s and seq = %s and hash = %b
"""


@dataclass(frozen=True)
class Opened:
    """How many copies were taken, how many wait for one before them, how many were not ours."""

    taken: int
    waiting: int
    damaged: int


@dataclass(frozen=True)
class _Copy:
    place: CopyPlace
    hash: bytes
    change_set: OutgoingSet


def open_copies(dsn: str, keys: Path) -> Opened:
    """Open and take every copy that follows what is here, each machine in a transaction of its own.

    Raises ``NotDone`` when a hall's recovery key is not in ``keys``. Taking again changes nothing:
    a desk that comes back sends the same bytes and finds them known.
    """
    with administering(dsn) as connection:
        rows = connection.execute(_WAITING.encode(), binary=True).fetchall()
        private = {hall: recovery_keys.read(keys, hall) for hall in {row[0] for row in rows}}
    copies, damaged = [], 0
    for hall, ws, epoch, seq, link, sealed in rows:
        place = CopyPlace(ws, epoch, seq)
        try:
            copies.append(_Copy(place, link, open_copy(private[hall], place, sealed)))
        except NotOurs:
            damaged += 1
    taken = 0
    for (ws, epoch), found in groupby(copies, lambda one: (one.place.ws, one.place.epoch)):
        with administering(dsn) as connection:
            connection.execute(
                "select from sync.workstation_sync where ws = %s for no key update", (ws,)
            )
            taken += sum(_take(connection, way) for way in _ways(connection, ws, epoch, found))
    return Opened(taken, len(copies) - taken, damaged)


def _ways(
    connection: Admin, ws: uuid.UUID, epoch: int, copies: Iterator[_Copy]
) -> list[list[_Copy]]:
    """The copies as chains, each beginning behind a set that is here: usually one, and one more for
    every way a copied file went."""
    ways: list[list[_Copy]] = []
    for copy in copies:
        body = copy.change_set.body
        for way in ways:
            if way[-1].place.seq == copy.place.seq - 1 and chain(way[-1].hash, body) == copy.hash:
                way.append(copy)
                break
        else:
            if _before(connection, ws, epoch, copy) is not None:
                ways.append([copy])
    return ways


def _before(connection: Admin, ws: uuid.UUID, epoch: int, copy: _Copy) -> bytes | None:
    """The chain hash of a set here that this one follows."""
    seq, body = copy.place.seq, copy.change_set.body
    found = connection.execute(_BEFORE.encode(), (ws, seq - 1, epoch)).fetchall()
    links = [GENESIS] if seq == 1 else [bytes(row[0]) for row in found]
    return next((link for link in links if chain(link, body) == copy.hash), None)


def _take(connection: Admin, way: list[_Copy]) -> int:
    """Hand a chain in, batch by batch; gives how many of it were taken."""
    taken, place = 0, way[0].place
    link = _before(connection, place.ws, place.epoch, way[0])
    for first in range(0, len(way), _BATCH):
        batch = way[first : first + _BATCH]
        answer = _hand_in(connection, batch, link)
        kept = [copy for copy in batch if copy.place.seq <= answer["mark"]]
        for copy in kept:
            at = copy.place
            connection.execute(_OPENED, (at.ws, at.epoch, at.seq, copy.hash))
        taken += len(kept)
        link = batch[-1].hash
        if answer["stopped"] is not None:
            break
    return taken


def _hand_in(connection: Admin, batch: list[_Copy], link: bytes | None) -> Any:
    place = batch[0].place
    row = connection.execute(
        _HAND_IN,
        (
            place.epoch,
            place.seq,
            link,
            [copy.change_set.body for copy in batch],
            Jsonb([dict(copy.change_set.seal) for copy in batch]),
            Jsonb([dict(copy.change_set.sig) for copy in batch]),
            place.ws,
        ),
    ).fetchone()
    assert row is not None
    return row[0]
