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


@dataclass(frozen=True)
class Message:
    """A message in place: what happened, what to do next."""

    title: str
    text: str = ""
    state: str = "bad"


@dataclass(frozen=True)
class Choice:
    """A question with fixed options; ``chosen`` is an option's value or empty."""

    name: str
    question: str
    options: tuple[tuple[str, str], ...]
    chosen: str = ""


@dataclass(frozen=True)
class Field:
    """One line to type in: its name, label, value as typed, unit and what is wrong with it."""

    name: str
    label: str
    value: str = ""
    unit: str = ""
    error: str = ""
    options: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Row:
    """A row of a list: cells, the state word at its end, and how it is marked."""

    cells: tuple[str, ...]
    word: str = ""
    state: str = ""
    tip: str = ""


@dataclass(frozen=True)
class Card:
    """A card of the right column: head, chip, label-value pairs."""

    head: str
    sub: str = ""
    chip: str = ""
    chip_state: str = ""
    pairs: tuple[tuple[str, str], ...] = ()
    active: bool = False
