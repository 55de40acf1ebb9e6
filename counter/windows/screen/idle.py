"""The work area while nobody is served."""

from dataclasses import dataclass

from counter.windows.screen.parts import StatusRow


@dataclass(frozen=True)
class QueueRow:
    """A waiting ticket: its place, number, class, business, since when, how long, and why there."""

    place: str
    label: str
    series: str
    business: str
    taken: str
    waited: str
    why: str = ""
    is_late: bool = False
    """Waits longer than the hall's target."""
    is_green: bool = False

    @property
    def spoken(self) -> str:
        """The row for a screen reader."""
        return " ".join(
            part for part in (self.place, self.label, self.business, self.waited, self.why) if part
        )

    @property
    def tip(self) -> str:
        """The whole business, where the row had to cut it."""
        return f"{self.label} {self.business}"


@dataclass(frozen=True)
class IdlePage:
    """Nobody at the window: who is next and who waits."""

    next_label: str
    next_business: str
    next_line: str
    rows: tuple[QueueRow, ...]
    foot: str = ""
    as_of: str = ""
    """Since when the list is old; empty while it is current."""
    empty: str = ""
    """What stands in place of the list when nobody waits."""


@dataclass(frozen=True)
class OutageCard:
    """What can, can later, or cannot be done without the centre."""

    title: str
    hint: str
    lines: tuple[str, ...]
    state: str


@dataclass(frozen=True)
class OutagePage:
    """Nobody at the window and the centre away: what goes on, and what waits to be sent."""

    cards: tuple[OutageCard, ...]
    title: str
    line: str
    rows: tuple[StatusRow, ...]
