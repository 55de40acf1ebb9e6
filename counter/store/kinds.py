"""What each kind of change set may touch: the clerk's verbs, their roles, tables and columns.

The unit of work checks a change set against its kind before it is saved, and the centre's
``kind_rule`` table is generated
from the same declaration, so a change set outside its kind's tables, columns or role is refused
on both sides.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

ALL = "*"

COUNTER_ROLES = ("clerk", "supervisor")
EVERYBODY = ("clerk", "reviewer", "director", "supervisor", "admin")


@dataclass(frozen=True)
class Touch:
    """What a kind may do to one table: insert whole rows, and which columns it may change in
    existing ones."""

    insert: bool = False
    update: tuple[str, ...] = ()


@dataclass(frozen=True)
class Kind:
    """One verb as a kind of change set; ``version`` grows when its meaning changes."""

    name: str
    roles: tuple[str, ...]
    touches: Mapping[str, Touch] = field(default_factory=dict)
    version: int = 1


INSERT = Touch(insert=True)
# Every verb may leave an audit row beside what it does.
AUDIT = {"audit": INSERT}

OBSERVED = Kind("audit.observe", EVERYBODY, AUDIT)
"""Looking at a record, printing, unmasking, signing in and out: an audit row alone."""

SHIFT_OPEN = Kind("shift.open", COUNTER_ROLES, {"shift": INSERT, **AUDIT})
SHIFT_CLOSE = Kind(
    "shift.close", COUNTER_ROLES, {"shift": Touch(update=("state", "closed_at", "facts")), **AUDIT}
)
TICKET_CALL = Kind(
    "ticket.call",
    COUNTER_ROLES,
    {"ticket": Touch(insert=True, update=("state", "window_no")), "call": INSERT, **AUDIT},
)
TICKET_MISS = Kind("ticket.miss", COUNTER_ROLES, {"ticket": Touch(update=("state",)), **AUDIT})
TICKET_UNDO = Kind("ticket.undo", COUNTER_ROLES, {"ticket": Touch(update=("state",)), **AUDIT})
VISIT_OPEN = Kind(
    "visit.open", COUNTER_ROLES, {"visit": INSERT, "ticket": Touch(update=("state",)), **AUDIT}
)
VISIT_IDENTIFY = Kind(
    "visit.identify",
    COUNTER_ROLES,
    {"visit": Touch(update=("citizen_id", "paper_shown")), **AUDIT},
)
VISIT_CLOSE = Kind(
    "visit.close",
    COUNTER_ROLES,
    {
        "visit": Touch(update=("state", "closed_at")),
        "matter": Touch(update=("state", "reason_codes", "closed_at")),
        "ticket": Touch(update=("state",)),
        **AUDIT,
    },
)
VISIT_HOLD = Kind(
    "visit.hold",
    COUNTER_ROLES,
    {
        "hold": INSERT,
        "visit": Touch(update=("state",)),
        "ticket": Touch(update=("state",)),
        **AUDIT,
    },
)
VISIT_RESUME = Kind(
    "visit.resume",
    COUNTER_ROLES,
    {
        "hold": Touch(update=("resumed_at",)),
        "visit": Touch(update=("state", "window_no")),
        "ticket": Touch(update=("state", "window_no")),
        **AUDIT,
    },
)
CITIZEN_TAKE_IN = Kind(
    "citizen.take_in",
    COUNTER_ROLES,
    {
        "citizen": Touch(
            insert=True,
            update=(
                "doc_type",
                "doc_number",
                "name",
                "sex",
                "birth_date",
                "nation",
                "address",
                "issuer",
                "valid_from",
                "valid_to",
                "phone",
                "verification",
            ),
        ),
        **AUDIT,
    },
)
MATTER_OPEN = Kind("matter.open", COUNTER_ROLES, {"matter": INSERT, **AUDIT})
MATTER_ANSWER = Kind(
    "matter.answer", COUNTER_ROLES, {"matter": Touch(update=("answers",)), **AUDIT}
)
MATERIAL_CHECK = Kind(
    "material.check",
    COUNTER_ROLES,
    {
        "material_check": Touch(insert=True, update=("state", "note", "decided_at")),
        **AUDIT,
    },
)
SCAN_CAPTURE = Kind("scan.capture", COUNTER_ROLES, {"scan": INSERT, **AUDIT})
NOTICE_TELL = Kind(
    "notice.tell",
    COUNTER_ROLES,
    {
        "notice": INSERT,
        "slip": INSERT,
        "matter": Touch(update=("state", "reason_codes", "closed_at")),
        **AUDIT,
    },
)
SLIP_PRINT = Kind("slip.print", COUNTER_ROLES, {"slip": Touch(update=("state", "copies")), **AUDIT})

_CASE_ENTRY = (
    "home_kind",
    "home_order",
    "home_address",
    "home_area",
    "home_price",
    "contract_no",
    "contract_filed_on",
    "down_payment",
    "presale_permit",
    "seller",
    "amount",
    "months",
    "method",
    "rate",
)
_PARTY_ENTRY = (
    "marital",
    "phone",
    "employer",
    "account_no",
    "account_status",
    "deposit_base",
    "balance",
    "consecutive_months",
    "paid_through",
    "open_loans",
    "figures_as_of",
)
LOAN_TAKE_IN = Kind(
    "loan_intake.take_in", COUNTER_ROLES, {"case": INSERT, "party": INSERT, **AUDIT}
)
LOAN_ENTER = Kind(
    "loan_intake.enter",
    COUNTER_ROLES,
    {
        "case": Touch(update=(*_CASE_ENTRY, "applicant")),
        "party": Touch(insert=True, update=_PARTY_ENTRY),
        **AUDIT,
    },
)
LOAN_JUDGE = Kind(
    "loan_intake.judge",
    COUNTER_ROLES,
    {"case": Touch(update=("judgement", "policy_versions", "rate")), **AUDIT},
)
LOAN_ACCEPT = Kind(
    "loan_intake.accept",
    COUNTER_ROLES,
    {"case": Touch(update=("state", "accepted_on")), "slip": INSERT, **AUDIT},
)
LOAN_END_SIGNING = Kind(
    "loan_intake.end_signing",
    COUNTER_ROLES,
    {"case": Touch(update=("state", "signed_on")), **AUDIT},
)
LOAN_SUBMIT = Kind(
    "loan_intake.submit",
    COUNTER_ROLES,
    {
        "case": Touch(update=("state", "submitted_at")),
        "review": INSERT,
        "matter": Touch(update=("state", "closed_at")),
        **AUDIT,
    },
)
LOAN_VOID = Kind(
    "loan_intake.void",
    COUNTER_ROLES,
    {
        "case": Touch(update=("state",)),
        "party": Touch(update=("live",)),
        "matter": Touch(update=("state", "reason_codes", "closed_at")),
        **AUDIT,
    },
)
"""作废 before disbursement: its people are free for another application."""
CONSENT_PRINT = Kind(
    "consent.print", COUNTER_ROLES, {"signing_page": INSERT, "slip": INSERT, **AUDIT}
)
CONSENT_SIGN = Kind(
    "consent.sign",
    COUNTER_ROLES,
    {
        "consent": Touch(
            insert=True,
            update=(
                "state",
                "text_version",
                "text_hash",
                "presence",
                "strokes",
                "page_id",
                "witness_id",
                "decided_at",
            ),
        ),
        **AUDIT,
    },
)
CONSENT_WITHDRAW = Kind(
    "consent.withdraw",
    COUNTER_ROLES,
    {"consent": Touch(update=("state", "decided_at")), **AUDIT},
)
"""撤回 before the contract: the signed text and its strokes stay as they were."""
PROMISE_MAKE = Kind("promise.make", COUNTER_ROLES, {"promise": INSERT, **AUDIT})
PROMISE_TELL = Kind(
    "promise.tell", COUNTER_ROLES, {"promise": Touch(update=("state", "told_at")), **AUDIT}
)
DRILL_START = Kind("drill.start", ("supervisor",), {"drill": INSERT, **AUDIT})
PARKED_DECIDE = Kind("parked.decide", COUNTER_ROLES, {"decision": INSERT, **AUDIT})
"""One side whole, on a set of the own window."""
PARKED_MERGE = Kind("parked.merge", ("supervisor",), {"decision": INSERT, **AUDIT})
"""Field by field, or on another window's set."""
RATING_GIVE = Kind("rating.give", ("device:pad",), {"rating": INSERT, **AUDIT})
RATING_REASONS = Kind("rating.reasons", ("device:pad",), {"rating_reason": INSERT, **AUDIT})

KINDS: Mapping[str, Kind] = {
    kind.name: kind
    for kind in (
        OBSERVED,
        SHIFT_OPEN,
        SHIFT_CLOSE,
        TICKET_CALL,
        TICKET_MISS,
        TICKET_UNDO,
        VISIT_OPEN,
        VISIT_IDENTIFY,
        VISIT_CLOSE,
        VISIT_HOLD,
        VISIT_RESUME,
        CITIZEN_TAKE_IN,
        MATTER_OPEN,
        MATTER_ANSWER,
        MATERIAL_CHECK,
        SCAN_CAPTURE,
        NOTICE_TELL,
        SLIP_PRINT,
        LOAN_TAKE_IN,
        LOAN_ENTER,
        LOAN_JUDGE,
        LOAN_ACCEPT,
        LOAN_END_SIGNING,
        LOAN_SUBMIT,
        LOAN_VOID,
        CONSENT_PRINT,
        CONSENT_SIGN,
        CONSENT_WITHDRAW,
        PROMISE_MAKE,
        PROMISE_TELL,
        DRILL_START,
        PARKED_DECIDE,
        PARKED_MERGE,
        RATING_GIVE,
        RATING_REASONS,
    )
}

EARLIER: tuple[Kind, ...] = ()
"""Versions of kinds that this program no longer makes and desks of earlier releases still send: the
centre takes them as before. One goes when no desk makes it any more
(docs/how-to/keep-a-release.md)."""


def taken() -> tuple[Kind, ...]:
    """Every version of every kind the centre takes."""
    return (*KINDS.values(), *EARLIER)


class OutsideKind(Exception):
    """A change set touches what its kind does not allow; names kind, table and columns, never
    values."""

    def __init__(self, kind: str, table: str, what: str) -> None:
        """Name what was touched."""
        super().__init__(f"{kind} may not {what} in {table}")


def check_touch(kind: Kind, table: str, op: str, columns: frozenset[str]) -> None:
    """Refuse a row outside ``kind``; raises ``OutsideKind``."""
    touch = kind.touches.get(table, Touch())
    if op == "insert":
        if not touch.insert:
            raise OutsideKind(kind.name, table, "insert")
        return
    extra = columns - set(touch.update)
    if extra or not touch.update:
        raise OutsideKind(kind.name, table, f"update {sorted(extra)}")
