"""The one-time notice (一次性告知单): made from the answers, frozen, numbered, told once.

What was told is kept whole in the notice's rows, so that a second copy years later says the same.
"""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from counter.i18n import _
from counter.rules.materials import (
    Checklist,
    Checklists,
    MaterialRow,
    conditions_of,
    materials,
    open_questions,
)
from counter.store.numbers import next_number
from counter.store.tables import Matter, Notice
from counter.store.unit_of_work import Unit
from counter.workflows.actor import Acting
from counter.workflows.machine import move
from counter.workflows.material_checks import MISSING, CheckView
from counter.workflows.matters import MatterView, open_one
from counter.workflows.papers import PaperView, issue, paper_of
from counter.workflows.refusals import FieldProblem, Refused
from counter.workflows.rulebook import Rulebook
from counter.workflows.slips import MaterialLine, NoticePaper


@dataclass(frozen=True)
class NoticeContent:
    """Everything a notice says in one situation; ``rows`` is its stored form."""

    business: str
    list_version: str
    answers: Mapping[str, str]
    rows: tuple[dict[str, Any], ...]

    @property
    def paper(self) -> NoticePaper:
        """The content as it is laid out on paper."""
        return NoticePaper(
            business=self._texts("business")[0],
            situation=self._texts("situation")[0],
            materials=tuple(
                MaterialLine(row["name"], " · ".join(_details(row)), row.get("missing", ""))
                for row in self.materials
            ),
            facts=tuple((row["label"], row["text"]) for row in self._part("fact")),
            blocks=tuple((row["label"], tuple(row["lines"])) for row in self._part("block")),
        )

    @property
    def materials(self) -> tuple[dict[str, Any], ...]:
        """The material rows: id, name, who, form, required, kept, shared, signed_here, note."""
        return self._part("material")

    def _part(self, part: str) -> tuple[dict[str, Any], ...]:
        return tuple(row for row in self.rows if row["part"] == part)

    def _texts(self, part: str) -> tuple[str, ...]:
        return tuple(row["text"] for row in self._part(part))


@dataclass(frozen=True)
class NoticeView:
    """A notice that was told, with its paper."""

    id: uuid.UUID
    matter_id: uuid.UUID
    number: str
    told_at: dt.datetime
    content: NoticeContent
    paper: PaperView


def content_for(book: Rulebook, matter: MatterView) -> NoticeContent:
    """What a notice would say; raises ``Refused`` while a question of the situation is open."""
    checklists, checklist, answers = book.checklists, book.checklist(matter), matter.answers
    unanswered = open_questions(checklist, answers)
    if unanswered:
        raise Refused(
            "notice.unanswered",
            _("还有情形没有选：{question}。请先选完情形再告知。").format(
                question=unanswered[0].text
            ),
        )
    conditions = conditions_of(checklist, answers)
    found = materials(checklist, conditions, checklists.parties)
    rows = [
        {"part": "business", "text": checklist.name},
        {"part": "situation", "text": _situation(checklists, conditions)},
        *(_material(row) for row in found),
        *_facts(checklist),
        *_blocks(checklist, checklists),
    ]
    return NoticeContent(matter.business, checklist.version, dict(answers), tuple(rows))


def with_missing(content: NoticeContent, checks: Mapping[str, CheckView]) -> NoticeContent:
    """The same content, the materials found missing marked with what exactly is to be brought."""
    rows = tuple(
        {**row, "missing": checks[row["id"]].note or row["name"]}
        if row["part"] == "material" and _is_missing(checks, row["id"])
        else row
        for row in content.rows
    )
    return replace(content, rows=rows)


POLICY, CHANGED, OMITTED = "policy", "changed", "omitted"
"""Why something is asked for that an earlier notice lacked: the list, the situation, or a breach
of telling once (告知遗漏)."""


def added_since(earlier: NoticeView | None, content: NoticeContent) -> frozenset[str]:
    """The materials asked for now that the earlier notice of the same person did not name."""
    if earlier is None:
        return frozenset()
    told = {row["id"] for row in earlier.content.materials}
    return frozenset(row["id"] for row in content.materials if row["id"] not in told)


def with_added(content: NoticeContent, earlier: NoticeView | None, reason: str) -> NoticeContent:
    """The same content, each added material marked with the reason; raises ``Refused`` for none.

    Another version of the list is reason enough and nobody's breach.
    """
    added = added_since(earlier, content)
    if not added or earlier is None:
        return content
    if earlier.content.list_version != content.list_version:
        reason = POLICY
    if reason not in (POLICY, CHANGED, OMITTED):
        sentence = _("有 {count} 项上次没有告知。请先在清单下面选原因，再按 F9 打印。").format(
            count=len(added)
        )
        raise Refused(
            "notice.added_reason", sentence, (FieldProblem("added_reason", "added", sentence),)
        )
    rows = tuple(
        {**row, "added": reason} if row["part"] == "material" and row["id"] in added else row
        for row in content.rows
    )
    return replace(content, rows=rows)


def _is_missing(checks: Mapping[str, CheckView], item: str) -> bool:
    return item in checks and checks[item].state == MISSING


def tell(
    unit: Unit, acting: Acting, matter_id: uuid.UUID, content: NoticeContent, ends: bool = False
) -> NoticeView:
    """Tell once: notice and paper; ``ends`` when the citizen leaves to fetch what is missing.

    The same content told again for the same matter keeps its number: it is the same notice.
    """
    matter = open_one(unit.session, matter_id)
    if ends:
        _end_told(matter, acting)
    told = notice_of(unit.session, matter_id)
    if told is not None and _list_of(told.content) == _list_of(content):
        return told
    notice = Notice(
        id=acting.new_id(),
        matter_id=matter_id,
        citizen_id=matter.citizen_id,
        number=next_number(unit.session, acting.place.window_no, acting.place.epoch),
        business=content.business,
        list_version=content.list_version,
        answers=dict(content.answers),
        rows=list(content.rows),
        told_at=acting.at,
    )
    unit.add(notice)
    paper = issue(unit, acting, "notice", (notice.id, notice.number))
    return NoticeView(notice.id, matter_id, notice.number, notice.told_at, content, paper)


def _list_of(content: NoticeContent) -> list[dict[str, Any]]:
    """What was told apart from what was missing that day: told once is told."""
    ours = ("missing", "added")
    return [{key: row[key] for key in row if key not in ours} for row in content.rows]


def notice_of(session: Session, matter_id: uuid.UUID) -> NoticeView | None:
    """The last notice told for a matter."""
    return _view(
        session,
        session.scalars(
            select(Notice).where(Notice.matter_id == matter_id).order_by(Notice.told_at.desc())
        ).first(),
    )


def earlier_notice(
    session: Session, citizen_id: uuid.UUID, business: str, before: dt.datetime
) -> NoticeView | None:
    """The last notice of the same citizen and business: what was told at an earlier visit."""
    return _view(
        session,
        session.scalars(
            select(Notice)
            .where(
                Notice.citizen_id == citizen_id,
                Notice.business == business,
                Notice.told_at < before,
            )
            .order_by(Notice.told_at.desc())
        ).first(),
    )


@dataclass(frozen=True)
class ToldNotice:
    """What a notice said, who was first asked and who told it, for a copy of its paper."""

    content: NoticeContent
    first_asked: uuid.UUID
    told_by: uuid.UUID


def notice_by_id(session: Session, notice_id: uuid.UUID) -> ToldNotice:
    """A notice for printing."""
    notice = session.get_one(Notice, notice_id)
    matter = session.get_one(Matter, notice.matter_id)
    return ToldNotice(_content(notice), matter.first_asked, notice.made_by)


def _view(session: Session, notice: Notice | None) -> NoticeView | None:
    paper = None if notice is None else paper_of(session, notice.id)
    # A notice pulled from another desk may come without its slip: it is told, not printed here.
    if notice is None or paper is None:
        return None
    return NoticeView(
        notice.id, notice.matter_id, notice.number, notice.told_at, _content(notice), paper
    )


def _content(notice: Notice) -> NoticeContent:
    return NoticeContent(notice.business, notice.list_version, notice.answers, tuple(notice.rows))


def _end_told(matter: Matter, acting: Acting) -> None:
    move("matter", matter, "tell")
    matter.closed_at = acting.at


def _situation(checklists: Checklists, conditions: frozenset[str]) -> str:
    """The situation in the words of its condition keys: 期房、已婚、首套."""
    return "、".join(name for key, name in checklists.condition_names.items() if key in conditions)


def _material(row: MaterialRow) -> dict[str, Any]:
    return {
        "part": "material",
        "id": row.id,
        "name": row.name,
        "who": row.who,
        "form": row.form,
        "required": row.required,
        "kept": row.kept,
        "shared": row.shared,
        "signed_here": row.signed_here,
        "note": row.note,
    }


def _details(row: dict[str, Any]) -> list[str]:
    marks = [_("留存")] if row["kept"] and "留存" not in row["form"] else []
    marks += [_("查询不到时提供")] if row["shared"] else []
    marks += [_("当场签")] if row["signed_here"] and "当场" not in row["form"] else []
    return [text for text in (row["who"], row["form"], *marks, row["note"]) if text]


def _facts(checklist: Checklist) -> list[dict[str, Any]]:
    facts = (
        (_("承诺时限"), checklist.promised),
        (_("法定时限"), checklist.statutory),
        (_("收费"), checklist.fee),
    )
    return [{"part": "fact", "label": label, "text": text} for label, text in facts if text]


def _blocks(checklist: Checklist, checklists: Checklists) -> list[dict[str, Any]]:
    reasons = [checklists.reasons[code] for code in checklist.refusals]
    refusals = [f"{reason.text}（{reason.code}，{reason.basis}）" for reason in reasons]
    blocks = (
        (_("受理条件"), checklist.conditions),
        (_("办理程序"), checklist.procedure),
        (_("法定依据"), checklist.basis),
        (_("不予办理的情形"), (*refusals, *checklist.refusal_texts)),
        (_("说明"), checklist.notes),
    )
    return [
        {"part": "block", "label": label, "lines": list(lines)} for label, lines in blocks if lines
    ]
