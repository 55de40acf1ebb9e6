"""Step 4 as the window shows it."""

from dataclasses import dataclass, field

from counter.windows.screen.parts import Field


@dataclass(frozen=True)
class RuleLine:
    """A rule as judged: its name and word, the numbers compared, where it comes from."""

    name: str
    word: str
    state: str
    """``done``, ``bad`` or ``warn``."""
    numbers: str
    source: str
    repair: str = ""
    key: str = ""
    """The key that does the repair."""

    @property
    def spoken(self) -> str:
        """The row for a screen reader."""
        word = self.word or "通过"
        return " ".join(part for part in (self.name, word, self.numbers, self.repair) if part)

    @property
    def tip(self) -> str:
        """The whole text, where the row had to cut it."""
        return "\n".join(part for part in (self.numbers, self.repair, self.source) if part)


@dataclass(frozen=True)
class LimitBar:
    """One ceiling: its name, exact value, and its part of the longest bar (0 to 1)."""

    name: str
    value: str
    share: float
    is_least: bool


@dataclass(frozen=True)
class LimitView:
    """What can be lent, all ceilings smallest first, and where the amount asked stands."""

    value: str
    asked: str
    asked_share: float
    is_over: bool
    bars: tuple[LimitBar, ...]

    @property
    def spoken(self) -> str:
        """The ceilings for a screen reader."""
        bars = "，".join(f"{bar.name} {bar.value}" for bar in self.bars)
        return f"可贷额度 {self.value}，{self.asked}。{bars}"


@dataclass(frozen=True)
class PlanColumn:
    """One repayment method: figures as shown and its curve, ``(years from now, yuan a month)``."""

    name: str
    first: str
    last: str
    interest: str
    curve: tuple[tuple[float, float], ...] = field(repr=False)
    is_chosen: bool = False


@dataclass(frozen=True)
class LoanPage:
    """Step 4: home and money as entered, rules as judged."""

    money: tuple[Field, ...]
    home: tuple[Field, ...]
    home_line: str
    """The home in one line once it was judged; empty while it is to be entered."""
    counts: tuple[tuple[str, str], ...]
    """``(words, state)`` of the rules' summary."""
    rows: tuple[RuleLine, ...]
    hint: str = ""
    """What is to be done before there is a judgement."""
    limit: LimitView | None = None
    plans: tuple[PlanColumn, ...] = ()
    plan_line: str = ""
