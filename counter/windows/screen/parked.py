"""The sheet of what both sides wrote (待核对) as the window shows it."""

from dataclasses import dataclass, field

from counter.windows.screen.parts import Message


@dataclass(frozen=True)
class ParkedRow:
    """One thing to decide: its words, and one value and its words for each side."""

    name: str
    label: str
    options: tuple[tuple[str, str], ...] = field(repr=False)


@dataclass(frozen=True)
class ParkedAsked:
    """One save that waits for a person, among how many; without rows there is nothing to decide."""

    key: str
    """Names the save; for another one nothing is chosen yet."""
    nth: int
    count: int
    title: str
    lines: tuple[str, ...]
    sides: tuple[str, ...]
    """Headings over the options."""
    rows: tuple[ParkedRow, ...]
    reasons: tuple[tuple[str, str], ...]
    message: Message | None = None
    busy: str = ""
