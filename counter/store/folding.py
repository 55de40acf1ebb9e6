"""Comparing the local tables with the outbox: nothing made here may stand in a table without its
change set.

The change sets of this file are folded per row in their order. A row the centre has not touched yet
must be exactly that fold; a row it has touched must still show every edit that the feed may not
show yet; a row made here must have its insert.
"""

import uuid
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Engine, select

from counter.store.change_set import decode
from counter.store.columns import column_to_wire
from counter.store.row_images import JsonMap
from counter.store.row_plan import RowPlan, plans_by_table
from counter.store.tables import Outbox, PendingRow, SetOutcome


@dataclass(frozen=True)
class Mismatch:
    """A row that is not what its change sets say; ``column`` is empty when the row itself is
    missing or unexplained.
    """

    table: str
    key: uuid.UUID
    column: str


@dataclass(frozen=True)
class FoldReport:
    """How many rows were compared, how many ratings among them, and what does not agree (the
    first 20).
    """

    rows: int
    ratings: int
    mismatches: tuple[Mismatch, ...]

    @property
    def agrees(self) -> bool:
        """Whether the outbox explains every row."""
        return not self.mismatches


@dataclass
class _Folded:
    inserted: bool = False
    values: dict[str, Any] = field(default_factory=dict)
    waiting: dict[str, Any] = field(default_factory=dict)
    """The values of edits the feed may not show yet."""


_Folds = dict[str, dict[uuid.UUID, _Folded]]
MOST_SHOWN = 20


def verify_rows(engine: Engine, ws: uuid.UUID) -> FoldReport:
    """Fold the outbox of workstation ``ws`` and compare it with the local tables."""
    with engine.connect() as connection:
        folds = _fold(connection)
        counts: Counter[str] = Counter()
        found: list[Mismatch] = []
        for name, plan in plans_by_table().items():
            folded = folds.get(name, {})
            counts[name] = len(folded)
            found.extend(_compare(connection, plan, folded, ws))
    return FoldReport(sum(counts.values()), counts["rating"], tuple(found[:MOST_SHOWN]))


def _fold(connection: Connection) -> _Folds:
    waiting = {
        (row.seq, row.tbl, row.key) for row in connection.execute(select(PendingRow.__table__))
    }
    unapplied = set(connection.scalars(select(SetOutcome.seq)))
    folds: _Folds = defaultdict(lambda: defaultdict(_Folded))
    for seq, body in connection.execute(select(Outbox.seq, Outbox.body).order_by(Outbox.seq)):
        for row in decode(body).rows:
            folded = folds[row.table][row.key]
            folded.inserted |= row.op == "insert"
            folded.values.update(row.values)
            if (seq, row.table, row.key) in waiting and seq not in unapplied:
                folded.waiting.update(row.values)
    return folds


def _compare(
    connection: Connection, plan: RowPlan, folded: dict[uuid.UUID, _Folded], ws: uuid.UUID
) -> Iterator[Mismatch]:
    left = set(folded)
    for row in connection.execute(select(plan.table)).mappings():
        key, is_ours = row["id"], row["made_ws"] == ws and row["ver"] == 0
        left.discard(key)
        fold = folded.get(key, _Folded())
        if is_ours and not fold.inserted:
            yield Mismatch(plan.name, key, "")
        # Version 0: the centre has never sent this row, so it is the outbox's alone.
        expected = fold.values if row["ver"] == 0 else fold.waiting
        yield from _differing(plan, dict(row), expected)
    yield from (Mismatch(plan.name, key, "") for key in sorted(left))


def _differing(plan: RowPlan, row: Mapping[str, Any], expected: JsonMap) -> Iterator[Mismatch]:
    for column, value in expected.items():
        if column_to_wire(plan.table.columns[column].type, row[column]) != value:
            yield Mismatch(plan.name, row["id"], column)
