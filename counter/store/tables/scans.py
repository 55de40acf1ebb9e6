"""Scanned materials: what was scanned is a synced row, its bytes travel by themselves."""

import datetime as dt
import uuid
from typing import Any, ClassVar

from sqlalchemy import LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from counter.store.synced import Base, Synced, SyncRule


class Scan(Synced, Base):
    """One scanned material of a matter; ``blob`` names its bytes, which may still be on their
    way."""

    __tablename__ = "scan"
    sync_rule: ClassVar[SyncRule] = SyncRule(
        scopes=("hall:{hall_id}",), append_only=True, refers={"matter_id": "matter"}
    )

    matter_id: Mapped[uuid.UUID] = mapped_column(index=True)
    item: Mapped[str] = mapped_column(String(24))
    """The material's id on the list: ``L01-4``."""
    blob: Mapped[str] = mapped_column(String(64))
    """SHA-256 of all bytes, hex."""
    size: Mapped[int]
    media: Mapped[str] = mapped_column(String(40))
    """``image/jpeg``, ``image/png`` or ``application/pdf``."""
    chunks: Mapped[list[Any]]
    """SHA-256 of every 256 KiB of it, hex, in order."""


class ScanBlob(Base):
    """The bytes of a scan on this machine, and whether the centre has them whole."""

    __tablename__ = "scan_blob"

    blob: Mapped[str] = mapped_column(String(64), primary_key=True)
    size: Mapped[int]
    chunks: Mapped[list[Any]]
    state: Mapped[str] = mapped_column(String(16), index=True)
    """``waiting``, ``complete``, or ``broken`` when the centre found other bytes."""
    changed_at: Mapped[dt.datetime]


class ScanChunk(Base):
    """At most 256 KiB of a scan, by what it holds: the same bytes stand here once."""

    __tablename__ = "scan_chunk"

    hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    data: Mapped[bytes] = mapped_column(LargeBinary)
