"""Tables of this workstation alone: outbox, sync state, held tickets, numbers, drafts. None of
them is synced."""

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from counter.store.synced import Base


class Outbox(Base):
    """One change set as exact bytes, gapless by ``seq``; never edited, forgotten only long after
    it was confirmed."""

    __tablename__ = "outbox"

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    id: Mapped[uuid.UUID]
    kind: Mapped[str] = mapped_column(String(40))
    body: Mapped[bytes] = mapped_column(LargeBinary)
    hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    """SHA-256(previous hash | body): the audit chain."""
    seal: Mapped[dict[str, Any]]
    sig: Mapped[dict[str, Any]]
    saved_at: Mapped[dt.datetime]


class PushState(Base):
    """How far the centre has confirmed this workstation's outbox (one row, id 1)."""

    __tablename__ = "push_state"

    id: Mapped[int] = mapped_column(primary_key=True)
    epoch: Mapped[int]
    acked_seq: Mapped[int]
    incarnation: Mapped[uuid.UUID | None]
    stopped_code: Mapped[str | None] = mapped_column(String(8))
    """Set when the centre refused this workstation (fork, revoked, bad seal); upload waits for an
    administrator."""


class PullState(Base):
    """How far one scope's feed has been read: position (xid, id) in the feed of one epoch of the
    centre."""

    __tablename__ = "pull_state"

    scope: Mapped[str] = mapped_column(String(60), primary_key=True)
    feed_epoch: Mapped[str] = mapped_column(String(36))
    xid: Mapped[int]
    id: Mapped[int]
    caught_up_at: Mapped[dt.datetime | None]
    checked_xid: Mapped[int] = mapped_column(server_default="0")
    checked_id: Mapped[int] = mapped_column(server_default="0")
    """Up to here the centre's list of what it told was compared with this file."""
    until_xid: Mapped[int] = mapped_column(server_default="0")
    until_id: Mapped[int] = mapped_column(server_default="0")
    """Up to here is compared next: where the cursor stood the last time, so that whatever the feed
    should still have told before it has long been there."""
    read_again_at: Mapped[dt.datetime | None]
    """When it was last read from its beginning because something was lacking."""


class EarlierFile(Base):
    """A file of this workstation under an earlier epoch, whose change sets are handed in from
    here."""

    __tablename__ = "earlier_file"

    epoch: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    mark: Mapped[int]
    """Up to here the centre keeps it."""
    last: Mapped[int]
    stopped_code: Mapped[str | None] = mapped_column(String(8))
    """Why the centre takes nothing more of it."""


class EarlierSet(Base):
    """One change set of an earlier file, as it was saved."""

    __tablename__ = "earlier_set"

    epoch: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    body: Mapped[bytes] = mapped_column(LargeBinary)
    hash: Mapped[bytes] = mapped_column(LargeBinary)
    seal: Mapped[dict[str, Any]]
    sig: Mapped[dict[str, Any]]


class SetOutcome(Base):
    """What became of one of this workstation's change sets at the centre, when it was not simply
    applied (待核对)."""

    __tablename__ = "set_outcome"

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    status: Mapped[str] = mapped_column(String(16))
    """``parked`` or ``refused``."""
    code: Mapped[str] = mapped_column(String(24))
    detail: Mapped[dict[str, Any] | None]
    seen_at: Mapped[dt.datetime]


class ServerRow(Base):
    """The centre's image of a row that also has edits of this workstation not yet confirmed."""

    __tablename__ = "server_row"

    tbl: Mapped[str] = mapped_column(String(30), primary_key=True)
    key: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    ver: Mapped[int]
    row: Mapped[dict[str, Any]]


class PendingRow(Base):
    """Which rows the outbox touches that the feed may not show yet; written with the change set,
    cleared when the feed shows it.
    """

    __tablename__ = "pending_row"
    # Written with every save: one tree, ordered as it is asked for, and no other index.
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012

    tbl: Mapped[str] = mapped_column(String(30), primary_key=True)
    key: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    xid: Mapped[int | None]
    """The centre's transaction that took it, once confirmed; the row goes when the feed has been
    read beyond it.
    """


class HeldTicket(Base):
    """A ticket the queue's authority granted to this window: the right to call it, and when it
    was asked for."""

    __tablename__ = "held_ticket"

    grant_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    ticket: Mapped[dict[str, Any]]
    asked_boot: Mapped[str] = mapped_column(String(36))
    asked_tick_ms: Mapped[int]
    """Boot-time clock when the request was sent; the term counts from here."""
    term_ms: Mapped[int]
    ended: Mapped[str | None] = mapped_column(String(16))
    """``called`` or ``given_back``, then ``called_told`` or ``back_told`` once the authority knows;
    a grant once ended is never used again."""


class LocalNumber(Base):
    """The last running number used per series of printed numbers."""

    __tablename__ = "local_number"

    series: Mapped[str] = mapped_column(String(16), primary_key=True)
    last: Mapped[int]


class Draft(Base):
    """What a clerk has typed and not yet saved as business; kept so that a crash loses nothing."""

    __tablename__ = "draft"

    visit_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    step: Mapped[str] = mapped_column(String(16))
    fields: Mapped[dict[str, Any]]
    saved_at: Mapped[dt.datetime]


class SignInRecord(Base):
    """What this desk remembers of one staff number typed at sign-in: failures in a row, the lock,
    the last check."""

    __tablename__ = "sign_in_record"

    subject: Mapped[str] = mapped_column(String(64), primary_key=True)
    """HMAC of what was typed as staff number, hex: a password typed into the wrong field is not
    kept."""
    failures: Mapped[int]
    """Wrong passwords in a row; counted before a password is tried, set to 0 by the right one."""
    unreported: Mapped[int]
    """Failures no signed event has told yet."""
    locked_boot: Mapped[str | None] = mapped_column(String(36))
    locked_tick_ms: Mapped[int | None]
    """Boot-time clock at which the lock began; the wall clock can be set, so it does not count
    here."""
    tried_at: Mapped[dt.datetime]
    checked_at: Mapped[dt.datetime | None]
    """When the centre last confirmed this person's standing to this desk."""
