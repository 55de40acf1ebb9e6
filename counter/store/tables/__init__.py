"""All tables: import this package once and every model is declared, parents before children."""

from counter.store.tables.audit import Audit
from counter.store.tables.cases import Case, Consent, Party, Review, WorkItem
from counter.store.tables.citizens import Citizen
from counter.store.tables.local import (
    Draft,
    HeldTicket,
    LocalNumber,
    Outbox,
    PendingRow,
    PullState,
    PushState,
    ServerRow,
    SetOutcome,
    SignInRecord,
)
from counter.store.tables.people import (
    Device,
    Hall,
    Person,
    PersonKey,
    PolicyOverride,
    Window,
    Workstation,
)
from counter.store.tables.visits import (
    Call,
    Matter,
    Notice,
    Rating,
    RatingReason,
    Shift,
    Slip,
    Ticket,
    Visit,
)

__all__ = [
    "Audit",
    "Call",
    "Case",
    "Citizen",
    "Consent",
    "Device",
    "Draft",
    "Hall",
    "HeldTicket",
    "LocalNumber",
    "Matter",
    "Notice",
    "Outbox",
    "Party",
    "PendingRow",
    "Person",
    "PersonKey",
    "PolicyOverride",
    "PullState",
    "PushState",
    "Rating",
    "RatingReason",
    "Review",
    "ServerRow",
    "SetOutcome",
    "Shift",
    "SignInRecord",
    "Slip",
    "Ticket",
    "Visit",
    "Window",
    "WorkItem",
    "Workstation",
]
