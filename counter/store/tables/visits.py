"""What happens at a window: visit, ticket, call, matter, notice, slip, rating, shift."""

import datetime as dt
import uuid
from typing import Any, ClassVar

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from counter.store.synced import Base, Synced, SyncRule, Unique


class Shift(Synced, Base):
    """A person's span at a window on a workstation; its closing facts feed the window's day
    report (窗口日结)."""

    __tablename__ = "shift"
    sync_rule: ClassVar[SyncRule] = SyncRule(
        scopes=("report:{hall_id}",), refers={"person_id": "person"}
    )

    person_id: Mapped[uuid.UUID]
    window_no: Mapped[int]
    day: Mapped[dt.date]
    opened_at: Mapped[dt.datetime]
    closed_at: Mapped[dt.datetime | None]
    state: Mapped[str] = mapped_column(String(16))
    facts: Mapped[dict[str, Any] | None]
    """Counts stated at closing, among them what was not yet sent."""


class Ticket(Synced, Base):
    """A queue number as this hall's windows served it: hall, day, series, number; the queue's
    life only."""

    __tablename__ = "ticket"
    sync_rule: ClassVar[SyncRule] = SyncRule(scopes=("hall:{hall_id}",))

    day: Mapped[dt.date]
    series: Mapped[str] = mapped_column(String(1))
    number: Mapped[int]
    business: Mapped[str] = mapped_column(String(8))
    issued_at: Mapped[dt.datetime]
    window_no: Mapped[int]
    state: Mapped[str] = mapped_column(String(16))


class Call(Synced, Base):
    """One act of calling a ticket at a window; append-only, committed before light and sound."""

    __tablename__ = "call"
    sync_rule: ClassVar[SyncRule] = SyncRule(
        scopes=("hall:{hall_id}",),
        append_only=True,
        refers={"ticket_id": "ticket"},
        unique=(Unique(("ticket_id", "nth")),),
    )

    ticket_id: Mapped[uuid.UUID]
    window_no: Mapped[int]
    nth: Mapped[int]
    """1 for the call, 2 and more for recalls (重呼)."""


class Visit(Synced, Base):
    """One presence of a person or couple at the hall on a day: 0..n tickets, 1..n matters."""

    __tablename__ = "visit"
    sync_rule: ClassVar[SyncRule] = SyncRule(
        scopes=("hall:{hall_id}",),
        groups={"state": ("state", "closed_at"), "citizen": ("citizen_id",)},
        refers={"ticket_id": "ticket", "citizen_id": "citizen", "shift_id": "shift"},
    )

    day: Mapped[dt.date]
    shift_id: Mapped[uuid.UUID]
    window_no: Mapped[int]
    ticket_id: Mapped[uuid.UUID | None]
    paper_shown: Mapped[str | None] = mapped_column(String(20))
    """The number on the paper of a person taken by hand (手工接号); such a visit calls no
    ticket."""
    citizen_id: Mapped[uuid.UUID | None]
    state: Mapped[str] = mapped_column(String(16))
    opened_at: Mapped[dt.datetime]
    closed_at: Mapped[dt.datetime | None]


class Hold(Synced, Base):
    """One span in which a visit waited (挂起): somebody left to fetch what was missing, or
    something is awaited. It is not handling time."""

    __tablename__ = "hold"
    sync_rule: ClassVar[SyncRule] = SyncRule(
        scopes=("hall:{hall_id}",), refers={"visit_id": "visit"}
    )

    visit_id: Mapped[uuid.UUID] = mapped_column(index=True)
    kind: Mapped[str] = mapped_column(String(8))
    """``away`` (不持件), ``kept`` (持件: the papers stay at the window) or ``awaits`` (等待)."""
    held_at: Mapped[dt.datetime]
    resumed_at: Mapped[dt.datetime | None]


class Promise(Synced, Base):
    """Something promised to a citizen because it could not be told at once (待办承诺); open until
    the citizen was told."""

    __tablename__ = "promise"
    sync_rule: ClassVar[SyncRule] = SyncRule(
        scopes=("hall:{hall_id}",), refers={"visit_id": "visit"}
    )

    visit_id: Mapped[uuid.UUID | None]
    what: Mapped[str] = mapped_column(String(100))
    phone: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(50))
    """Masked: whose phone it is."""
    window_no: Mapped[int]
    due_at: Mapped[dt.datetime | None]
    """By when; none for within two hours of the centre's return."""
    state: Mapped[str] = mapped_column(String(16))
    told_at: Mapped[dt.datetime | None]


class Matter(Synced, Base):
    """One business of a visit and its outcome; it owns the notice, the case or the enquiry
    (事项)."""

    __tablename__ = "matter"
    sync_rule: ClassVar[SyncRule] = SyncRule(
        scopes=("hall:{hall_id}",), refers={"visit_id": "visit", "citizen_id": "citizen"}
    )

    visit_id: Mapped[uuid.UUID]
    citizen_id: Mapped[uuid.UUID]
    business: Mapped[str] = mapped_column(String(8))
    answers: Mapped[dict[str, Any]]
    """Situation question id -> chosen option."""
    first_asked: Mapped[uuid.UUID]
    state: Mapped[str] = mapped_column(String(16))
    reason_codes: Mapped[list[Any] | None]
    closed_at: Mapped[dt.datetime | None]


class MaterialCheck(Synced, Base):
    """What was found of one material on a matter's list: seen, waived, missing."""

    __tablename__ = "material_check"
    sync_rule: ClassVar[SyncRule] = SyncRule(
        scopes=("hall:{hall_id}",),
        refers={"matter_id": "matter"},
        unique=(Unique(("matter_id", "item")),),
    )

    matter_id: Mapped[uuid.UUID] = mapped_column(index=True)
    item: Mapped[str] = mapped_column(String(24))
    """The material's id on the list: ``L01-4``."""
    state: Mapped[str] = mapped_column(String(16))
    note: Mapped[str | None] = mapped_column(String(200))
    """What exactly is missing and who brings it, or why it is waived."""
    decided_at: Mapped[dt.datetime]


class Notice(Synced, Base):
    """The frozen content of what was told once (一次性告知单); append-only, numbered,
    accountable."""

    __tablename__ = "notice"
    sync_rule: ClassVar[SyncRule] = SyncRule(
        scopes=("notice:{hall_id}",),
        append_only=True,
        refers={"matter_id": "matter", "citizen_id": "citizen"},
    )

    matter_id: Mapped[uuid.UUID]
    citizen_id: Mapped[uuid.UUID]
    number: Mapped[str] = mapped_column(String(24))
    business: Mapped[str] = mapped_column(String(8))
    list_version: Mapped[str] = mapped_column(String(40))
    answers: Mapped[dict[str, Any]]
    rows: Mapped[list[Any]]
    told_at: Mapped[dt.datetime]


class Slip(Synced, Base):
    """One numbered paper and whether it is known to have come out (issued, printing, printed,
    failed, unknown)."""

    __tablename__ = "slip"
    sync_rule: ClassVar[SyncRule] = SyncRule(scopes=("hall:{hall_id}",))

    kind: Mapped[str] = mapped_column(String(16))
    """``ticket``, ``notice``, ``acceptance`` …"""
    subject_id: Mapped[uuid.UUID]
    number: Mapped[str] = mapped_column(String(24))
    copies: Mapped[int]
    """How often it was sent to a printer; from the second on the paper carries 补打."""
    state: Mapped[str] = mapped_column(String(16))


class Rating(Synced, Base):
    """The citizen's rating of one visit; append-only, written by the device path, never by the
    clerk (一次一评)."""

    __tablename__ = "rating"
    sync_rule: ClassVar[SyncRule] = SyncRule(
        scopes=("report:{hall_id}",),
        append_only=True,
        refers={"visit_id": "visit"},
        unique=(Unique(("visit_id",)),),
    )

    visit_id: Mapped[uuid.UUID]
    rated_person: Mapped[uuid.UUID]
    raw_key: Mapped[str] = mapped_column(String(16))
    grade: Mapped[int]
    """5 非常满意 … 1 非常不满意."""
    rated_at: Mapped[dt.datetime]


class RatingReason(Synced, Base):
    """Why a visit was rated badly, as chosen on the pad after the rating; append-only, may never
    come."""

    __tablename__ = "rating_reason"
    sync_rule: ClassVar[SyncRule] = SyncRule(
        scopes=("report:{hall_id}",),
        append_only=True,
        refers={"rating_id": "rating"},
        unique=(Unique(("rating_id",)),),
    )

    rating_id: Mapped[uuid.UUID]
    codes: Mapped[list[Any]]
    """The pad's codes, in the order they were chosen."""
    given_at: Mapped[dt.datetime]
