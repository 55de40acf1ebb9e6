"""Whether what a feed told is in the file: compared with the centre's list of what it told, row by
row, without a single value."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, or_, select, update

from counter.store.database import transaction
from counter.store.row_images import slices
from counter.store.row_plan import plans_by_table
from counter.store.tables import PullState

AGAIN_AFTER = dt.timedelta(days=1)
"""A feed is read again at most this often: what cannot be taken in will not come by reading."""

_POSITIONS = ("xid", "id", "checked_xid", "checked_id", "until_xid", "until_id")

Head = tuple[str, uuid.UUID, int]
"""Table, key and version of a row the feed told of."""


@dataclass(frozen=True)
class Range:
    """The part of a feed that was read and not compared yet: behind ``start``, up to ``end``, each
    a position (xid, id)."""

    scope: str
    feed_epoch: str
    start: tuple[int, int]
    end: tuple[int, int]


_DUE = or_(PullState.checked_xid != PullState.until_xid, PullState.checked_id != PullState.until_id)
_BEHIND = or_(PullState.until_xid != PullState.xid, PullState.until_id != PullState.id)


def unchecked(connection: Connection) -> int:
    """How many feeds hold something that was not compared yet."""
    return len(connection.scalars(select(PullState.scope).where(or_(_DUE, _BEHIND))).all())


def next_range(engine: Engine) -> Range | None:
    """The next part of a feed to compare in this round."""
    columns = (
        *(PullState.scope, PullState.feed_epoch, PullState.checked_xid, PullState.checked_id),
        *(PullState.until_xid, PullState.until_id),
    )
    with engine.connect() as connection:
        row = connection.execute(select(*columns).where(_DUE).order_by(PullState.scope)).first()
    if row is None:
        return None
    start, end = (row.checked_xid, row.checked_id), (row.until_xid, row.until_id)
    return Range(row.scope, row.feed_epoch, start, end)


def end_round(engine: Engine) -> None:
    """What was read up to now is compared in the next round, when whatever the feed should have
    told before it is there for sure."""
    with transaction(engine) as connection:
        connection.execute(update(PullState).values(until_xid=PullState.xid, until_id=PullState.id))


def lacking(engine: Engine, heads: Sequence[Head]) -> int:
    """How many of these rows are not here, or only an older one; tables this program does not know
    are left out."""
    newest: dict[str, dict[uuid.UUID, int]] = defaultdict(dict)
    for name, key, version in heads:
        newest[name][key] = max(version, newest[name].get(key, 0))
    missing = 0
    with engine.connect() as connection:
        for name, wanted in newest.items():
            plan = plans_by_table().get(name)
            if plan is None:
                continue
            table = plan.table
            for keys in slices(wanted):
                here = select(table.c.id, table.c.ver).where(table.c.id.in_(keys))
                known = {row.id: row.ver for row in connection.execute(here)}
                missing += sum(known.get(key, -1) < wanted[key] for key in keys)
    return missing


def mark_checked(engine: Engine, scope: str, position: tuple[int, int]) -> None:
    """Up to here what the feed told is here."""
    values = {"checked_xid": position[0], "checked_id": position[1]}
    with transaction(engine) as connection:
        connection.execute(update(PullState).where(PullState.scope == scope).values(values))


def read_again(engine: Engine, found: Range, at: dt.datetime) -> bool:
    """Read a feed from its beginning, for something it told is not here; says whether it will be.

    Once a day at most; else what is lacking is passed over.
    """
    with transaction(engine) as connection:
        last = connection.scalar(
            select(PullState.read_again_at).where(PullState.scope == found.scope)
        )
        is_due = last is None or at - last >= AGAIN_AFTER
        values = (
            {**dict.fromkeys(_POSITIONS, 0), "read_again_at": at}
            if is_due
            else {"checked_xid": found.end[0], "checked_id": found.end[1]}
        )
        connection.execute(update(PullState).where(PullState.scope == found.scope).values(values))
    return is_due
