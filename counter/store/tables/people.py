"""Reference rows the centre owns: halls, windows, workstations, people and their keys, devices,
policy overrides."""

import datetime as dt
import uuid
from typing import Any, ClassVar

from sqlalchemy import LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from counter.store.synced import Base, Synced, SyncRule

_HALL_REF = SyncRule(scopes=("ref:{hall_id}",), reference=True)


class Hall(Synced, Base):
    """A service hall (业务大厅)."""

    __tablename__ = "hall"
    sync_rule: ClassVar[SyncRule] = _HALL_REF

    name: Mapped[str] = mapped_column(String(100))
    address: Mapped[str] = mapped_column(String(200))
    phone: Mapped[str] = mapped_column(String(40))
    complaint_phone: Mapped[str] = mapped_column(String(40))
    service_hours: Mapped[str] = mapped_column(String(100))
    keep_address: Mapped[str | None] = mapped_column(String(200))
    """Where the hall's own server is, ``host:port/database``; desks leave copies there."""
    recovery_key: Mapped[bytes | None] = mapped_column(LargeBinary)
    """The public key those copies are sealed to."""


class Window(Synced, Base):
    """A place with a number, 1-12; window 1 is the green channel, window 12 opens at peak."""

    __tablename__ = "window"
    sync_rule: ClassVar[SyncRule] = _HALL_REF

    number: Mapped[int]
    kind: Mapped[str] = mapped_column(String(16))
    """``ordinary``, ``green`` (绿色通道) or ``emergency`` (应急窗口)."""


class Workstation(Synced, Base):
    """A machine with a profile; it keeps its window's number prefix under a new epoch when a PC
    is replaced."""

    __tablename__ = "workstation"
    sync_rule: ClassVar[SyncRule] = SyncRule(
        scopes=("ref:{hall_id}",), reference=True, refers={"window_id": "window"}
    )

    window_id: Mapped[uuid.UUID]
    epoch: Mapped[int]
    state: Mapped[str] = mapped_column(String(16))
    """``active``, ``quarantined`` or ``retired``."""


class Person(Synced, Base):
    """A member of staff; the person, not an account, is what the four-eyes rule compares."""

    __tablename__ = "person"
    sync_rule: ClassVar[SyncRule] = _HALL_REF

    staff_no: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(50))
    roles: Mapped[list[Any]]
    """Role names: ``clerk``, ``reviewer``, ``director``, ``supervisor``, ``admin``."""
    state: Mapped[str] = mapped_column(String(16))
    """``active`` or ``left``."""


class PersonKey(Synced, Base):
    """A person's sealed key blob; every desk of the hall holds it as ciphertext, unlocking it is
    the sign-in."""

    __tablename__ = "person_key"
    sync_rule: ClassVar[SyncRule] = SyncRule(
        scopes=("ref:{hall_id}",), reference=True, refers={"person_id": "person"}
    )

    person_id: Mapped[uuid.UUID]
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    state: Mapped[str] = mapped_column(String(16))
    """``active`` or ``revoked``."""
    valid_until: Mapped[dt.datetime]


class Device(Synced, Base):
    """A peripheral or a surface with a key of its own: pad, kiosk, hall server, import job."""

    __tablename__ = "device"
    sync_rule: ClassVar[SyncRule] = _HALL_REF

    kind: Mapped[str] = mapped_column(String(16))
    """``pad``, ``kiosk``, ``display``, ``hall_server`` or ``import``: its role in ``kind_rule``
    is ``device:<kind>``."""
    name: Mapped[str] = mapped_column(String(50))
    workstation_id: Mapped[uuid.UUID | None]
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    state: Mapped[str] = mapped_column(String(16))


class PolicyOverride(Synced, Base):
    """A dated policy value published by the centre over the shipped one."""

    __tablename__ = "policy_override"
    sync_rule: ClassVar[SyncRule] = SyncRule(scopes=("ref",), reference=True)

    key: Mapped[str] = mapped_column(String(60))
    value: Mapped[dict[str, Any]]
    valid_from: Mapped[dt.date]
    valid_to: Mapped[dt.date | None]
    doc_no: Mapped[str] = mapped_column(String(80))
