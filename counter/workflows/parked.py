"""Change sets that wait for a person (待核对): what the centre has, what the window wrote, and what
somebody decided.

A decision is a change set of its own. The centre takes the parked set again as chosen and applies
every rule again; until its answer is here the set stays on the list as decided.
"""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from counter.i18n import _
from counter.store.change_set import decode
from counter.store.tables import Decision, Outbox, SetOutcome
from counter.store.unit_of_work import Unit
from counter.workflows.actor import Acting
from counter.workflows.ports import OpenHead
from counter.workflows.refusals import Refused

CONFLICT = "conflict"
VERDICTS = ("ours", "theirs", "merged", "again", "dropped")
MOST_NOTE = 200
_AGAIN = frozenset({"unique", "missing", "kind"})
"""Parked for something that may have gone away meanwhile: trying again makes sense."""


@dataclass(frozen=True)
class Place:
    """Which change set: workstation, epoch, number."""

    ws: uuid.UUID
    epoch: int
    seq: int


@dataclass(frozen=True)
class Contested:
    """One column both sides wrote, in wire form."""

    column: str
    ours: Any = field(repr=False)
    theirs: Any = field(repr=False)


@dataclass(frozen=True)
class OpenSet:
    """One change set that waits for a person."""

    place: Place
    kind: str
    code: str
    status: str
    at: dt.datetime
    window_no: int | None
    """The window that wrote it; none for this one."""
    waiting: int = 0
    """How many saves wait behind it."""
    table: str = ""
    contested: tuple[Contested, ...] = ()
    seen_ver: int | None = None
    by_window: int | None = None
    """The window that wrote what the centre has."""
    decided: bool = False
    """Decided here, and the centre has not answered yet."""

    @property
    def verdicts(self) -> tuple[str, ...]:
        """What may be decided on it."""
        if self.status == "refused":
            return ("dropped",)
        if self.code == CONFLICT:
            return ("ours", "theirs", "merged")
        return ("again", "dropped") if self.code in _AGAIN else ()


@dataclass(frozen=True)
class Choice:
    """What a person decided on one set; ``ours`` are columns, for ``merged`` only."""

    verdict: str
    reason: str
    note: str = field(default="", repr=False)
    ours: tuple[str, ...] = ()


def own_open_sets(session: Session) -> tuple[OpenSet, ...]:
    """This workstation's open sets, oldest first; those that wait behind one count with it."""
    rows = session.execute(
        select(SetOutcome, Outbox.body, Outbox.saved_at)
        .join(Outbox, Outbox.seq == SetOutcome.seq)
        .order_by(SetOutcome.seq)
    ).all()
    behind: dict[int, int] = {}
    for outcome, _body, _at in rows:
        first = (outcome.detail or {}).get("seq")
        if outcome.code == "depends" and isinstance(first, int):
            behind[first] = behind.get(first, 0) + 1
    found = []
    for outcome, body, at in rows:
        # What waits behind another set is settled with it.
        if outcome.code == "depends" and outcome.status == "parked":
            continue
        saved = decode(body)
        one = OpenSet(
            place=Place(saved.ws, saved.epoch, saved.seq),
            kind=saved.kind,
            code=outcome.code,
            status=outcome.status,
            at=at,
            window_no=None,
            waiting=behind.get(outcome.seq, 0),
        )
        one = with_detail(one, outcome.detail)
        decided = _decided_at(session, one.place)
        found.append(replace(one, decided=decided is not None and decided > outcome.seen_at))
    return tuple(found)


def with_detail(
    one: OpenSet, detail: Mapping[str, Any] | None, by_window: int | None = None
) -> OpenSet:
    """The set with both versions of what conflicts, as the centre told them."""
    told = detail or {}
    mine, theirs = told.get("mine") or {}, told.get("theirs") or {}
    return replace(
        one,
        table=str(told.get("table", "")),
        contested=tuple(
            Contested(column, mine.get(column), theirs.get(column))
            for column in told.get("columns") or ()
        ),
        seen_ver=told.get("ver"),
        by_window=by_window,
    )


def of_head(head: OpenHead) -> OpenSet:
    """An open set of another window, as the centre's list names it."""
    return OpenSet(
        place=Place(head.ws, head.epoch, head.seq),
        kind=head.kind,
        code=head.code,
        status=head.status,
        at=head.at,
        window_no=head.window_no,
        waiting=head.waiting,
    )


def decide(unit: Unit, acting: Acting, one: OpenSet, choice: Choice) -> None:
    """Keep what somebody decided; raises ``Refused`` for what the set does not allow."""
    if choice.verdict not in one.verdicts:
        raise Refused("parked.verdict", _("这一笔不能这样定。请按 Alt 4 重新打开后再定。"))
    if not choice.reason:
        raise Refused("parked.reason", _("还没有选理由。请选一条理由后再确认。"))
    if len(choice.note) > MOST_NOTE:
        raise Refused("parked.note", _("补充说明太长，最多 200 字。请删短后再确认。"))
    unit.add(
        Decision(
            id=acting.new_id(),
            of_ws=one.place.ws,
            of_epoch=one.place.epoch,
            of_seq=one.place.seq,
            verdict=choice.verdict,
            ours=list(choice.ours) if choice.verdict == "merged" else [],
            seen_ver=one.seen_ver,
            reason=choice.reason,
            note=choice.note,
        )
    )


def _decided_at(session: Session, place: Place) -> dt.datetime | None:
    return session.scalar(
        select(func.max(Decision.made_at)).where(
            Decision.of_ws == place.ws,
            Decision.of_epoch == place.epoch,
            Decision.of_seq == place.seq,
        )
    )
