"""What is so at the desk: read from the store after every verb, never kept beside it."""

import datetime as dt
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from counter.windows.screen import Choice, Message
from counter.workflows.case_reading import CaseView
from counter.workflows.desk import Constants, Desk, MatterStanding, OutageLines, Standing
from counter.workflows.finding import Found
from counter.workflows.holds import HeldVisit
from counter.workflows.identification import CitizenView, PersonSeen
from counter.workflows.material_checks import CheckView
from counter.workflows.matters import MatterView
from counter.workflows.notices import NoticeContent, NoticeView
from counter.workflows.parked import OpenSet
from counter.workflows.ports import QueueTicket, Waiting
from counter.workflows.promises import PromiseView
from counter.workflows.queue_calling import CalledTicket
from counter.workflows.refusals import Refused
from counter.workflows.today import DayFigures
from counter.workflows.unsent import Unsent
from counter.workflows.visits import VisitView

NOWHERE = Standing(shift=None, ticket=None, visit=None, citizen=None, matters=(), draft=None)


@dataclass(frozen=True)
class Asked:
    """The rating asked for last: whose visit, under which number, and what became of it."""

    visit_id: uuid.UUID
    label: str
    kind: str = "asked"
    sentence: str = ""


@dataclass(frozen=True)
class Undoable:
    """The queue's last step, as long as nothing followed it: ``call`` or ``miss``."""

    verb: str
    ticket_id: uuid.UUID
    label: str
    at: dt.datetime


@dataclass(frozen=True)
class Facts:
    """Everything a screen is made from that nobody types."""

    standing: Standing = NOWHERE
    businesses: tuple[tuple[str, str], ...] = ()
    waiting: Waiting | None = None
    seen: PersonSeen | None = field(default=None, repr=False)
    """A person read or typed and not yet taken for this visit's."""
    questions: tuple[Choice, ...] = ()
    content: NoticeContent | None = None
    checks: Mapping[str, CheckView] = field(default_factory=dict)
    """What was found of each material so far, by the material's id."""
    earlier: NoticeView | None = None
    """What the same citizen was told about this business at an earlier visit."""
    case: CaseView | None = field(default=None, repr=False)
    present: uuid.UUID | None = None
    """Whose card was read for signing."""
    asked: Asked | None = None
    served: int = 0
    """Visits ended since the window was opened."""
    last_waiting: Waiting | None = None
    """Who waited when the authority last answered, and when that was."""
    waiting_at: dt.datetime | None = None
    reserve: tuple[QueueTicket, ...] = ()
    """Tickets this window may still call without the authority."""
    held: tuple[HeldVisit, ...] = ()
    """The visits on hold that may be taken up here."""
    missed: tuple[CalledTicket, ...] = ()
    """The numbers nobody came for at this window."""
    undoable: Undoable | None = None
    found: tuple[Found, ...] = ()
    """What was found last by its number."""
    looked_for: str = ""
    open_sets: tuple[OpenSet, ...] = field(default=(), repr=False)
    """What waits for a person (待核对), when it was listed last; the one looked at with both
    versions."""
    looked_at: int = 0
    promises: tuple[PromiseView, ...] = field(default=(), repr=False)
    """What the hall still owes citizens an answer to."""
    today_figures: DayFigures = field(default_factory=DayFigures)
    unsent: Unsent = field(default_factory=Unsent)
    constants: Constants = field(default_factory=Constants)
    today: dt.date | None = None
    """The hall's day when the facts were read."""

    @property
    def ticket(self) -> CalledTicket | None:
        """The ticket called or served here."""
        return self.standing.ticket

    @property
    def visit(self) -> VisitView | None:
        """The open visit."""
        return self.standing.visit

    @property
    def citizen(self) -> CitizenView | None:
        """Whose visit it is."""
        return self.standing.citizen

    @property
    def current(self) -> MatterStanding | None:
        """The matter being worked on: the last one that was opened."""
        return self.standing.matters[-1] if self.standing.matters else None

    @property
    def matter(self) -> MatterView | None:
        """The matter being worked on."""
        return None if self.current is None else self.current.matter

    @property
    def notice(self) -> NoticeView | None:
        """What was told for this matter."""
        return None if self.current is None else self.current.notice

    @property
    def target_min(self) -> int:
        """Minutes a wait should stay below."""
        return self.constants.target_min

    @property
    def outage_words(self) -> tuple[OutageLines, ...]:
        """What is said of an outage."""
        return self.constants.outage

    def series_name(self, series: str) -> str:
        """A class of tickets in one word; its letter where it is not known."""
        return self.constants.series.get(series, series)

    def business_name(self, code: str) -> str:
        """A business in words; the code where it is not known."""
        return dict(self.businesses).get(code, code)


@dataclass(frozen=True)
class Hands:
    """What a verb works with off the Qt thread."""

    desk: Desk
    is_cancelled: Callable[[], bool]
    now: Callable[[], dt.datetime]


@dataclass(frozen=True)
class Worked:
    """What a verb came to: the facts, the step to show next (0 stays), and what to say."""

    facts: Facts
    step: int = 0
    message: Message | None = None
    drops: tuple[str, ...] = ()
    """Fields whose typed text gives way to what was saved."""
    forgets: bool = False
    """The visit is over: nothing typed is kept."""
    restores: bool = False
    """A visit goes on: step and fields are those of its draft."""


def read(desk: Desk, facts: Facts) -> Facts:
    """Read everything anew, all of one moment; what only this window knows stays."""
    with desk.at_one_time():
        return _read(desk, facts)


def _read(desk: Desk, facts: Facts) -> Facts:
    standing = desk.standing()
    facts = replace(
        facts,
        standing=standing,
        businesses=desk.notices.businesses(),
        today=desk.today(),
        constants=desk.constants,
        reserve=desk.queue.reserve(),
        unsent=desk.unsent(),
        promises=desk.promises.open(),
    )
    if standing.visit is None:
        facts = replace(
            facts,
            today_figures=desk.figures(),
            held=desk.visits.held(),
            missed=desk.queue.missed(),
        )
        return replace(facts, seen=None, questions=(), content=None, case=None, present=None)
    current = facts.current
    if current is None:
        return replace(facts, content=None, case=None, present=None)
    case_id = current.case_id
    return replace(
        facts,
        content=_content(desk, current),
        checks=desk.notices.checks(current.matter.id),
        earlier=desk.notices.earlier(current.matter.id),
        case=None if case_id is None else desk.loan.case(case_id),
        present=desk.consents.present(),
    )


def _content(desk: Desk, current: MatterStanding) -> NoticeContent | None:
    """What was told, or what would be told by the answers so far; nothing while one is open."""
    if current.notice is not None:
        return current.notice.content
    try:
        return desk.notices.preview(current.matter)
    except Refused:
        return None
