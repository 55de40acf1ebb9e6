"""Own edits that the feed may not show yet, laid over the centre's images of their rows.

A row with such edits shows the centre's image with the edited columns on top, change set by change
set. The edits of a set stop counting when it is parked or refused, or when it is confirmed and the
feed has been read beyond the transaction that took it: from then on the centre's image alone is the
row.
"""

import uuid
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from counter.store.change_set import ChangeSet, decode
from counter.store.row_images import JsonMap, put, read_image
from counter.store.row_plan import plans_by_table
from counter.store.tables import Outbox, PendingRow, ServerRow


def keys_with_edits(
    connection: Connection, table: str, keys: Iterable[uuid.UUID]
) -> set[uuid.UUID]:
    """Which of these rows have edits the feed may not show yet."""
    found = select(PendingRow.key).where(PendingRow.tbl == table, PendingRow.key.in_(keys))
    return set(connection.scalars(found))


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
    _forget(connection, PendingRow.seq.in_(list(seqs)))


def feed_read_to(connection: Connection, horizon: int) -> None:
    """Stop counting edits taken by transactions below ``horizon``: the feed has shown them."""
    _forget(connection, PendingRow.xid < horizon)


def lay_over(connection: Connection, table: str, key: uuid.UUID, image: JsonMap) -> dict[str, Any]:
    """An image with the edits that still count on top, in wire form."""
    seqs = select(PendingRow.seq).where(PendingRow.tbl == table, PendingRow.key == key)
    bodies = select(Outbox.body).where(Outbox.seq.in_(seqs)).order_by(Outbox.seq)
    shown = dict(image)
    for body in connection.scalars(bodies):
        for row in decode(body).rows:
            if (row.table, row.key) == (table, key):
                shown.update(row.values)
    return shown


def show(connection: Connection, table: str, key: uuid.UUID, ver: int, image: JsonMap) -> None:
    """Make the local row what the centre's image and the edits that still count say; raises
    ``BadImage``.
    """
    plan = plans_by_table()[table]
    shown = lay_over(connection, table, key, image)
    put(connection, plan.table, [read_image(plan.table, shown, key, ver)])


def _forget(connection: Connection, which: Any) -> None:
    covered = (
        select(ServerRow.tbl, ServerRow.key, ServerRow.ver, ServerRow.row)
        .join(PendingRow, (PendingRow.tbl == ServerRow.tbl) & (PendingRow.key == ServerRow.key))
        .where(which)
        .distinct()
    )
    images = connection.execute(covered).all()
    connection.execute(delete(PendingRow).where(which))
    for image in images:
        show(connection, image.tbl, image.key, image.ver, image.row)
        if not keys_with_edits(connection, image.tbl, [image.key]):
            at_rest = ServerRow.tbl == image.tbl, ServerRow.key == image.key
            connection.execute(delete(ServerRow).where(*at_rest))
