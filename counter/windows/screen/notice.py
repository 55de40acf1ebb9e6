"""Step 3 as the window shows it."""

from dataclasses import dataclass

from counter.windows.screen.parts import Row


@dataclass(frozen=True)
class NoticePage:
    """Step 3: what is to be brought, told once."""

    title: str
    situation: str
    rows: tuple[Row, ...]
    number: str = ""
