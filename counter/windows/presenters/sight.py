"""What a page is made from: the facts, and what was typed and not yet saved as business."""

import datetime as dt
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from counter.windows.presenters.facts import Facts, Hands, Worked
from counter.windows.screen import Field, Message, Page, Step, Verb

Ink = tuple[list[list[list[int]]], tuple[int, int]]
"""Strokes of points and the size of the field they were written on."""


@dataclass(frozen=True)
class Entry:
    """What was typed and chosen at this window, kept as it is typed."""

    step: int = 1
    fields: Mapping[str, str] = field(default_factory=dict, repr=False)
    errors: Mapping[str, str] = field(default_factory=dict)
    message: Message | None = None
    busy: str = ""
    busy_until: float | None = None
    """How long the verb waits for something of the citizen, seconds since the epoch."""
    text: tuple[uuid.UUID, str] | None = None
    """The text on the table: who signs it, which item."""
    ink: Ink | None = field(default=None, repr=False)
    row: int = -1
    """The row of the page's list the keyboard is on."""
    warned: str = ""
    """The code of the last refusal that a second press may overrule."""

    def value(self, name: str, otherwise: str = "") -> str:
        """What stands in a field: as typed, else what was saved."""
        return self.fields.get(name, otherwise)


@dataclass(frozen=True)
class Sight:
    """Facts and entry together; every page, fact and verb is computed from one of these."""

    facts: Facts
    entry: Entry

    @property
    def today(self) -> dt.date | None:
        """The hall's day."""
        return self.facts.today

    def box(self, name: str, label: str, saved: str = "", **more: Any) -> Field:
        """A field with what was typed, or saved, and what is wrong with it."""
        value, error = self.entry.value(name, saved), self.entry.errors.get(name, "")
        return Field(name, label, value, error=error, **more)


Work = Callable[[Hands, Sight], Worked]


class StepPresenter(Protocol):
    """One step of a visit: its fact on the rail, its page, its verbs."""

    title: str

    def is_done(self, sight: Sight) -> bool:
        """Whether nothing is left to do here."""

    def fact(self, sight: Sight) -> str:
        """The line under the title."""

    def page(self, sight: Sight) -> Page:
        """The work area."""

    def bar(self, sight: Sight) -> tuple[str, str, tuple[Verb, ...]]:
        """The action bar: what is still open, a hint, the verbs."""

    def work(self, verb: str, sight: Sight) -> Work | None:
        """What a verb does in this step; nothing when it has no meaning here."""


def rail(steps: tuple[StepPresenter, ...], sight: Sight) -> tuple[Step, ...]:
    """The step rail."""
    return tuple(_step(nth, step, sight) for nth, step in enumerate(steps, 1))


def _step(nth: int, step: StepPresenter, sight: Sight) -> Step:
    if nth == sight.entry.step:
        return Step(step.title, step.fact(sight), "current")
    return Step(step.title, step.fact(sight), "done" if step.is_done(sight) else "open")


def with_field(entry: Entry, name: str, value: str) -> Entry:
    """The entry after a field was typed in; its complaint is gone until it is checked again."""
    errors = {known: text for known, text in entry.errors.items() if known != name}
    return replace(entry, fields={**entry.fields, name: value}, errors=errors)


def after(worked: Worked, entry: Entry) -> Entry:
    """The step and the fields once a verb has done its work."""
    if worked.forgets:
        entry = Entry()
    fields = {name: text for name, text in entry.fields.items() if name not in worked.drops}
    return replace(entry, fields=fields, step=worked.step or entry.step)
