"""Values every page is made of: verbs, messages, fields, choices, rows, cards."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Verb:
    """Something the clerk may do: its name, words and key; greyed with the reason when not now."""

    name: str
    label: str
    key: str = ""
    enabled: bool = True
    why: str = ""
    style: str = ""
    """``next`` for the one next action of the screen, ``main`` for the call panel's large one."""
    ready_at: float | None = None
    """Greyed until then, seconds since the epoch; the button counts down."""


@dataclass(frozen=True)
class Message:
    """A message in place: what happened, what to do next."""

    title: str
    text: str = ""
    state: str = "bad"
    """``bad``, ``warn``, ``off`` or ``act``."""
    verb: Verb | None = None
    """The one thing that may be done about it here."""


@dataclass(frozen=True)
class Pick:
    """One row of a short list to pick from: its value, what it is, and a line about it."""

    value: str
    title: str
    line: str


@dataclass(frozen=True)
class Choice:
    """A question with fixed options; ``chosen`` is an option's value or empty."""

    name: str
    question: str
    options: tuple[tuple[str, str], ...]
    chosen: str = ""


@dataclass(frozen=True)
class Progress:
    """Something that takes long: its name, how far it is, and whether work may go on meanwhile."""

    name: str
    words: str
    """What the clerk does meanwhile: ``可以继续办理``."""
    done: int = 0
    total: int = 0
    """n of m; no m where only time is known."""
    since: float = 0.0
    until: float | None = None
    """When it began and when it will be over, seconds since the epoch."""
    can_stop: bool = False


@dataclass(frozen=True)
class Field:
    """One line to type in: its name, label, value as typed, unit and what is wrong with it."""

    name: str
    label: str
    value: str = ""
    unit: str = ""
    error: str = ""
    read_only: bool = False
    span: int = 1
    """How many columns of its grid it takes."""
    options: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Row:
    """A row of a list: cells, the state word at its end, and how it is marked."""

    cells: tuple[str, ...]
    word: str = ""
    state: str = ""
    tip: str = ""


@dataclass(frozen=True)
class StatusRow:
    """A row of two lines with its mark at the left and the state word at the right."""

    title: str
    detail: str = ""
    word: str = ""
    state: str = ""
    """Colours the word: ``done``, ``act``, ``warn``, ``bad``."""
    mark: str = "open"
    key: str = ""
    """The key that leads on from here."""

    @property
    def spoken(self) -> str:
        """The row for a screen reader."""
        return " ".join(part for part in (self.title, self.detail, self.word) if part)

    @property
    def tip(self) -> str:
        """The whole text, where the row had to cut it."""
        return f"{self.title}\n{self.detail}" if self.detail else self.title


@dataclass(frozen=True)
class Deadline:
    """A deadline chip; ``state`` is plain, ``warn``, ``bad`` or ``dashed`` (暂估, not started)."""

    words: str
    state: str = ""
    tip: str = ""


@dataclass(frozen=True)
class CardLine:
    """A line of a card with a mark before it and a short word after it."""

    mark: str
    words: str
    word: str = ""


@dataclass(frozen=True)
class Card:
    """A card of the right column: head, chip, label-value pairs; what is empty takes no room."""

    head: str
    sub: str = ""
    chip: str = ""
    chip_state: str = ""
    pairs: tuple[tuple[str, str], ...] = ()
    active: bool = False
    role: str = ""
    """Small words before the head, as 借款人."""
    detail: str = ""
    """Small words after the head, as 男 41 岁."""
    note: str = ""
    """A last small line, as 数据截至 11-22 日终."""
    lines: tuple[CardLine, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    body: str = ""
    """A text to be read; it takes the room that is left and scrolls by itself."""
