"""Citizens as the counter knows them."""

import datetime as dt
from typing import ClassVar

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from counter.store.synced import Base, Synced, SyncRule


class Citizen(Synced, Base):
    """A person who came to the hall; the key is derived from the document, so two desks make the
    same row."""

    __tablename__ = "citizen"
    # Its feeds are those of the cases it is a party of: the centre adds them when it applies a
    # party.
    sync_rule: ClassVar[SyncRule] = SyncRule(
        shared=True,
        groups={
            "identity": ("doc_type", "doc_number", "name", "sex", "birth_date", "nation"),
            "document": ("address", "issuer", "valid_from", "valid_to"),
            "contact": ("phone",),
            "verification": ("verification",),
        },
    )

    doc_type: Mapped[str] = mapped_column(String(2))
    """JGJ/T 320 A.1: 01 identity card, 02 officer's card, 03 passport, 04 foreigner's permanent
    residence, 99 other."""
    doc_number: Mapped[str] = mapped_column(String(30))
    name: Mapped[str] = mapped_column(String(50))
    sex: Mapped[str] = mapped_column(String(1))
    """GB/T 2261.1: 0 unknown, 1 male, 2 female, 9 unstated."""
    birth_date: Mapped[dt.date | None]
    nation: Mapped[str | None] = mapped_column(String(2))
    address: Mapped[str | None] = mapped_column(String(200))
    issuer: Mapped[str | None] = mapped_column(String(100))
    valid_from: Mapped[dt.date | None]
    valid_to: Mapped[dt.date | None]
    """Empty for a document valid for life (长期)."""
    phone: Mapped[str | None] = mapped_column(String(20))
    verification: Mapped[str] = mapped_column(String(16))
    """``verified``: found in the centre's directory; ``to_verify`` (待核验): taken in from the
    card while cut off."""
