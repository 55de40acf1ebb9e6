"""What a unit really changed in synced tables, folded per row and checked against kind and life
cycle.
"""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import inspect

from counter.store.change_set import Origin, RowChange
from counter.store.kinds import Kind, check_touch
from counter.store.life_cycles import NEW, NotInLifeCycle
from counter.store.row_plan import RowPlan, row_plans
from counter.store.synced import STAMPS, Synced

_KEPT = frozenset({"id", *STAMPS})


class RefusedByStore(Exception):
    """A program tried to write a synced table past its rules; names table and columns, never
    values.
    """


@dataclass
class _Touched:
    """A row of this unit: new, or with what its changed columns held before the first change."""

    plan: RowPlan
    row: Any
    is_new: bool
    before: dict[str, Any] = field(default_factory=dict)


class Changes:
    """Collects what one unit changes; ``rows`` tells it in the form of a change set."""

    def __init__(self, kind: Kind, origin: Origin, person: uuid.UUID, at: dt.datetime) -> None:
        """Collect for one verb of one person at one moment."""
        self._kind = kind
        self._stamps = {
            "hall_id": origin.hall_id,
            "ver": 0,
            "made_by": person,
            "made_ws": origin.ws,
            "made_at": at,
        }
        self._plans = row_plans()
        self._touched: dict[tuple[int, uuid.UUID], _Touched] = {}

    def stamp(self, row: Any) -> None:
        """Fill in whose a new row is."""
        for name, value in self._stamps.items():
            setattr(row, name, value)

    def collect(self, new: Iterable[Any], dirty: Iterable[Any], deleted: Iterable[Any]) -> None:
        """Take note of what is about to be flushed; raises ``RefusedByStore``."""
        for row in deleted:
            if isinstance(row, Synced):
                raise RefusedByStore(f"{_name(row)}: nothing synced is deleted")
        for row in new:
            plan = self._plans.get(type(row))
            if plan is not None:
                # Most were stamped when they were added, so that they can be read before.
                if not self._stamps.items() <= row.__dict__.items():
                    self.stamp(row)
                self._touched[plan.place, row.id] = _Touched(plan, row, is_new=True)
        for row in dirty:
            plan = self._plans.get(type(row))
            if plan is not None:
                self._note_edit(plan, row)

    def rows(self) -> tuple[RowChange, ...]:
        """Every row this unit changed, parents first; raises ``OutsideKind``, ``NotInLifeCycle``,
        ``RefusedByStore``.
        """
        ordered = sorted(self._touched.items(), key=lambda item: item[0][0])
        found = (self._row(key, touched) for (_, key), touched in ordered)
        return tuple(row for row in found if row is not None)

    def _note_edit(self, plan: RowPlan, row: Any) -> None:
        committed = inspect(row).committed_state
        moved = [
            name for name in committed if name in _KEPT and committed[name] != getattr(row, name)
        ]
        if moved:
            raise RefusedByStore(f"{plan.name}: {sorted(moved)} are not a verb's to change")
        touched = self._touched.setdefault((plan.place, row.id), _Touched(plan, row, is_new=False))
        if not touched.is_new:
            for name, value in committed.items():
                touched.before.setdefault(name, value)

    def _row(self, key: uuid.UUID, touched: _Touched) -> RowChange | None:
        plan, row = touched.plan, touched.row
        values = _inserted(touched) if touched.is_new else _updated(touched)
        if not values and not touched.is_new:
            return None
        op = "insert" if touched.is_new else "update"
        check_touch(self._kind, plan.name, op, frozenset(values))
        if plan.rule.reference or (plan.rule.append_only and not touched.is_new):
            raise RefusedByStore(f"{plan.name}: no {op} from a workstation")
        if plan.moves is not None and "state" in values:
            was = NEW if touched.is_new else touched.before["state"]
            if (was, values["state"]) not in plan.moves:
                raise NotInLifeCycle(plan.name, str(was), f"-> {values['state']}")
        return RowChange(plan.name, key, op, 0 if touched.is_new else row.ver, values)


def _inserted(touched: _Touched) -> dict[str, Any]:
    # ``__dict__``: asking the attribute of a column nobody set would read the row back.
    held = touched.row.__dict__
    values: dict[str, Any] = {}
    for name, to_wire in touched.plan.wire.items():
        value = held.get(name)
        if value is not None:
            values[name] = to_wire(value)
    return values


def _updated(touched: _Touched) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name, to_wire in touched.plan.wire.items():
        if name in touched.before:
            value = getattr(touched.row, name)
            if value != touched.before[name]:
                values[name] = None if value is None else to_wire(value)
    return values


def _name(row: Synced) -> str:
    return type(row).__name__
