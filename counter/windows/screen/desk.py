"""The whole desk as one value."""

from dataclasses import dataclass, field

from counter.windows.screen.consents import ConsentsPage, ThumbAsked
from counter.windows.screen.drill import DrillOffer
from counter.windows.screen.identity import IdentityPage
from counter.windows.screen.idle import IdlePage, OutagePage
from counter.windows.screen.loan import LoanPage
from counter.windows.screen.matter import MatterPage
from counter.windows.screen.notice import NoticePage
from counter.windows.screen.parked import ParkedAsked
from counter.windows.screen.parts import Card, Message, Pick, Progress, Row, Verb
from counter.windows.screen.rating import RatingPage
from counter.windows.screen.submit import SubmitPage

Page = (
    IdlePage
    | OutagePage
    | IdentityPage
    | MatterPage
    | NoticePage
    | LoanPage
    | ConsentsPage
    | SubmitPage
    | RatingPage
)


@dataclass(frozen=True)
class CallPanel:
    """The window's ticket and the six queue verbs in fixed places."""

    label: str
    hero: str
    line: str
    verbs: tuple[Verb, ...]
    since: float | None = None
    """Seconds since the epoch the timer counts from."""
    is_word: bool = False


@dataclass(frozen=True)
class Step:
    """One step of the visit; ``state`` is ``done``, ``current``, ``open`` or ``locked``."""

    title: str
    fact: str
    state: str


@dataclass(frozen=True)
class Segment:
    """One segment of the status bar; plain when all is well."""

    text: str
    state: str = ""
    """``on``, ``off``, ``warn``, ``bad`` or plain."""
    tip: str = ""
    icon: str = ""
    in_bar: bool = True
    """Whether it stands in the bar, or only where the states are listed."""


@dataclass(frozen=True)
class Outage:
    """The centre cannot be reached: since when, what goes on, how long already."""

    since: str
    text: str
    lasting: str = ""


@dataclass(frozen=True)
class DeskScreen:
    """One picture of the whole desk."""

    window_no: int
    window_kind: str
    window_state: str
    clerk: str
    role: str
    call: CallPanel
    queue: tuple[Row, ...]
    queue_title: str
    steps: tuple[Step, ...]
    page: Page
    still_open: str
    hint: str
    actions: tuple[Verb, ...]
    cards: tuple[Card, ...]
    status: tuple[Segment, ...]
    saved: str
    message: Message | None = None
    progress: Progress | None = None
    outage: Outage | None = None
    busy: bool = False
    opening: bool = False
    """The first sign-in of the day: the check before the window opens lies on top."""
    holds: tuple[Pick, ...] = ()
    """The ways to put this visit on hold."""
    aside: tuple[Pick, ...] = ()
    """What was put aside and may be taken up again here."""
    found: tuple[Pick, ...] = ()
    """What was found by its number."""
    promises: tuple[Pick, ...] = ()
    """What citizens were promised and not told yet."""
    promise_phone: str = field(default="", repr=False)
    """The number of whoever sits here."""
    parked: ParkedAsked | None = None
    """What both sides wrote; none before it was listed."""
    thumb: ThumbAsked | None = None
    """What is asked for the text on the table where its signer cannot write."""
    drill: DrillOffer = DrillOffer()  # noqa: RUF009 - frozen
    """Whether an outage drill may be started here now."""
    possible: frozenset[str] = frozenset()
    """Verbs that would do something now, for the key sheet."""
