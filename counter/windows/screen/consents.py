"""Step 5 as the window shows it."""

from dataclasses import dataclass, field

from counter.windows.screen.parts import Message, StatusRow

Strokes = tuple[tuple[tuple[int, ...], ...], ...]
"""Strokes of points ``(x, y, pressure, milliseconds)``."""


@dataclass(frozen=True)
class Signer:
    """One person on the consent page and the texts that person signs, each alone."""

    role: str
    name: str = field(repr=False)
    person: str
    """Sex and age."""
    number: str = field(repr=False)
    """The document number in groups, whole: the person sits here."""
    line: str
    """Whether the card lies on the reader, or what the list waits for."""
    line_state: str
    rows: tuple[StatusRow, ...]
    current: int
    """Row on the table, -1 for none."""
    active: bool
    """Whether this person's card lies on the reader; else the list is locked."""
    field_title: str = ""
    field_note: str = ""
    """Time and digest of what is signed or shown."""
    strokes: Strokes = field(default=(), repr=False)
    """The signature shown while nobody signs."""
    can_sign: bool = False
    has_ink: bool = False
    """Whether a signature stands in the field; else the field is emptied."""
    foot: str = ""


@dataclass(frozen=True)
class OfferedText:
    """An agreement offered apart: signed only where the people ask for it."""

    title: str
    line: str
    label: str
    key: str
    is_added: bool
    enabled: bool
    why: str = ""


@dataclass(frozen=True)
class ThumbAsked:
    """What is asked where somebody cannot write the own name (不能签字)."""

    key: str
    """Names the text and its signer; for another one the sheet is empty."""
    title: str
    who: str = field(repr=False)
    page_line: str
    """The signing page: its number, or that it is to be printed."""
    is_page_ready: bool
    message: Message | None = None
    """What is missing or wrong, said where it was typed."""
    busy: str = ""


@dataclass(frozen=True)
class ConsentsPage:
    """Step 5: each spouse signs alone, one text at a time, with the own card on the reader."""

    title: str
    hint: str
    signers: tuple[Signer, ...]
    offered: OfferedText | None = None
    on_table: str = ""
    """Names the text before the signer; another one empties the field."""
