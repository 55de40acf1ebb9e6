"""One-time checklists: from a business and the answers to its questions to the exact rows.

A condition is a text such as ``m.married``, ``h.pre&co`` or ``!agent``; a list of them holds when
one of them does, an empty list always.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Party:
    """Someone who brings or signs a paper: key, word on paper, when there is such a person."""

    key: str
    name: str
    when: tuple[str, ...] = ()


@dataclass(frozen=True)
class Option:
    """One answer to a question and the condition keys it sets."""

    id: str
    text: str
    sets: tuple[str, ...] = ()
    usual: bool = False
    """Offered first: the answer most people give."""


@dataclass(frozen=True)
class Question:
    """A situation question (情形), asked while its own conditions hold."""

    id: str
    text: str
    options: tuple[Option, ...]
    when: tuple[str, ...] = ()


@dataclass(frozen=True)
class Material:
    """One line of a list as written down, before the situation is known."""

    id: str
    name: str
    who: tuple[str, ...]
    form: str
    required: bool = True
    kept: bool = False
    """留存: the centre keeps the paper; every other original goes back at once."""
    shared: bool = False
    """◇: asked for only when the query of shared data finds nothing."""
    signed_here: bool = False
    when: tuple[str, ...] = ()
    note: str = ""
    mark: str = "unverified"


@dataclass(frozen=True)
class Refusal:
    """A reason for refusing, by code, with its legal basis (不予办理理由码)."""

    code: str
    text: str
    basis: str


@dataclass(frozen=True)
class Checklist:
    """Everything a one-time notice says about one business, in one dated version."""

    business: str
    name: str
    version: str
    valid_from: dt.date
    valid_to: dt.date | None
    doc_no: str
    mark: str
    conditions: tuple[str, ...]
    procedure: tuple[str, ...]
    promised: str
    statutory: str
    fee: str
    basis: tuple[str, ...]
    refusals: tuple[str, ...]
    """Reason codes of the table, in printing order."""
    refusal_texts: tuple[str, ...]
    notes: tuple[str, ...]
    questions: tuple[Question, ...]
    materials: tuple[Material, ...]

    def covers(self, day: dt.date) -> bool:
        """Return whether this version applies on the day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True)
class Office:
    """What every notice prints about the hall."""

    place: str
    hours: str
    phone: str
    complaint_phone: str
    title: str


class NoChecklist(LookupError):
    """No list is in force for a business on a day."""


@dataclass(frozen=True)
class Checklists:
    """All lists with what they share; ``local`` lists (from the centre) win."""

    shipped: Mapping[str, tuple[Checklist, ...]]
    local: Mapping[str, tuple[Checklist, ...]]
    parties: Mapping[str, Party]
    reasons: Mapping[str, Refusal]
    condition_names: Mapping[str, str]
    office: Office

    def on(self, business: str, day: dt.date) -> Checklist:
        """Return the list of a business in force on a day; raises :class:`NoChecklist`."""
        for layer in (self.local, self.shipped):
            for checklist in layer.get(business, ()):
                if checklist.covers(day):
                    return checklist
        raise NoChecklist(f"no checklist for {business} on {day.isoformat()}")

    def businesses(self) -> tuple[tuple[str, str], ...]:
        """Return every business as code and name, in the order of the files."""
        lists = {**self.shipped, **self.local}
        return tuple((code, versions[-1].name) for code, versions in lists.items())


@dataclass(frozen=True)
class MaterialRow:
    """One row of a notice: what, by whom, in which form."""

    id: str
    name: str
    who: str
    form: str
    required: bool
    kept: bool
    shared: bool
    signed_here: bool
    parties: tuple[str, ...] = field(default=())
    note: str = ""


def holds(when: Iterable[str], conditions: frozenset[str]) -> bool:
    """Return whether one of the alternatives holds; no alternative at all always holds."""
    alternatives = tuple(when)
    return not alternatives or any(_all_hold(text, conditions) for text in alternatives)


def keys_in(when: Iterable[str]) -> frozenset[str]:
    """Return the condition keys a list of alternatives names."""
    return frozenset(term.removeprefix("!") for text in when for term in text.split("&"))


def open_questions(checklist: Checklist, answers: Mapping[str, str]) -> tuple[Question, ...]:
    """Return the questions that still need an answer, given those already answered."""
    conditions = conditions_of(checklist, answers)
    return tuple(
        question
        for question in checklist.questions
        if question.id not in answers and holds(question.when, conditions)
    )


def conditions_of(checklist: Checklist, answers: Mapping[str, str]) -> frozenset[str]:
    """Return the condition keys that the answers set; an answer to a question not asked sets none.

    Raises ``LookupError`` for an option the question does not have.
    """
    conditions: frozenset[str] = frozenset()
    for question in checklist.questions:
        if question.id in answers and holds(question.when, conditions):
            conditions |= frozenset(_option(question, answers[question.id]).sets)
    return conditions


def materials(
    checklist: Checklist, conditions: Iterable[str], parties: Mapping[str, Party]
) -> tuple[MaterialRow, ...]:
    """Return the rows that apply, each with the people who are there to bring it."""
    situation = frozenset(conditions)
    rows = (
        _row(material, situation, parties)
        for material in checklist.materials
        if holds(material.when, situation)
    )
    return tuple(row for row in rows if row is not None)


def _all_hold(text: str, conditions: frozenset[str]) -> bool:
    return all(
        (term[1:] not in conditions) if term.startswith("!") else (term in conditions)
        for term in text.split("&")
    )


def _option(question: Question, chosen: str) -> Option:
    for option in question.options:
        if option.id == chosen:
            return option
    raise LookupError(f"question {question.id} has no option of that name")


def _row(
    material: Material, situation: frozenset[str], parties: Mapping[str, Party]
) -> MaterialRow | None:
    # A line for a person who is not in this case (spouse of a single person) is no line at all.
    present = tuple(key for key in material.who if holds(parties[key].when, situation))
    if not present:
        return None
    return MaterialRow(
        id=material.id,
        name=material.name,
        who="、".join(parties[key].name for key in present),
        form=material.form,
        required=material.required,
        kept=material.kept,
        shared=material.shared,
        signed_here=material.signed_here,
        parties=present,
        note=material.note,
    )
