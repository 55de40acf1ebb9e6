"""Step 4 as the window shows it."""

from dataclasses import dataclass

from counter.windows.screen.parts import Field, Row


@dataclass(frozen=True)
class LoanPage:
    """Step 4: home and money as entered, rules as judged."""

    home: tuple[Field, ...]
    money: tuple[Field, ...]
    summary: str
    rows: tuple[Row, ...]
    limit: str = ""
