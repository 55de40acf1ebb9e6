"""The figures of a day report, as they are shown; ``checks`` prove them."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from counter.i18n import _
from counter.workflows.day_report.facts import DrillFact, MachineFact, ShiftFact


@dataclass(frozen=True)
class Span:
    """Mean and longest of some durations; nothing was measured when ``count`` is 0."""

    count: int
    mean: dt.timedelta
    longest: dt.timedelta


@dataclass(frozen=True)
class QueueFigures:
    """What became of the tickets called: each is in exactly one of these ends."""

    called: int
    finished: int
    missed: int
    abandoned: int
    moved_on: int
    """Called here first and by another window later."""
    put_back: int
    """Called by mistake and waiting again in its old place."""
    held: int
    """On hold: the person comes back."""
    open: int
    waiting: Span


@dataclass(frozen=True)
class VisitFigures:
    """People served: with a ticket or taken by hand."""

    total: int
    with_ticket: int
    by_hand: int
    closed_with_ticket: int
    handling: Span


@dataclass(frozen=True)
class CaseFigures:
    """Cases by step, with the amounts applied for in yuan."""

    accepted: int
    accepted_amount: Decimal
    submitted: int
    submitted_amount: Decimal


@dataclass(frozen=True)
class RatingFigures:
    """Ratings from 5 非常满意 to 1 非常不满意; a visit without one is unrated, never a good one."""

    grades: tuple[int, ...]
    unrated: int

    @property
    def rated(self) -> int:
        """How many were rated."""
        return sum(self.grades)

    @property
    def content(self) -> int:
        """How many were rated 基本满意 or better."""
        return sum(self.grades[:3])

    @property
    def share(self) -> Decimal | None:
        """The part of the visits that was rated (评价率); nothing where nobody came."""
        visits = self.rated + self.unrated
        return Decimal(self.rated) / visits if visits else None


@dataclass(frozen=True)
class SlipFigures:
    """Papers of one kind, by what is known of them."""

    kind: str
    printed: int
    failed: int
    unknown: int
    pending: int
    reprints: int


@dataclass(frozen=True)
class BusinessFigures:
    """Matters of one business by outcome."""

    business: str
    total: int
    handled: int
    told: int
    refused: int
    referred: int
    open: int


@dataclass(frozen=True)
class WindowFigures:
    """Everything counted for one window, or for the whole hall (``window_no`` 0)."""

    window_no: int
    people: tuple[str, ...]
    queue: QueueFigures
    visits: VisitFigures
    matters: int
    notices: int
    cases: CaseFigures
    ratings: RatingFigures


@dataclass(frozen=True)
class Check:
    """One equation in words and whether it holds."""

    sentence: str
    holds: bool

    @property
    def text(self) -> str:
        """The sentence with its verdict."""
        return f"{self.sentence}：{_('平') if self.holds else _('不平')}"


@dataclass(frozen=True)
class ShiftFigures:
    """A day report before it is laid out; ``window`` is None for the hall's."""

    day: dt.date
    window: int | None
    total: WindowFigures
    windows: tuple[WindowFigures, ...]
    businesses: tuple[BusinessFigures, ...]
    slips: tuple[SlipFigures, ...]
    shifts: tuple[ShiftFact, ...]
    machine: MachineFact
    checks: tuple[Check, ...]
    drills: tuple[DrillFact, ...] = ()
    """Outage drills that explain the figures of their time."""

    @property
    def reconciles(self) -> bool:
        """Whether every check holds."""
        return all(check.holds for check in self.checks)
