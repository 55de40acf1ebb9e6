"""What happened at the windows on one day, as plain values a report is counted from."""

import datetime as dt
import uuid
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

NO_WINDOW: Final = 0
"""Where a row belongs whose window cannot be told."""


@dataclass(frozen=True)
class TicketFact:
    """A ticket and the window that called it last."""

    id: uuid.UUID
    window_no: int
    label: str
    business: str
    state: str
    issued_at: dt.datetime


@dataclass(frozen=True)
class CallFact:
    """One act of calling."""

    ticket_id: uuid.UUID
    window_no: int
    at: dt.datetime


@dataclass(frozen=True)
class VisitFact:
    """A presence at a window, with or without a ticket."""

    id: uuid.UUID
    window_no: int
    ticket_id: uuid.UUID | None
    state: str
    opened_at: dt.datetime
    closed_at: dt.datetime | None
    held: dt.timedelta = dt.timedelta()
    """How long it was on hold (挂起), which is no handling time."""


@dataclass(frozen=True)
class MatterFact:
    """One business of a visit and its outcome."""

    window_no: int
    business: str
    state: str


@dataclass(frozen=True)
class CaseFact:
    """A case taken in at a window; the days on which it was accepted and submitted."""

    window_no: int
    number: str
    business: str
    state: str
    accepted_on: dt.date | None
    submitted_on: dt.date | None
    amount: Decimal | None


@dataclass(frozen=True)
class RatingFact:
    """A rating; not whose it is."""

    window_no: int
    visit_id: uuid.UUID
    grade: int


@dataclass(frozen=True)
class SlipFact:
    """A numbered paper and whether it came out; ``copies`` above 1 were 补打."""

    window_no: int
    kind: str
    number: str
    state: str
    copies: int


@dataclass(frozen=True)
class ShiftFact:
    """Who sat at a window, from when to when."""

    window_no: int
    name: str
    opened_at: dt.datetime
    closed_at: dt.datetime | None


@dataclass(frozen=True)
class MachineFact:
    """What this machine has not got through to the centre yet."""

    not_sent: int
    oldest: dt.datetime | None
    parked: int
    refused: int
    promises: int = 0
    """What the hall still owes citizens an answer to (待办承诺)."""


@dataclass(frozen=True)
class DrillFact:
    """An outage drill that began this day, where it was started and by whom."""

    window_no: int
    whole_hall: bool
    starts_at: dt.datetime
    ends_at: dt.datetime
    name: str


@dataclass(frozen=True)
class DayRows:
    """Everything one report is made from."""

    day: dt.date
    tickets: tuple[TicketFact, ...]
    calls: tuple[CallFact, ...]
    visits: tuple[VisitFact, ...]
    matters: tuple[MatterFact, ...]
    notices: tuple[int, ...]
    """The window of every one-time notice told."""
    cases: tuple[CaseFact, ...]
    ratings: tuple[RatingFact, ...]
    slips: tuple[SlipFact, ...]
    shifts: tuple[ShiftFact, ...]
    machine: MachineFact
    drills: tuple[DrillFact, ...] = ()
