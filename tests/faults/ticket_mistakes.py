"""Mistakes made on purpose in the ticket rules: each breaks the desk, the authority or a clock."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from counter.store.tables import HeldTicket
from counter.workflows import held_tickets
from counter.workflows.clock import Clock
from counter.workflows.desk_parts import queue
from counter.workflows.ports import Granted, NotAllowed, Offline

TERM_FROM_ANSWER = "the term counts from the answer"
NO_LOOK = "no look before the call"
EARLY = "given back before it is durable"
REVIVED = "a grant revived by a late message"

ALL = (
    REVIVED,
    "an ended grant revived by a late request",
    TERM_FROM_ANSWER,
    NO_LOOK,
    "the clock stands still in suspend",
    "grants survive a reboot with the clock begun anew",
    "the same ticket granted again when the term is over",
    EARLY,
    "every answer brings a whole term",
)


def _hold_from_answer(session: Session, granted: Granted, clock: Clock, _asked_ms: int) -> bool:
    return held_tickets.hold(session, granted, clock, clock.boot_ms())


def _hold_again(session: Session, granted: Granted, clock: Clock, asked_ms: int) -> bool:
    is_new = held_tickets.hold(session, granted, clock, asked_ms)
    row = session.get(HeldTicket, granted.grant_id)
    if row is not None:
        row.ended = None
    return is_new


def _all_unended(session: Session, _clock: Clock, day: Any) -> list[HeldTicket]:
    rows = session.scalars(select(HeldTicket).where(HeldTicket.ended.is_(None)))
    live = [row for row in rows if row.ticket["day"] == day.isoformat()]
    live = [row for row in live if not row.ticket["called_before"]]
    return sorted(live, key=lambda row: str(row.ticket["issued_at"]))


def _give_back_early(part: Any) -> None:
    """As ``QueuePart.give_back_all``, the other way round: told first, then written down."""
    with suppress(Offline):
        part._ask()
    with part._acts.reading() as session:
        rows = session.scalars(select(HeldTicket.grant_id).where(HeldTicket.ended.is_(None))).all()
    for grant_id in rows:
        try:
            part._tools.queue.give_back(grant_id)
        except Offline:
            return
        except NotAllowed:
            continue
    with part._acts.local() as session:
        held_tickets.end_all(session)
    part.settle()


_IN_THE_DESK: dict[str, tuple[Any, str, Callable[..., Any]]] = {
    TERM_FROM_ANSWER: (queue, "hold", _hold_from_answer),
    NO_LOOK: (queue, "usable", _all_unended),
    EARLY: (queue.QueuePart, "give_back_all", _give_back_early),
    REVIVED: (queue, "hold", _hold_again),
}


@contextmanager
def made(mistake: str) -> Iterator[None]:
    """While inside, the desk's code has the mistake; those of clocks and authority are theirs."""
    if mistake not in _IN_THE_DESK:
        yield
        return
    place, name, wrong = _IN_THE_DESK[mistake]
    right = getattr(place, name)
    setattr(place, name, wrong)
    try:
        yield
    finally:
        setattr(place, name, right)
