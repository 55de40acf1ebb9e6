"""Step 7 as the window shows it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class RatingPage:
    """Step 7: the citizen rates on the pad; the clerk sees only whether, never how."""

    word: str
    line: str
