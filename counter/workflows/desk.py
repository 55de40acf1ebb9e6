"""The desk: every verb of a clerk at one window; headless, answers are frozen values.

Verbs block until done, so a window runs them through an ``Executor``; a refusal is ``Refused``.
"""

import datetime as dt
import uuid
from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field

from counter.store.kinds import SHIFT_CLOSE, SHIFT_OPEN
from counter.store.tables import Citizen
from counter.workflows.actor import Actor
from counter.workflows.desk_parts.acts import Acts
from counter.workflows.desk_parts.consents import ConsentPart
from counter.workflows.desk_parts.drills import DrillPart
from counter.workflows.desk_parts.loan import LoanPart
from counter.workflows.desk_parts.notices import NoticePart
from counter.workflows.desk_parts.papers import PaperPart
from counter.workflows.desk_parts.parked import ParkedPart
from counter.workflows.desk_parts.promises import PromisePart
from counter.workflows.desk_parts.queue import QueuePart
from counter.workflows.desk_parts.ratings import RatingPart
from counter.workflows.desk_parts.tools import DeskTools
from counter.workflows.desk_parts.visits import VisitPart
from counter.workflows.drafts import DraftView, keep, restore
from counter.workflows.identification import CitizenView, view
from counter.workflows.loan_intake import case_of_matter
from counter.workflows.matters import MatterView, matters_of
from counter.workflows.notices import NoticeView, notice_of
from counter.workflows.queue_calling import CalledTicket, Patience, ticket_here
from counter.workflows.shifts import ShiftView, close_shift, open_shift, open_shift_here
from counter.workflows.today import DayFigures, day_figures
from counter.workflows.unsent import Unsent, unsent
from counter.workflows.visits import VisitView, visit_here


@dataclass(frozen=True)
class MatterStanding:
    """A matter of the open visit with what hangs on it."""

    matter: MatterView
    notice: NoticeView | None
    case_id: uuid.UUID | None


@dataclass(frozen=True)
class Standing:
    """Where the desk stands, read from the store alone: what a restarted desk goes on with."""

    shift: ShiftView | None
    ticket: CalledTicket | None
    visit: VisitView | None
    citizen: CitizenView | None
    matters: tuple[MatterStanding, ...]
    draft: DraftView | None


@dataclass(frozen=True)
class OutageLines:
    """One card of what can be done without the centre."""

    name: str
    title: str
    hint: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Constants:
    """What does not change while somebody sits here: words and targets from the data files."""

    series: Mapping[str, str] = field(default_factory=dict)
    target_min: int = 0
    outage: tuple[OutageLines, ...] = ()
    patience: Patience = field(default_factory=Patience)
    decision_reasons: tuple[tuple[str, str], ...] = ()


class Desk:
    """One person's desk; its parts hold the verbs by kind of work."""

    def __init__(self, tools: DeskTools, actor: Actor) -> None:
        """Sit down as ``actor``."""
        self._acts = Acts(tools, actor)
        self.actor = actor
        self.queue = QueuePart(self._acts)
        self.visits = VisitPart(self._acts)
        self.notices = NoticePart(self._acts)
        self.loan = LoanPart(self._acts)
        self.consents = ConsentPart(self._acts)
        self.ratings = RatingPart(self._acts)
        self.papers = PaperPart(self._acts)
        self.parked = ParkedPart(self._acts)
        self.promises = PromisePart(self._acts)
        self.drills = DrillPart(self._acts)
        book = tools.book
        self.constants = Constants(
            book.series,
            book.policy.whole("queue.target_wait_min", self._acts.acting().day),
            tuple(OutageLines(one.name, one.title, one.hint, one.lines) for one in book.outage),
            self.queue.patience(),
            book.decision_reasons,
        )

    def open(self) -> ShiftView:
        """Open the window: go on with one's shift of today, or end one left open and begin anew."""
        self.papers.recover()
        acting = self._acts.acting()
        with self._acts.reading() as session:
            left = open_shift_here(session, acting.place)
        if left is not None and left.person_id == self.actor.person_id and left.day == acting.day:
            return left
        if left is not None:
            # Somebody left without closing, or the machine died: the next person ends that.
            self._close(left.id, left_open=True)
        with self._acts.saving(SHIFT_OPEN) as (unit, now):
            return open_shift(unit, now)

    def close(self, shift_id: uuid.UUID) -> ShiftView:
        """Close a shift with its counts; held tickets go back to the queue."""
        return self._close(shift_id, left_open=False)

    def standing(self) -> Standing:
        """Where the desk stands now."""
        place = self._acts.tools.place
        with self._acts.reading() as session:
            visit = visit_here(session, place)
            citizen_id = None if visit is None else visit.citizen_id
            matters = () if visit is None else matters_of(session, visit.id)
            return Standing(
                shift=open_shift_here(session, place),
                ticket=ticket_here(session, place),
                visit=visit,
                citizen=None if citizen_id is None else view(session.get_one(Citizen, citizen_id)),
                matters=tuple(
                    MatterStanding(one, notice_of(session, one.id), case_of_matter(session, one.id))
                    for one in matters
                ),
                draft=None if visit is None else restore(session, visit.id),
            )

    def at_one_time(self) -> AbstractContextManager[None]:
        """Everything read inside is of one moment, and read in one go; nothing is saved in it."""
        return self._acts.tools.store.at_one_time()

    def today(self) -> dt.date:
        """The hall's day."""
        return self._acts.acting().day

    def figures(self) -> DayFigures:
        """What this window did today."""
        with self._acts.reading() as session:
            return day_figures(session, self._acts.acting())

    def unsent(self) -> Unsent:
        """What waits for the centre."""
        with self._acts.reading() as session:
            return unsent(session)

    def keep_draft(self, visit_id: uuid.UUID, step: str, fields: Mapping[str, str]) -> None:
        """Keep what is being typed; nothing of it is business yet."""
        with self._acts.local() as session:
            keep(session, DraftView(visit_id, step, fields), self._acts.acting().at)

    def _close(self, shift_id: uuid.UUID, left_open: bool) -> ShiftView:
        with self._acts.saving(SHIFT_CLOSE) as (unit, acting):
            closed = close_shift(unit, acting, shift_id, left_open)
        self.queue.give_back_all()
        return closed
