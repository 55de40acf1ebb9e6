"""Step 3 as the window shows it."""

from dataclasses import dataclass

from counter.windows.screen.parts import Field


@dataclass(frozen=True)
class MaterialRow:
    """A material: who brings it in which form, and what was found of it."""

    number: str
    name: str
    detail: str
    """Who, form, kept or returned; in a row that is missing what exactly, and from whom."""
    word: str
    state: str
    """``open``, ``done``, ``waived``, ``act`` (signed here) or ``bad``."""
    at: str = ""
    chip: str = ""
    """``上次没告知`` on what an earlier notice lacked."""
    can_mark: bool = True

    @property
    def spoken(self) -> str:
        """The row for a screen reader."""
        return " ".join(part for part in (self.number, self.name, self.word, self.detail) if part)

    @property
    def tip(self) -> str:
        """The whole text, where the row had to cut it."""
        return f"{self.name}\n{self.detail}"


@dataclass(frozen=True)
class NoticePage:
    """Step 3: what is to be brought, told once, and what was found of it."""

    title: str
    version: str
    chips: tuple[str, ...]
    rows: tuple[MaterialRow, ...]
    note: Field | None = None
    """What is missing of the row the keyboard is on."""
    reason: Field | None = None
    """Why something is asked for that an earlier notice lacked."""
    empty: str = ""
