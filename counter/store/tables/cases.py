"""A business taken in: the case, its parties, their consents, the reviews."""

import datetime as dt
import uuid
from decimal import Decimal
from typing import Any, ClassVar

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from counter.store.columns import Money, Percent
from counter.store.synced import Base, Synced, SyncRule, Unique


class Case(Synced, Base):
    """A loan application (件) with its own life and numbers; its rows change only from its own
    hall."""

    __tablename__ = "case"
    sync_rule: ClassVar[SyncRule] = SyncRule(
        scopes=("case:{id}",),
        groups={
            "home": (
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
            ),
            "money": ("amount", "months", "method", "rate"),
            "judgement": ("judgement", "policy_versions"),
            "state": ("state", "accepted_on", "signed_on", "submitted_at"),
        },
        refers={"matter_id": "matter"},
    )

    matter_id: Mapped[uuid.UUID]
    business: Mapped[str] = mapped_column(String(8))
    number: Mapped[str] = mapped_column(String(24), index=True)
    """The printed number made at the desk: hall, window, epoch letter, running number, check
    digit."""
    registry_no: Mapped[str | None] = mapped_column(String(24))
    applicant: Mapped[str] = mapped_column(String(50))
    """The borrower's masked name, for lists."""
    state: Mapped[str] = mapped_column(String(16))
    accepted_on: Mapped[dt.date | None]
    """受理日: starts the statutory clock."""
    signed_on: Mapped[dt.date | None]
    """面签结束日: starts the promised clock."""
    submitted_at: Mapped[dt.datetime | None]

    home_kind: Mapped[str | None] = mapped_column(String(16))
    home_order: Mapped[str | None] = mapped_column(String(8))
    home_address: Mapped[str | None] = mapped_column(String(200))
    home_area: Mapped[Decimal | None] = mapped_column(Percent)
    """Square metres; exact digits, kept like a rate."""
    home_price: Mapped[Decimal | None] = mapped_column(Money)
    contract_no: Mapped[str | None] = mapped_column(String(60))
    contract_filed_on: Mapped[dt.date | None]
    down_payment: Mapped[Decimal | None] = mapped_column(Money)
    presale_permit: Mapped[str | None] = mapped_column(String(60))
    seller: Mapped[str | None] = mapped_column(String(100))

    amount: Mapped[Decimal | None] = mapped_column(Money)
    months: Mapped[int | None]
    method: Mapped[str | None] = mapped_column(String(2))
    """JGJ/T 320 A.11: 01 equal instalment, 02 equal principal."""
    rate: Mapped[Decimal | None] = mapped_column(Percent)

    judgement: Mapped[list[Any] | None]
    """Rule rows as judged: code, outcome, numbers, source, version."""
    policy_versions: Mapped[dict[str, Any] | None]


class WorkItem(Synced, Base):
    """The summary row of a live case for reviewers and supervisors; the centre derives it, nobody
    pushes it."""

    __tablename__ = "work_item"
    sync_rule: ClassVar[SyncRule] = SyncRule(scopes=("work:{hall_id}",), reference=True)

    case_number: Mapped[str] = mapped_column(String(24))
    business: Mapped[str] = mapped_column(String(8))
    applicant: Mapped[str] = mapped_column(String(50))
    state: Mapped[str] = mapped_column(String(16))
    accepted_on: Mapped[dt.date | None]
    signed_on: Mapped[dt.date | None]
    amount: Mapped[Decimal | None] = mapped_column(Money)
    taker_in: Mapped[uuid.UUID]


class Party(Synced, Base):
    """A citizen in a role in a case, with marital code and account figures as they stood then
    (当事人)."""

    __tablename__ = "party"
    sync_rule: ClassVar[SyncRule] = SyncRule(
        scopes=("case:{case_id}",),
        groups={
            "account": (
                "account_no",
                "account_status",
                "deposit_base",
                "balance",
                "consecutive_months",
                "paid_through",
                "open_loans",
                "figures_as_of",
            ),
            "contact": ("phone", "employer"),
        },
        refers={"case_id": "case", "citizen_id": "citizen"},
        # One live loan per household: its borrower, spouse and co-borrowers are in no other live
        # case.
        unique=(
            Unique(("citizen_id",), "live AND role IN ('borrower', 'spouse', 'co_borrower')"),
            Unique(("case_id", "citizen_id", "role")),
        ),
    )

    case_id: Mapped[uuid.UUID] = mapped_column(index=True)
    citizen_id: Mapped[uuid.UUID]
    role: Mapped[str] = mapped_column(String(16))
    """``borrower``, ``spouse``, ``co_borrower``, ``co_owner`` …"""
    live: Mapped[bool]
    marital: Mapped[str] = mapped_column(String(2))
    """GB/T 2261.2 as declared then; 20-23 are married."""
    relation: Mapped[str] = mapped_column(String(1))
    """参贷关系: 0 self, 1 spouse … 8 other."""
    phone: Mapped[str | None] = mapped_column(String(20))
    employer: Mapped[str | None] = mapped_column(String(100))
    account_no: Mapped[str | None] = mapped_column(String(20))
    account_status: Mapped[str | None] = mapped_column(String(2))
    deposit_base: Mapped[Decimal | None] = mapped_column(Money)
    balance: Mapped[Decimal | None] = mapped_column(Money)
    consecutive_months: Mapped[int | None]
    paid_through: Mapped[str | None] = mapped_column(String(7))
    open_loans: Mapped[int | None]
    figures_as_of: Mapped[dt.date | None]
    """数据截至: the day the ledger's figures are from; empty while nobody could be asked."""


class SigningPage(Synced, Base):
    """One text printed for one person (签署页): to read on paper, and to press a thumb on.
    Append-only; its paper is a slip."""

    __tablename__ = "signing_page"
    sync_rule: ClassVar[SyncRule] = SyncRule(
        scopes=("case:{case_id}",),
        append_only=True,
        refers={"case_id": "case", "citizen_id": "citizen"},
    )

    case_id: Mapped[uuid.UUID] = mapped_column(index=True)
    citizen_id: Mapped[uuid.UUID]
    item: Mapped[str] = mapped_column(String(24))
    text_version: Mapped[str] = mapped_column(String(40))
    text_hash: Mapped[str] = mapped_column(String(64))
    """SHA-256 of the text printed, hex; a thumbprint counts for these words only."""
    number: Mapped[str] = mapped_column(String(24))


class Consent(Synced, Base):
    """One person x one scope item x one case: which text, seen and signed how, present or not."""

    __tablename__ = "consent"
    sync_rule: ClassVar[SyncRule] = SyncRule(
        scopes=("case:{case_id}",),
        refers={"case_id": "case", "citizen_id": "citizen", "page_id": "signing_page"},
    )

    case_id: Mapped[uuid.UUID] = mapped_column(index=True)
    citizen_id: Mapped[uuid.UUID]
    item: Mapped[str] = mapped_column(String(24))
    text_version: Mapped[str] = mapped_column(String(40))
    text_hash: Mapped[str] = mapped_column(String(64))
    """SHA-256 of the text shown, hex."""
    presence: Mapped[str] = mapped_column(String(24))
    """``card_on_reader``: the signer's own card was read right before this signature."""
    strokes: Mapped[list[Any] | None]
    """Strokes of integer points [x, y, pressure, milliseconds]."""
    state: Mapped[str] = mapped_column(String(16))
    decided_at: Mapped[dt.datetime]
    page_id: Mapped[uuid.UUID | None]
    """The signing page that bears the thumbprint of somebody who cannot sign; none for ink."""
    witness_id: Mapped[uuid.UUID | None]
    """The second member of staff who saw the thumbprint made; the first one saved this row."""


class Review(Synced, Base):
    """One opinion of one level (初审, 复核, 终审); append-only, bound to a digest of what was
    seen."""

    __tablename__ = "review"
    sync_rule: ClassVar[SyncRule] = SyncRule(
        scopes=("case:{case_id}",),
        append_only=True,
        refers={"case_id": "case"},
        unique=(Unique(("case_id", "level", "round")),),
    )

    case_id: Mapped[uuid.UUID] = mapped_column(index=True)
    level: Mapped[int]
    round: Mapped[int]
    outcome: Mapped[str] = mapped_column(String(16))
    opinion: Mapped[str] = mapped_column(String(500))
    seen_digest: Mapped[str] = mapped_column(String(64))
    reviewed_at: Mapped[dt.datetime]
