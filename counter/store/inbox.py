"""What comes down from the centre: pages of feed rows, put into the local tables together with the
cursors.

A row is taken only when its version is higher than the one here. Rows that carry own edits keep
them on top (``pending``). Whatever does not have the declared form is left out and counted; a page
never fails as a whole because of one row.
"""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy import Connection, Engine, delete, select, update
from sqlalchemy.dialects.sqlite import insert

from counter.store import pending
from counter.store.database import transaction
from counter.store.parked_heads import take_heads
from counter.store.row_images import BadImage, Image, JsonMap, slices
from counter.store.row_plan import RowPlan, plans_by_table
from counter.store.tables import PendingRow, PullState, ServerRow


class FeedPage(Protocol):
    """One answer of the centre's ``pull``; every transaction below ``horizon`` has ended."""

    @property
    def feed_epoch(self) -> str:
        """Which feed it is; another one after the centre was restored."""

    @property
    def horizon(self) -> int:
        """Nothing can appear in the feed below this transaction any more."""

    @property
    def scopes(self) -> Sequence[JsonMap]:
        """``{scope, xid, id, more, rows: [{xid, id, tbl, key, ver, ws, row}]}``, or ``{scope, gone:
        true}``.
        """


class UnknownTable(Exception):
    """A row of a table this program does not have yet; a newer centre may send such."""


@dataclass(frozen=True)
class Cursor:
    """How far one scope has been read, and whether it was ever read to its end."""

    scope: str
    feed_epoch: str
    xid: int
    id: int
    caught_up_at: dt.datetime | None


@dataclass(frozen=True)
class Applied:
    """What a page did: rows taken, rows left out because they were malformed."""

    rows: int
    dropped: int


def cursors(engine: Engine) -> tuple[Cursor, ...]:
    """How far every known scope has been read."""
    columns = PullState.scope, PullState.feed_epoch, PullState.xid, PullState.id
    found = select(*columns, PullState.caught_up_at).order_by(PullState.scope)
    with engine.connect() as connection:
        return tuple(Cursor(*row) for row in connection.execute(found))


def apply_page(engine: Engine, page: FeedPage, at: dt.datetime) -> Applied:
    """Put a page's rows and cursors into the file in one transaction."""
    scopes = [scope for scope in page.scopes if _is_scope(scope)]
    dropped = len(page.scopes) - len(scopes)
    # Before the transaction begins: a clerk's save waits for it.
    images, bad = _read_images(scopes)
    with transaction(engine) as connection:
        _notice_new_feed(connection, page.feed_epoch)
        taken = sum(_take(connection, found) for found in images)
        take_heads(connection, _rows(scopes))
        for scope in scopes:
            _move_cursor(connection, page.feed_epoch, scope, at)
        if not any(scope.get("more") for scope in scopes):
            pending.feed_read_to(connection, page.horizon)
    return Applied(taken, dropped + bad)


def _is_scope(scope: Any) -> bool:
    if not isinstance(scope, dict) or not isinstance(scope.get("scope"), str):
        return False
    if scope.get("gone"):
        return True
    numbers = all(type(scope.get(name)) is int for name in ("xid", "id"))
    return numbers and isinstance(scope.get("rows"), list)


def _notice_new_feed(connection: Connection, feed_epoch: str) -> None:
    """After the centre was restored its versions and transactions count anew: what is known of them
    is worth nothing.
    """
    other = select(PullState.scope).where(PullState.feed_epoch != feed_epoch).limit(1)
    if connection.scalar(other) is None:
        return
    connection.execute(delete(PullState))
    connection.execute(update(ServerRow).values(ver=0))
    connection.execute(update(PendingRow).where(PendingRow.xid.is_not(None)).values(xid=0))
    for plan in plans_by_table().values():
        connection.execute(update(plan.table).where(plan.table.c.ver > 0).values(ver=0))


def _read_images(scopes: Sequence[JsonMap]) -> tuple[list[list[Image]], int]:
    """The newest image of every row of a page, a list per table with parents first, and how many
    were malformed.
    """
    newest: dict[tuple[int, uuid.UUID], Image] = {}
    bad = 0
    for raw in _rows(scopes):
        try:
            plan, image = _read_row(raw)
        except UnknownTable:
            continue
        except BadImage:
            bad += 1
            continue
        known = newest.get((plan.place, image.key))
        if known is None or known.ver < image.ver:
            newest[plan.place, image.key] = image
    by_table: defaultdict[int, list[Image]] = defaultdict(list)
    for (place, _), image in newest.items():
        by_table[place].append(image)
    return [by_table[place] for place in sorted(by_table)], bad


def _rows(scopes: Sequence[JsonMap]) -> Iterator[Any]:
    for scope in scopes:
        yield from scope.get("rows", ())


def _read_row(raw: Any) -> tuple[RowPlan, Image]:
    """One row of the feed, read to its last column; raises ``BadImage`` or ``UnknownTable``."""
    try:
        plan = plans_by_table().get(raw["tbl"])
        key, ver, row = uuid.UUID(raw["key"]), raw["ver"], raw["row"]
    except (KeyError, TypeError, ValueError, AttributeError):
        raise BadImage("?", "?") from None
    if plan is None:
        raise UnknownTable
    if type(ver) is not int or ver < 1 or not isinstance(row, dict):
        raise BadImage(plan.name, "ver")
    image = Image(plan.table, key, ver, row)
    image.values()
    return plan, image


def _take(connection: Connection, images: list[Image]) -> int:
    """Take what is newer than here, of one table."""
    table, newer = images[0].table, []
    by_key = {image.key: image for image in images}
    for keys in slices(by_key):
        here = select(table.c.id, table.c.ver).where(table.c.id.in_(keys))
        known = {row.id: row.ver for row in connection.execute(here)}
        newer += [by_key[key] for key in keys if by_key[key].ver > known.get(key, -1)]
    pending.show(connection, table, newer)
    return len(newer)


def _move_cursor(connection: Connection, feed_epoch: str, scope: JsonMap, at: dt.datetime) -> None:
    name = scope["scope"]
    if scope.get("gone"):
        connection.execute(delete(PullState).where(PullState.scope == name))
        return
    place = {"feed_epoch": feed_epoch, "xid": scope["xid"], "id": scope["id"]}
    if not scope.get("more"):
        place["caught_up_at"] = at
    statement = insert(PullState).values(scope=name, **place)
    connection.execute(statement.on_conflict_do_update(["scope"], set_=place))
