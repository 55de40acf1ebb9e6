"""Step 1 as the window shows it."""

from dataclasses import dataclass

from counter.windows.screen.parts import Field


@dataclass(frozen=True)
class IdentityPage:
    """Step 1: the card, or the number typed by hand."""

    hint: str
    pairs: tuple[tuple[str, str], ...]
    number: Field
    name: Field
    same_person: bool
    can_compare: bool
    paper: Field | None = None
    """The number on the paper of a person whom nobody called."""
