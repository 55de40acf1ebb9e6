"""What the counter asks others and needs an answer to now: values and protocols only.

``sync`` implements these over the network; ``app`` wires them; workflows run them off the Qt
thread. Every call answers
within its deadline (2 s) or raises ``Offline``; an empty answer is never taken for a change of
state.
"""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Protocol

DEADLINE_S = 2.0

TOO_OLD = "CW007"
"""The code of a stopped upload when the centre takes newer programs only."""


class Offline(Exception):
    """The other side cannot be reached, or did not answer in time; a status, not a failure."""


class NotAllowed(Exception):
    """The other side understood and refused; ``code`` is its stable reason, ``sentence`` the
    clerk's words."""

    def __init__(self, code: str, sentence: str) -> None:
        """Keep the reason and the sentence to show."""
        super().__init__(code)
        self.code, self.sentence = code, sentence


@dataclass(frozen=True)
class QueueTicket:
    """A ticket as the queue's authority knows it; shown as ``A015``."""

    id: uuid.UUID
    day: dt.date
    series: str
    number: int
    business: str
    issued_at: dt.datetime
    ahead: int
    called_before: bool = False
    """Called at another window, which took the call back; that window wrote its row."""

    @property
    def label(self) -> str:
        """The number as printed and spoken."""
        return f"{self.series}{self.number:03d}"


@dataclass(frozen=True)
class Granted:
    """The right of one window to call one ticket; a ticket has at most one live grant."""

    grant_id: uuid.UUID
    ticket: QueueTicket
    term_ms: int


@dataclass(frozen=True)
class WaitingTicket:
    """A ticket nobody called yet."""

    label: str
    series: str
    business: str
    issued_at: dt.datetime


@dataclass(frozen=True)
class WaitingSeries:
    """How many wait in one series, and since when the first of them."""

    series: str
    count: int
    oldest: dt.datetime


@dataclass(frozen=True)
class Waiting:
    """What waits in the hall: number of people, the next tickets in order of call, each series."""

    count: int
    tickets: tuple[WaitingTicket, ...] = ()
    series: tuple[WaitingSeries, ...] = ()

    @property
    def next_labels(self) -> tuple[str, ...]:
        """The next tickets by their numbers alone."""
        return tuple(one.label for one in self.tickets)


class QueueAuthority(Protocol):
    """The one place that issues and grants tickets."""

    def issue(self, series: str, business: str) -> QueueTicket:
        """Issue the next number of a series."""

    def grant_next(self, request_id: uuid.UUID) -> Granted | None:
        """Grant the next ticket to this window, or nothing when nobody waits; the same request
        gives the same grant."""

    def report_called(self, grant_id: uuid.UUID) -> None:
        """Tell that the granted ticket was called; it can never be granted again."""

    def report_recalled(self, ticket_id: uuid.UUID) -> None:
        """Tell that a called ticket was called once more, for the hall's display."""

    def give_back(self, grant_id: uuid.UUID) -> None:
        """Give an uncalled ticket back, after that was durably noted here."""

    def take_back(self, grant_id: uuid.UUID) -> None:
        """Undo the call of a granted ticket, after that was durably noted here: it waits again in
        its old place."""

    def waiting(self) -> Waiting:
        """Who waits now."""


@dataclass(frozen=True)
class LedgerFigures:
    """An account's figures from the fund's ledger; everything is as of ``as_of`` (数据截至)."""

    account_no: str = field(repr=False)
    status: str
    deposit_base: Decimal = field(repr=False)
    balance: Decimal = field(repr=False)
    consecutive_months: int
    paid_through: str
    open_loans: int
    as_of: dt.date


@dataclass(frozen=True)
class DirectoryEntry:
    """A citizen the centre knows, with the ledger's figures if the person has an account."""

    citizen_id: uuid.UUID
    doc_type: str
    doc_number: str = field(repr=False)
    name: str = field(repr=False)
    sex: str
    birth_date: dt.date | None = field(repr=False)
    marital: str
    spouse_doc_number: str | None = field(repr=False)
    phone: str | None = field(repr=False)
    employer: str | None = field(repr=False)
    account: LedgerFigures | None


class CitizenDirectory(Protocol):
    """The city's citizens, asked one at a time for a stated purpose; each look-up is recorded
    there."""

    def look_up(self, doc_type: str, doc_number: str, purpose: str) -> DirectoryEntry | None:
        """Find one citizen; raises ``NotAllowed`` with ``quota`` when the hour's look-ups are
        used up."""


@dataclass(frozen=True)
class NewKeys:
    """What a person's enrolment sends to the centre: the shared seal key, the public key, the
    sealed blob."""

    key_id: uuid.UUID
    seal_key: bytes
    public_key: bytes
    sealed: bytes


@dataclass(frozen=True)
class Standing:
    """A person's standing at the centre right now."""

    person_id: uuid.UUID
    staff_no: str
    name: str
    roles: tuple[str, ...]
    active: bool
    key_id: uuid.UUID | None
    sealed: bytes | None
    valid_until: dt.datetime | None


class SignInDesk(Protocol):
    """Enrolment and standing of people."""

    def enrol(self, staff_no: str, code: str, keys: NewKeys) -> Standing:
        """Bind new keys to a person by the one-time code; raises ``NotAllowed`` (``code``,
        ``expired``, ``left``)."""

    def standing(self, staff_no: str) -> Standing | None:
        """How a person stands, or nothing when unknown."""


@dataclass(frozen=True)
class OpenHead:
    """An open change set of the hall without a value: which, whose window, why it is open."""

    ws: uuid.UUID
    epoch: int
    seq: int
    window_no: int
    kind: str
    status: str
    code: str
    at: dt.datetime
    waiting: int


@dataclass(frozen=True)
class OpenDetail:
    """Both versions of what conflicts (``{table, columns, mine, theirs, ver}``), and the window
    that wrote what the centre has."""

    detail: Mapping[str, Any] | None = field(repr=False)
    by_window: int | None


class OpenSets(Protocol):
    """Open change sets (待核对) as the centre has them now."""

    def heads(self) -> Sequence[OpenHead]:
        """The hall's open sets, oldest first."""

    def detail(self, ws: uuid.UUID, epoch: int, seq: int) -> OpenDetail | None:
        """Both versions of one, on record; nothing when it is settled."""


class Witnesses(Protocol):
    """Other members of staff who say at this desk what they saw."""

    def vouch(self, staff_no: str, password: str, subject: tuple[str, uuid.UUID]) -> uuid.UUID:
        """Put on record that somebody saw ``subject`` (table and key); returns the person.

        Raises ``Refused`` as signing in does.
        """


@dataclass(frozen=True)
class SeriesWait:
    """One series today: people waiting, and how many were called within the span."""

    series: str
    waiting: int
    called: int


@dataclass(frozen=True)
class HallWaits:
    """Who waits in the hall; ``span_s`` is how long ago the counting of calls began, at most an
    hour. A series of which nobody took a number today is not in it."""

    span_s: int
    series: tuple[SeriesWait, ...]


@dataclass(frozen=True)
class HallCall:
    """One call as the hall is shown it; ``times`` counts the calls of this ticket."""

    label: str
    series: str
    window_no: int
    times: int


@dataclass(frozen=True)
class HallView:
    """The last calls of the day, newest first, and the waits."""

    calls: tuple[HallCall, ...]
    waits: HallWaits


class TicketIssuer(Protocol):
    """The queue's authority as a ticket machine may use it."""

    def take(self, request_id: uuid.UUID, series: str, business: str) -> QueueTicket:
        """Issue the next number of a series; the same request gives the same ticket."""
