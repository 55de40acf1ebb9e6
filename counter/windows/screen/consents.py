"""Step 5 as the window shows it."""

from dataclasses import dataclass

from counter.windows.screen.parts import Row


@dataclass(frozen=True)
class Signer:
    """One person on the consent page and the texts that person signs, each alone."""

    title: str
    line: str
    rows: tuple[Row, ...]
    current: int
    """Row asked to be signed, -1 for none."""
    active: bool


@dataclass(frozen=True)
class ConsentsPage:
    """Step 5: each spouse signs alone, one text at a time, with the own card on the reader."""

    signers: tuple[Signer, ...]
    text_title: str
    text_body: str
    text_version: str
    can_sign: bool
    has_ink: bool = False
    """Whether a signature stands in the field; else the field is emptied."""
