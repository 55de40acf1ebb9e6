"""The one-time checklists from their data files, every reference checked."""

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import get_args

from counter.policy.entries import Entry, read_file
from counter.rules.materials import (
    Checklist,
    Checklists,
    Material,
    Office,
    Option,
    Party,
    Question,
    Refusal,
    keys_in,
)
from counter.rules.policy_table import Mark

SHARED_FILE = "checklists/shared.toml"
# The order of the list of businesses on screen.
LIST_FILES = (
    "checklists/loan.toml",
    "checklists/withdrawal.toml",
    "checklists/deposit.toml",
    "checklists/certificate.toml",
    "checklists/service.toml",
)
FROM_CENTRE = "centre"

_MATERIAL_FIELDS = (
    "id", "name", "who", "form", "required", "kept", "shared", "signed_here", "when", "note",
    "mark", "source",
)  # fmt: skip
_BUSINESS_FIELDS = (
    "code", "name", "version", "valid_from", "valid_to", "doc_no", "mark", "conditions",
    "procedure", "promised", "statutory", "fee", "basis", "refusals", "refusal_texts", "notes",
    "questions", "material",
)  # fmt: skip


@dataclass(frozen=True)
class Shared:
    """What all lists draw on."""

    blocks: Mapping[str, tuple[Material, ...]]
    questions: Mapping[str, Question]
    parties: Mapping[str, Party]
    reasons: Mapping[str, Refusal]
    condition_names: Mapping[str, str]

    def check_when(self, entry: Entry, when: Iterable[str]) -> tuple[str, ...]:
        """Return the alternatives; raises for a condition key nobody declared."""
        alternatives = tuple(when)
        _refuse_unknown(entry, "condition", keys_in(alternatives), self.condition_names)
        return alternatives


def load_checklists(overrides: Sequence[Mapping[str, object]] = ()) -> Checklists:
    """Load every list; ``overrides`` are business tables of the centre; raises PolicyError."""
    file = read_file(SHARED_FILE)
    shared = read_shared(file)
    entries = [entry for name in LIST_FILES for entry in read_file(name).tables("business", "code")]
    centre = Entry(FROM_CENTRE, "file", {"business": list(overrides)})
    return Checklists(
        shipped=_layer(entries, shared),
        local=_layer(centre.tables("business", "code"), shared),
        parties=shared.parties,
        reasons=shared.reasons,
        condition_names=shared.condition_names,
        office=_office(file),
    )


def _office(file: Entry) -> Office:
    (entry,) = file.tables("office", "title")
    return Office(
        place=entry.text("place"),
        hours=entry.text("hours"),
        phone=entry.text("phone"),
        complaint_phone=entry.text("complaint_phone"),
        title=entry.text("title"),
    )


def read_shared(file: Entry) -> Shared:
    """Read conditions, parties, reasons, questions and blocks, each reference checked."""
    conditions = {e.text("key"): e.text("name") for e in file.tables("condition", "key")}
    plain = Shared({}, {}, {}, {}, conditions)
    parties = {e.text("key"): _party(e, plain) for e in file.tables("party", "key")}
    known = Shared({}, {}, parties, {}, conditions)
    return Shared(
        blocks=_blocks(file, known),
        questions={e.text("id"): _question(e, known) for e in file.tables("question")},
        parties=parties,
        reasons={e.text("code"): _refusal(e) for e in file.tables("reason", "code")},
        condition_names=conditions,
    )


def _blocks(file: Entry, known: Shared) -> Mapping[str, tuple[Material, ...]]:
    blocks: dict[str, tuple[Material, ...]] = {}
    for block in file.tables("block"):
        lines = tuple(_material(entry, known) for entry in block.tables("material"))
        blocks[block.text("id")] = lines
        blocks.update({line.id: (line,) for line in lines})
    return blocks


def _party(entry: Entry, known: Shared) -> Party:
    when = known.check_when(entry, entry.texts("when"))
    return Party(entry.text("key"), entry.text("name"), when)


def _refusal(entry: Entry) -> Refusal:
    return Refusal(entry.text("code"), entry.text("text"), entry.text("basis"))


def _question(entry: Entry, known: Shared) -> Question:
    options = tuple(_option(option, known) for option in entry.tables("option"))
    if len(options) < 2:
        raise entry.wrong("a question has at least two options")
    if sum(option.usual for option in options) > 1:
        raise entry.wrong("only one option can be the usual one")
    when = known.check_when(entry, entry.texts("when"))
    return Question(entry.text("id"), entry.text("text"), options, when)


def _option(entry: Entry, known: Shared) -> Option:
    sets = known.check_when(entry, entry.texts("sets"))
    return Option(entry.text("id"), entry.text("text"), sets, entry.switch("usual", False))


def _material(entry: Entry, known: Shared) -> Material:
    entry.only(_MATERIAL_FIELDS)
    who = entry.texts("who")
    _refuse_unknown(entry, "party", who, known.parties)
    if not who:
        raise entry.wrong("who must name at least one party")
    return Material(
        id=entry.text("id"),
        name=entry.text("name"),
        who=who,
        form=entry.text("form", "原件"),
        required=entry.switch("required", True),
        kept=entry.switch("kept", False),
        shared=entry.switch("shared", False),
        signed_here=entry.switch("signed_here", False),
        when=known.check_when(entry, entry.texts("when")),
        note=entry.text("note", ""),
        mark=entry.choice("mark", get_args(Mark), "unverified"),
    )


def _layer(entries: Iterable[Entry], shared: Shared) -> Mapping[str, tuple[Checklist, ...]]:
    layer: dict[str, tuple[Checklist, ...]] = {}
    for entry in entries:
        checklist = _checklist(entry, shared)
        versions = (*layer.get(checklist.business, ()), checklist)
        layer[checklist.business] = tuple(sorted(versions, key=lambda one: one.valid_from))
        _refuse_overlap(entry, layer[checklist.business])
    return layer


def _refuse_overlap(entry: Entry, versions: Sequence[Checklist]) -> None:
    for earlier, later in itertools.pairwise(versions):
        if earlier.valid_to is None or earlier.valid_to >= later.valid_from:
            raise entry.wrong(
                f"the list from {later.valid_from} overlaps the one from {earlier.valid_from}"
            )


def _checklist(entry: Entry, shared: Shared) -> Checklist:
    entry.only(_BUSINESS_FIELDS)
    refusals, questions = entry.texts("refusals"), entry.texts("questions")
    _refuse_unknown(entry, "reason code", refusals, shared.reasons)
    _refuse_unknown(entry, "question", questions, shared.questions)
    return Checklist(
        business=entry.text("code"),
        name=entry.text("name"),
        version=entry.text("version"),
        valid_from=entry.day("valid_from"),
        valid_to=entry.optional_day("valid_to"),
        doc_no=entry.text("doc_no"),
        mark=entry.choice("mark", get_args(Mark)),
        conditions=entry.texts("conditions"),
        procedure=entry.texts("procedure"),
        promised=entry.text("promised"),
        statutory=entry.text("statutory", ""),
        fee=entry.text("fee", "不收费"),
        basis=entry.texts("basis"),
        refusals=refusals,
        refusal_texts=entry.texts("refusal_texts"),
        notes=entry.texts("notes"),
        questions=tuple(shared.questions[name] for name in questions),
        materials=_lines(entry, shared),
    )


def _lines(entry: Entry, shared: Shared) -> tuple[Material, ...]:
    lines: list[Material] = []
    for line in entry.tables("material"):
        if "use" in line.fields:
            line.only(("use",))
            _refuse_unknown(line, "block", line.texts("use"), shared.blocks)
            lines += [row for name in line.texts("use") for row in shared.blocks[name]]
        else:
            lines.append(_material(line, shared))
    seen: set[str] = set()
    for row in lines:
        if row.id in seen:
            raise entry.wrong(f"material {row.id} is listed twice")
        seen.add(row.id)
    return tuple(lines)


def _refuse_unknown(
    entry: Entry, what: str, used: Iterable[str], known: Mapping[str, object]
) -> None:
    unknown = sorted(set(used) - set(known))
    if unknown:
        raise entry.wrong(f"unknown {what} {', '.join(unknown)}")
