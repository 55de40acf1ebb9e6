"""A window's line to the queue's authority in virtual time: what is asked may be lost, come late,
twice or in another order, and so may what is answered.

An answer belongs to the connection it was asked on and dies with it; what may come again is an
answer already heard.
"""

import contextlib
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from counter.workflows.ports import DEADLINE_S, Granted, NotAllowed, Offline, QueueTicket, Waiting
from tests.faults.simulation import Fate
from tests.faults.ticket_authority import ModelAuthority
from tests.faults.ticket_machine import Machine
from tests.faults.ticket_witness import Witness

DEADLINE_MS = int(DEADLINE_S * 1000)
MINUTE = 60_000
FATES = ("fair", "request lost", "request late", "answer lost", "twice", "lid closed")
FAIR_WEIGHTS = (84, 2, 3, 4, 4, 3)


@dataclass
class Weather:
    """When a window is cut off; outside of that single messages fare badly at times."""

    cuts: list[tuple[int, int]] = field(default_factory=list)
    is_clear: bool = False
    """Healed: nothing goes wrong any more."""

    def back_at(self, now: int) -> int | None:
        """When the line is there again, or nothing when it is there."""
        if self.is_clear:
            return None
        return next((end for begin, end in self.cuts if begin <= now < end), None)


class WindowLine:
    """What a desk knows as its queue authority."""

    def __init__(self, authority: ModelAuthority, machine: Machine, fate: Fate) -> None:
        self._authority, self._machine, self.fate = authority, machine, fate
        self.weather = Weather()
        self.witness: Witness | None = None
        self._heard: list[Granted] = []
        self._ws = machine.ws
        self._chance, self._strands = machine.chance, machine.strands

    def grant_next(self, request_id: uuid.UUID) -> Granted | None:
        """Ask for a ticket; at times an old answer comes again in place of the new one."""
        sent = self._strands.now
        answer: Granted | None = self._ask(lambda: self._authority.grant_next(self._ws, request_id))
        if self._heard and not self.weather.is_clear and self._chance.random() < 0.04:
            return self._chance.choice(self._heard)
        if answer is not None:
            self._heard.append(answer)
            self._note_sent(answer.grant_id, sent)
        return answer

    def report_called(self, grant_id: uuid.UUID) -> None:
        """The display shows it as soon as this arrives."""
        if self.witness is not None:
            self.witness.announced(grant_id)
        self._ask(lambda: self._authority.report_called(self._ws, grant_id))

    def report_recalled(self, ticket_id: uuid.UUID) -> None:
        """Called once more."""
        self._ask(lambda: self._authority.report_recalled(self._ws, ticket_id))

    def give_back(self, grant_id: uuid.UUID) -> None:
        """Not called, and will not be."""
        self._ask(lambda: self._authority.give_back(self._ws, grant_id))

    def take_back(self, grant_id: uuid.UUID) -> None:
        """Called by mistake."""
        self._ask(lambda: self._authority.take_back(self._ws, grant_id))

    def issue(self, series: str, business: str) -> QueueTicket:
        """Nobody issues at a window here."""
        raise AssertionError("the ticket machine issues")

    def waiting(self) -> Waiting:
        """Nobody looks at the list here."""
        raise AssertionError("nobody asks who waits")

    def _note_sent(self, grant_id: uuid.UUID, sent: int) -> None:
        if self.witness is not None:
            self.witness.heard_of(grant_id, self._machine.clock.true_ms(sent))

    def _ask(self, work: Callable[[], Any]) -> Any:
        self.fate.step()
        back_at = self.weather.back_at(self._strands.now)
        fares = self._fares(is_cut=back_at is not None)
        if fares == "request late":
            self._later(work, back_at or self._strands.now)
        if fares in ("request lost", "request late"):
            self._machine.sleep(DEADLINE_MS)
            raise Offline
        self._machine.sleep(self._chance.randrange(5, 400))
        answer = work()
        if fares == "twice":
            self._later(work, self._strands.now)
        if fares == "lid closed":
            self._machine.suspend(self._chance.randrange(MINUTE, 80 * MINUTE))
        self._machine.sleep(self._chance.randrange(5, 400))
        # The authority has done it; whether the desk lives to hear of it is another matter.
        self.fate.step()
        if fares == "answer lost":
            raise Offline
        return answer

    def _fares(self, is_cut: bool) -> str:
        if self.weather.is_clear:
            return "fair"
        if is_cut:
            return self._chance.choices(("request lost", "request late"), (3, 1))[0]
        return self._chance.choices(FATES, FAIR_WEIGHTS)[0]

    def _later(self, work: Callable[[], Any], earliest: int) -> None:
        def arrive() -> None:
            with contextlib.suppress(NotAllowed):
                work()

        self._strands.call_at(earliest + self._chance.randrange(1, 40 * MINUTE), arrive)
