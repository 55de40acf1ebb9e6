"""What the screens in the hall show: frozen values, made by presenters, shown by windows."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Tile:
    """Something to press: its name, big words, and up to two lines below."""

    name: str
    title: str
    line: str = ""
    wait: str = ""
    enabled: bool = True


@dataclass(frozen=True)
class Notice:
    """A message in place; ``state`` is ``warn``, ``bad`` or ``off``."""

    title: str
    line: str = ""
    state: str = "warn"


@dataclass(frozen=True)
class KioskScreen:
    """One page of the ticket machine.

    ``page`` is ``classes``, ``businesses``, ``working``, ``taken`` or ``closed``; ``step`` is the
    one of ``steps`` that is done now, from 0.
    """

    page: str
    hall: str
    clock: str
    steps: tuple[str, ...]
    step: int
    title: str
    line: str
    tiles: tuple[Tile, ...] = ()
    green: Tile | None = None
    back: str = ""
    ticket: str = ""
    foot: str = ""
    notice: Notice | None = None
    is_large: bool = False
    larger: str = ""


@dataclass(frozen=True)
class CallRow:
    """One call on the hall display; numbers only."""

    ticket: str
    window: str
    is_green: bool = False


@dataclass(frozen=True)
class WaitRow:
    """One class on the hall display: name, people, expected wait; unknown is words, never 0."""

    name: str
    people: str
    wait: str


@dataclass(frozen=True)
class DisplayScreen:
    """The hall display.

    ``news`` counts the calls announced while this screen was on, so that a new one can blink.
    """

    hall: str
    day: str
    clock: str
    calls: tuple[CallRow, ...]
    waits: tuple[WaitRow, ...]
    news: int = 0
    cut: str = ""
    empty: str = ""
    notice_title: str = ""
    notice_lines: tuple[str, ...] = ()
    ticker: str = ""
    may_blink: bool = True
    may_scroll: bool = True


@dataclass(frozen=True)
class Answer:
    """One of the five answers: its words and how many of five stars."""

    grade: int
    words: str
    stars: int


@dataclass(frozen=True)
class Reason:
    """One reason to tick."""

    code: str
    words: str
    chosen: bool


@dataclass(frozen=True)
class PadScreen:
    """One page of the rating pad: ``plate``, ``ask``, ``reasons`` or ``said``."""

    page: str
    head: str
    head_right: str
    title: str
    line: str
    window: str = ""
    staff: str = ""
    answers: tuple[Answer, ...] = ()
    can_answer: bool = True
    reasons: tuple[Reason, ...] = ()
    send: str = ""
    skip: str = ""
    foot: str = ""
    trouble: str = ""
