"""The queue's authority as a model: the rules of ``sync/central/queue/sql`` for one hall and day.

``tests/central/test_queue_model.py`` plays the same scripts against this and the real functions.
"""

import datetime as dt
import random
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from counter.workflows.ports import Granted, NotAllowed, QueueTicket

TERM_MS = 3_600_000
TAKE_BACK_MS = 8 * 3_600_000
CALLED, GIVEN_BACK, TAKEN_BACK = "called", "given_back", "taken_back"


@dataclass
class Ticket:
    """A number somebody in the hall holds."""

    id: uuid.UUID
    number: int
    issued_ms: int
    state: str = "waiting"


@dataclass
class Grant:
    """The right of one workstation to call one ticket, and how it ended."""

    id: uuid.UUID
    request: uuid.UUID
    ticket: Ticket
    ws: uuid.UUID
    granted_ms: int
    ended: str | None = None
    ended_ms: int = 0
    window_no: int | None = None


def refuse() -> NotAllowed:
    """As CW001 arrives at a desk."""
    return NotAllowed("invalid", "")


@dataclass
class ModelAuthority:
    """Issues and grants; ``mistake`` breaks one rule on purpose."""

    opened: dt.datetime
    now_ms: Callable[[], int]
    windows: Mapping[uuid.UUID, int]
    chance: random.Random
    mistake: str = ""
    tickets: list[Ticket] = field(default_factory=list)
    grants: dict[uuid.UUID, Grant] = field(default_factory=dict)

    def issue(self) -> QueueTicket:
        """The next number."""
        made = Ticket(self._new_id(), len(self.tickets) + 1, self.now_ms())
        self.tickets.append(made)
        return self._told(made)

    def grant_next(self, ws: uuid.UUID, request: uuid.UUID) -> Granted | None:
        """The longest waiting ticket; the same request gives the same grant while it lives."""
        known = next(
            (one for one in self.grants.values() if (one.ws, one.request) == (ws, request)), None
        )
        if known is not None:
            return self._again(known)
        if self.mistake == "the same ticket granted again when the term is over":
            self._end_silent()
        waiting = [one for one in self.tickets if one.state == "waiting"]
        if not waiting:
            return None
        ticket = min(waiting, key=_place)
        ticket.state = "granted"
        made = Grant(self._new_id(), request, ticket, ws, self.now_ms())
        self.grants[made.id] = made
        return self._granted(made)

    def report_called(self, ws: uuid.UUID, grant_id: uuid.UUID) -> None:
        """The holder called it."""
        self._end(ws, grant_id, CALLED, "called")

    def give_back(self, ws: uuid.UUID, grant_id: uuid.UUID) -> None:
        """The holder did not call it and will not."""
        self._end(ws, grant_id, GIVEN_BACK, "waiting")

    def take_back(self, ws: uuid.UUID, grant_id: uuid.UUID) -> None:
        """The call was a mistake; the ticket waits in its old place."""
        held = self._own(ws, grant_id)
        too_late = held.ended == CALLED and held.ended_ms < self.now_ms() - TAKE_BACK_MS
        elsewhere = held.window_no is not None and held.window_no != self.windows[ws]
        if held.ended == GIVEN_BACK or too_late or elsewhere:
            raise refuse()
        if held.ended != TAKEN_BACK:
            self._set_end(held, TAKEN_BACK, "waiting")

    def report_recalled(self, ws: uuid.UUID, ticket_id: uuid.UUID) -> None:
        """A called ticket is called once more, perhaps at another window."""
        for one in self.grants.values():
            if one.ticket.id == ticket_id and one.ended == CALLED:
                one.window_no = self.windows[ws]
                return
        raise refuse()

    def waiting_labels(self) -> list[str]:
        """Who waits, as shown in the hall: who was granted still sits there."""
        shown = [one for one in self.tickets if one.state != "called"]
        return [self._told(one).label for one in sorted(shown, key=_place)]

    def _again(self, known: Grant) -> Granted | None:
        if known.ended is not None and self.mistake == "an ended grant revived by a late request":
            known.ended, known.ticket.state = None, "granted"
        return self._granted(known) if known.ended is None else None

    def _end_silent(self) -> None:
        for one in self.grants.values():
            if one.ended is None and self.now_ms() - one.granted_ms > TERM_MS:
                self._set_end(one, GIVEN_BACK, "waiting")

    def _end(self, ws: uuid.UUID, grant_id: uuid.UUID, how: str, state: str) -> None:
        held = self._own(ws, grant_id)
        if held.ended not in (None, how):
            raise refuse()
        if held.ended is None:
            self._set_end(held, how, state)
            held.window_no = self.windows[ws] if how == CALLED else None

    def _set_end(self, held: Grant, how: str, state: str) -> None:
        held.ended, held.ended_ms, held.ticket.state = how, self.now_ms(), state

    def _own(self, ws: uuid.UUID, grant_id: uuid.UUID) -> Grant:
        held = self.grants.get(grant_id)
        if held is None or held.ws != ws:
            raise refuse()
        return held

    def _granted(self, grant: Grant) -> Granted:
        used = min(max(self.now_ms() - grant.granted_ms, 0), TERM_MS)
        if self.mistake == "every answer brings a whole term":
            used = 0
        return Granted(grant.id, self._told(grant.ticket), TERM_MS - used)

    def _told(self, ticket: Ticket) -> QueueTicket:
        ahead = [
            one for one in self.tickets if one.state != "called" and _place(one) < _place(ticket)
        ]
        before = any(
            one.ticket is ticket and one.ended == TAKEN_BACK for one in self.grants.values()
        )
        issued_at = self.opened + dt.timedelta(milliseconds=ticket.issued_ms)
        day = (issued_at + dt.timedelta(hours=8)).date()
        return QueueTicket(ticket.id, day, "A", ticket.number, "L01", issued_at, len(ahead), before)

    def _new_id(self) -> uuid.UUID:
        return uuid.UUID(int=self.chance.getrandbits(128), version=4)


def _place(ticket: Ticket) -> tuple[int, int]:
    return ticket.issued_ms, ticket.number
