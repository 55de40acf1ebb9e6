"""Oracles of the ticket play: they read a desk's file after every commit and nothing else of it."""

import uuid
from dataclasses import dataclass, field

from sqlalchemy import Engine, select

from counter.store.tables import Call, HeldTicket
from tests.faults.ticket_authority import TERM_MS, ModelAuthority
from tests.faults.ticket_machine import DRIFT, Machine

USED = ("called", "called_told")
UNDONE = ("taken_back", "taken_told")


@dataclass
class HallBook:
    """Which window has called which ticket, as all files together tell."""

    authority: ModelAuthority
    holder: dict[uuid.UUID, int] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    calls: int = 0
    cut_off_calls: int = 0

    def note(self, is_right: bool, what: str) -> None:
        """A finding, each kind once."""
        if not is_right and what not in self.faults:
            self.faults.append(what)

    def check_forgotten(self, held: set[tuple[uuid.UUID, uuid.UUID]]) -> None:
        """After healing: every ticket was called, waits, or is held by its one live holder."""
        for ticket in self.authority.tickets:
            live = [
                (one.ws, one.id)
                for one in self.authority.grants.values()
                if one.ticket is ticket and one.ended is None
            ]
            was_called = ticket.id in self.holder
            self.note(was_called == (ticket.state == "called"), "the authority has a call wrong")
            self.note(len(live) <= 1, "two live grants of one ticket")
            if ticket.state == "granted":
                self.note(len(live) == 1 and set(live) <= held, "a ticket is forgotten")
            else:
                self.note(not live, "a live grant of a ticket that is called or waits")


class Witness:
    """Watches one desk's file."""

    def __init__(self, book: HallBook, engine: Engine, machine: Machine) -> None:
        self.book, self._engine, self._machine = book, engine, machine
        self._ends: dict[uuid.UUID, str | None] = {}
        self._calls: set[uuid.UUID] = set()
        self._sent: dict[uuid.UUID, float] = {}

    def heard_of(self, grant_id: uuid.UUID, sent_true_ms: float) -> None:
        """The desk has an answer to what it sent at that moment of its never-stopping clock; the
        last one before the grant is in the file is the one that counts."""
        if grant_id not in self._ends:
            self._sent[grant_id] = sent_true_ms

    def announced(self, grant_id: uuid.UUID) -> None:
        """The hall hears of a call: it must be on the disk by now."""
        ends, calls = self._read()
        ticket = ends.get(grant_id, (None, None))[1]
        self.book.note(
            ends.get(grant_id, ("", None))[0] in USED and ticket in calls.values(),
            "announced before it was durable",
        )

    def look(self) -> None:
        """Something was committed."""
        ends, calls = self._read()
        new_calls = {ticket for key, ticket in calls.items() if key not in self._calls}
        for grant_id, (end, ticket) in ends.items():
            self._compare(grant_id, end, ticket, new_calls)
        for ticket in new_calls:
            mine = self.book.holder.get(ticket) == self._machine.window_no
            self.book.note(mine, "a call without a grant")
        self._calls = set(calls)

    def live(self) -> set[tuple[uuid.UUID, uuid.UUID]]:
        """The grants this desk still has."""
        ends, _calls = self._read()
        return {(self._machine.ws, key) for key, (end, _ticket) in ends.items() if end is None}

    def useless(self) -> int:
        """How many grants the file calls live that are over by this machine's clock."""
        clock = self._machine.clock
        columns = HeldTicket.asked_boot, HeldTicket.asked_tick_ms, HeldTicket.term_ms
        with self._engine.connect() as connection:
            rows = connection.execute(select(*columns).where(HeldTicket.ended.is_(None))).all()
        return sum(
            boot != clock.boot_id() or clock.boot_ms() - tick >= term for boot, tick, term in rows
        )

    def _compare(
        self, grant_id: uuid.UUID, end: str | None, ticket: uuid.UUID, new_calls: set[uuid.UUID]
    ) -> None:
        before = self._ends.get(grant_id)
        self._ends[grant_id] = end
        if end == before:
            return
        self.book.note(end is not None, "a grant once ended lives again")
        if end in USED and before not in USED:
            self.book.note(before is None, "a grant once ended is used again")
            self.book.note(ticket in new_calls, "a grant is spent and no call is there")
            self._check_term(grant_id)
            self._take(ticket)
        if end in UNDONE and before in USED and self.book.holder.get(ticket) == self._window:
            del self.book.holder[ticket]

    @property
    def _window(self) -> int:
        return self._machine.window_no

    def _take(self, ticket: uuid.UUID) -> None:
        holder = self.book.holder.setdefault(ticket, self._window)
        self.book.note(holder == self._window, "one ticket, two windows")
        self.book.calls += 1

    def _check_term(self, grant_id: uuid.UUID) -> None:
        now = self._machine.strands.now
        since_sent = self._machine.clock.true_ms(now) - self._sent.get(grant_id, 0.0)
        granted_ms = self.book.authority.grants[grant_id].granted_ms
        self.book.note(since_sent < TERM_MS + 1, "called when the term was over")
        is_early = now - granted_ms <= TERM_MS / (1 - DRIFT) + 1
        self.book.note(is_early, "called when the authority may count the term as over")

    def _read(
        self,
    ) -> tuple[dict[uuid.UUID, tuple[str | None, uuid.UUID]], dict[uuid.UUID, uuid.UUID]]:
        with self._engine.connect() as connection:
            held = connection.execute(
                select(HeldTicket.grant_id, HeldTicket.ended, HeldTicket.ticket)
            ).all()
            calls = connection.execute(
                select(Call.id, Call.ticket_id).where(Call.window_no == self._window)
            ).all()
        ends = {key: (end, uuid.UUID(ticket["id"])) for key, end, ticket in held}
        return ends, {row.id: row.ticket_id for row in calls}
