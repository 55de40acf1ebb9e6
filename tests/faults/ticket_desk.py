"""A window of the ticket play: the real queue verbs on a real encrypted file, and a clerk."""

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from sqlalchemy import Engine, event, select
from sqlalchemy.orm import Session

from counter.store.change_set import Origin, Signer
from counter.store.kinds import TICKET_MISS, Kind
from counter.store.tables import HeldTicket
from counter.store.unit_of_work import Store, Unit
from counter.workflows.actor import Place
from counter.workflows.desk_parts.acts import Acts
from counter.workflows.desk_parts.queue import QueuePart
from counter.workflows.desk_parts.tools import DeskTools
from counter.workflows.queue_calling import CalledTicket, Patience, miss, ticket_here
from counter.workflows.refusals import Refused
from sync.store_file import StoreFile
from sync.values import Cursors
from tests.builders import a_clerk, a_rulebook, a_store
from tests.faults.row_centre import RowCentre
from tests.faults.simulation import Died, Fate
from tests.faults.ticket_authority import ModelAuthority
from tests.faults.ticket_line import MINUTE, Weather, WindowLine
from tests.faults.ticket_machine import Machine
from tests.faults.ticket_witness import HallBook, Witness

SECOND = 1_000
HELD = 3
"""So many tickets a window keeps for an outage."""
USUAL = {"queue.cut_off", "queue.term_over", "queue.undo_late"}
"""What a clerk may be told; anything else means that a window is stuck."""
_WRITES = ("INSERT", "UPDATE", "DELETE")


class MortalStore(Store):
    """A store that may die at every statement that writes, before and after every commit."""

    fate: Fate
    look: Callable[[], None]

    @contextmanager
    def unit(self, kind: Kind, signer: Signer, at: Any) -> Iterator[Unit]:
        """One verb."""
        with super().unit(kind, signer, at) as unit:
            yield unit
        self._kept()

    @contextmanager
    def local(self) -> Iterator[Session]:
        """The desk's own tables."""
        with super().local() as session:
            yield session
            self.fate.step()
        self._kept()

    def _kept(self) -> None:
        self.look()
        self.fate.step()


@dataclass
class Hall:
    """What the windows share."""

    authority: ModelAuthority
    centre: RowCentre
    book: HallBook
    closes_ms: int
    settles_ms: int
    """When every late message has come, after the weather has cleared."""


class TicketDesk:
    """One window of the hall; its file outlives its program."""

    def __init__(self, hall: Hall, machine: Machine, folder: Path) -> None:
        self.hall, self.machine, self.chance = hall, machine, machine.chance
        self.fate = Fate(
            self.chance.randrange(20, 500), self.chance.choice([0, 60, 200, 400]), most=4
        )
        self._place = Place(machine.ws, 1, 3, machine.window_no)
        self.engine = self._open(folder)
        self.witness = Witness(hall.book, self.engine, machine)
        self.line = WindowLine(hall.authority, machine, self.fate)
        self.line.witness = self.witness
        self.to_centre = Weather()
        """The centre may be away while the queue's authority is not."""
        self._file = StoreFile(self.engine, machine.clock.now)
        self._born()

    def shift(self) -> None:
        """A clerk's day, however often the program dies in it; then the line is healed."""
        while self.machine.strands.now < self.hall.closes_ms:
            try:
                self._work()
            except Died:
                self._die()
        self.line.weather.is_clear = self.to_centre.is_clear = True
        self.fate.dies_at = 0
        self.machine.sleep(self.hall.settles_ms - self.machine.strands.now)
        self._exchange()
        self.queue.give_back_all()

    def _open(self, folder: Path) -> Engine:
        folder.mkdir()
        engine = a_store(folder, self._place).engine

        def wrote(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
            if statement.startswith(_WRITES):
                self.fate.step()

        event.listen(engine, "before_cursor_execute", wrote)
        return engine

    def _born(self) -> None:
        """The program starts: nothing is left but the file."""
        store = MortalStore(self.engine, Origin(self._place.ws, 1, 3))
        store.fate, store.look = self.fate, self.witness.look
        # Nobody touches a device or asks anything else in this play.
        nothing = cast(Any, None)
        tools = DeskTools(
            store=store,
            place=self._place,
            clock=self.machine.clock,
            book=a_rulebook(),
            queue=self.line,
            directory=nothing,
            witnesses=nothing,
            open_sets=nothing,
            reader=nothing,
            printer=nothing,
            pad=nothing,
            pad_signer=nothing,
            directory_key=b"",
        )
        self.acts = Acts(tools, a_clerk(self.machine.window_no))
        self.queue = QueuePart(self.acts)

    def _die(self) -> None:
        minutes = self.chance.choice([1, 5, 30, 75])
        self.machine.off(minutes * MINUTE, starts_anew=self.chance.random() < 0.5)
        self._born()

    def _work(self) -> None:
        """One life of the program."""
        with self.acts.reading() as session:
            left = ticket_here(session, self._place)
        if left is not None:
            self._serve(left)
        while self.machine.strands.now < self.hall.closes_ms:
            self.machine.sleep(self.chance.randrange(5 * SECOND, 3 * MINUTE))
            self._between()
            self._call()

    def _between(self) -> None:
        """What happens at a window between two people."""
        drawn = self.chance.random()
        if drawn < 0.05:
            self.queue.give_back_all()
            self.machine.sleep(self.chance.randrange(MINUTE, 20 * MINUTE))
        elif drawn < 0.10:
            self.machine.suspend(self.chance.randrange(MINUTE, 80 * MINUTE))
            self.machine.sleep(1)
        elif drawn < 0.25:
            self._wait_for_a_term()
        elif drawn < 0.80:
            self.queue.keep_reserve(HELD)
        if self.chance.random() < 0.5:
            self._exchange()

    def _wait_for_a_term(self) -> None:
        """A clerk who calls in the very second in which a held ticket's term ends."""
        columns = HeldTicket.asked_tick_ms + HeldTicket.term_ms
        with self.engine.connect() as connection:
            ends = connection.execute(select(columns).where(HeldTicket.ended.is_(None))).scalars()
            ahead = [end - self.machine.clock.boot_ms() for end in ends]
        near = [ms for ms in ahead if 0 < ms < 60 * MINUTE]
        if near:
            self.machine.sleep(max(min(near) + self.chance.randrange(-800, 800), 0))

    def _call(self) -> None:
        called = self._try(self.queue.call_next)
        if called is None:
            return
        self.hall.book.note(
            self.hall.book.holder.get(called.id) == self.machine.window_no,
            "announced before it was durable",
        )
        if self.line.weather.back_at(self.machine.strands.now) is not None:
            self.hall.book.cut_off_calls += 1
        self._exchange()
        self.machine.sleep(self.chance.randrange(2 * SECOND, 25 * SECOND))
        if self.chance.random() < 0.12 and self._undo(called.id):
            return
        self._serve(called)

    def _undo(self, ticket_id: uuid.UUID) -> bool:
        return self._try(lambda: self.queue.undo_call(ticket_id)) is not None

    def _serve(self, called: CalledTicket) -> None:
        """The window is taken for a while and then free; some people are called again."""
        if called.nth < 3 and self.chance.random() < 0.2:
            self._try(lambda: self.queue.recall(called.id))
        self.machine.sleep(self.chance.randrange(2 * MINUTE, 14 * MINUTE))
        with self.acts.saving(TICKET_MISS) as (unit, acting):
            miss(unit, acting, called.id, Patience())

    def _try(self, verb: Callable[[], CalledTicket | None]) -> CalledTicket | None:
        try:
            answer = verb()
        except Refused as refused:
            self.hall.book.note(refused.code in USUAL, f"a clerk was refused: {refused.code}")
            return None
        if answer is None:
            self.hall.book.note(
                self.witness.useless() == 0, "nobody waits, said a window that keeps somebody back"
            )
        return answer

    def _exchange(self) -> None:
        """Send change sets to the centre and read what other windows wrote, if it is there."""
        if self.to_centre.back_at(self.machine.strands.now) is not None:
            return
        file, centre = self._file, self.hall.centre
        while sets := file.batch(file.state().acked, 500, 10**6):
            file.acknowledge(centre.push(self._place.ws, list(sets)))
        more = True
        while more:
            page = centre.pull(cast(Cursors, file.cursors()), 500)
            file.apply(page)
            more = any(scope["more"] for scope in page.scopes)
