"""Step 7 as the window shows it."""

from dataclasses import dataclass

from counter.windows.screen.parts import StatusRow


@dataclass(frozen=True)
class RatingPage:
    """Step 7: the citizen rates on the pad; the clerk sees only whether, never how."""

    word: str
    line: str
    rows: tuple[StatusRow, ...] = ()
    """What this visit came to, and what still has to be done before it may end."""
