"""The work area while nobody is served."""

from dataclasses import dataclass

from counter.windows.screen.parts import Row


@dataclass(frozen=True)
class IdlePage:
    """Nobody at the window: who is next and who waits."""

    next_label: str
    next_line: str
    rows: tuple[Row, ...]
    empty: str = ""
