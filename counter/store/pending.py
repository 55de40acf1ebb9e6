"""Own edits that the feed may not show yet, laid over the centre's images of their rows.

A row with such edits shows the centre's image with the edited columns on top, change set by change
set. The edits of a set stop counting when it is parked or refused, or when it is confirmed and the
feed has been read beyond the transaction that took it: from then on the centre's image alone is the
row.
"""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, cast

from sqlalchemy import Connection, Table, delete, insert, select, update

from counter.store.change_set import ChangeSet, decode
from counter.store.row_images import Image, JsonMap, put, slices
from counter.store.row_plan import plans_by_table
from counter.store.tables import Outbox, PendingRow, ServerRow

Edits = Mapping[uuid.UUID, Sequence[JsonMap]]
"""The edits that still count, per row, in their order, in wire form."""


def show(connection: Connection, table: Table, images: Sequence[Image]) -> None:
    """Make local rows of one table what the centre's images and the edits that still count say.

    Where the two differ, the image is kept beside the row for the time when the edits are gone.
    """
    edits = _edits(connection, table.name, [image.key for image in images])
    put(connection, table, [image.values(edits.get(image.key, ())) for image in images])
    differing = [image for image in images if _differs(image, edits.get(image.key, ()))]
    _forget_images(connection, table.name, [image.key for image in images])
    beside = [
        {"tbl": table.name, "key": image.key, "ver": image.ver, "row": dict(image.row)}
        for image in differing
    ]
    put(connection, cast(Table, ServerRow.__table__), beside)


def note_edits(connection: Connection, change_set: ChangeSet) -> None:
    """Count the edits of a change set again, because the centre lost it."""
    rows = [{"tbl": row.table, "key": row.key, "seq": change_set.seq} for row in change_set.rows]
    connection.execute(insert(PendingRow), rows)


def confirm(connection: Connection, mark: int, xid: int) -> None:
    """Note by which transaction of the centre everything up to ``mark`` was taken."""
    unconfirmed = PendingRow.seq <= mark, PendingRow.xid.is_(None)
    connection.execute(update(PendingRow).where(*unconfirmed).values(xid=xid))


def forget_sets(connection: Connection, seqs: Iterable[int]) -> None:
    """Stop counting the edits of sets the centre did not apply."""
    for some in slices(seqs):
        _forget(connection, PendingRow.seq.in_(some))


def feed_read_to(connection: Connection, horizon: int) -> None:
    """Stop counting edits taken by transactions below ``horizon``: the feed has shown them."""
    _forget(connection, PendingRow.xid < horizon)


def _edits(connection: Connection, table: str, keys: Iterable[uuid.UUID]) -> Edits:
    seqs: set[int] = set()
    for some in slices(keys):
        found = select(PendingRow.seq).where(PendingRow.tbl == table, PendingRow.key.in_(some))
        seqs.update(connection.scalars(found))
    edits: defaultdict[uuid.UUID, list[JsonMap]] = defaultdict(list)
    for some_seqs in slices(sorted(seqs)):
        bodies = select(Outbox.body).where(Outbox.seq.in_(some_seqs)).order_by(Outbox.seq)
        for body in connection.scalars(bodies):
            for row in decode(body).rows:
                if row.table == table:
                    edits[row.key].append(row.values)
    return edits


def _differs(image: Image, edits: Iterable[JsonMap]) -> bool:
    return any(image.row.get(name) != value for edit in edits for name, value in edit.items())


def _forget(connection: Connection, which: Any) -> None:
    covered = (
        select(ServerRow.tbl, ServerRow.key, ServerRow.ver, ServerRow.row)
        .join(PendingRow, (PendingRow.tbl == ServerRow.tbl) & (PendingRow.key == ServerRow.key))
        .where(which)
        .distinct()
    )
    images: defaultdict[str, list[Image]] = defaultdict(list)
    for tbl, key, ver, row in connection.execute(covered):
        images[tbl].append(Image(plans_by_table()[tbl].table, key, ver, row))
    connection.execute(delete(PendingRow).where(which))
    for tbl, uncovered in images.items():
        show(connection, plans_by_table()[tbl].table, uncovered)


def _forget_images(connection: Connection, table: str, keys: Iterable[uuid.UUID]) -> None:
    for some in slices(keys):
        known = ServerRow.tbl == table, ServerRow.key.in_(some)
        connection.execute(delete(ServerRow).where(*known))
