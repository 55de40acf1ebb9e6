"""Step 3: what is to be brought, told once, and what was found of it."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

from counter.i18n import _
from counter.windows.presenters import earlier_notice
from counter.windows.presenters.facts import Hands, Worked
from counter.windows.presenters.papers import print_paper
from counter.windows.presenters.sight import Sight, Work
from counter.windows.presenters.words import minute
from counter.windows.screen import Field, MaterialRow, NoticePage, Verb
from counter.workflows.desk import MatterStanding
from counter.workflows.material_checks import CheckView, Mark
from counter.workflows.refusals import Refused

_STATES = {"seen": "done", "waived": "waived", "missing": "bad"}
_WORDS = {
    "done": "原件已核",
    "waived": "免交",
    "act": "当场签",
    "open": "待核",
    "bad": "缺",
}
_SHORT = {"done": "已核", "waived": "免交", "act": "当场签", "open": "待核", "bad": "缺"}
_EVENTS = {"mark_see": "see", "mark_waive": "waive", "mark_miss": "miss"}
UNCHECKED = "notice.unchecked"


class NoticeStep:
    """Shows the materials, keeps what was found, tells them once with a number."""

    title = _("一次性告知")

    def is_done(self, sight: Sight) -> bool:
        """Whether it was told."""
        return sight.facts.notice is not None

    def fact(self, sight: Sight) -> str:
        """How many rows have a conclusion, or what is missing."""
        rows = _rows(sight)
        if not rows:
            return _("未开始")
        counts = Counter(row.state for row in rows)
        if counts["bad"]:
            return _("缺 {count} 项").format(count=counts["bad"])
        done = len(rows) - counts["open"]
        return _("{done}/{count} 有结论").format(done=done, count=len(rows))

    def page(self, sight: Sight) -> NoticePage:
        """The rows of this situation."""
        facts = sight.facts
        if facts.content is None:
            return NoticePage(
                _("材料清单"), "", (), (), empty=_("先在第 2 步选事项和情形，这里就列出材料。")
            )
        paper, rows = facts.content.paper, _rows(sight)
        told = _("告知单 {number}・").format(number=facts.notice.number) if facts.notice else ""
        return NoticePage(
            title=_("{business}・材料清单").format(business=paper.business),
            version=_("{told}{version} 版・只收原件").format(
                told=told, version=facts.content.list_version
            ),
            chips=tuple(part for part in paper.situation.split("、") if part),
            rows=rows,
            note=_note(sight, rows),
            reason=earlier_notice.reason_asked(sight),
        )

    def bar(self, sight: Sight) -> tuple[str, str, tuple[Verb, ...]]:
        """What was found in counts; print, end with being told, or go on."""
        told, rows = self.is_done(sight), _rows(sight)
        counts = Counter(row.state for row in rows)
        words = "  ".join(
            f"{_(_SHORT[state])} {counts[state]}" for state in _SHORT if counts[state]
        )
        can_go = told and not counts["bad"]
        verbs = (
            Verb("tell_end", _("告知后结束"), enabled=sight.facts.content is not None),
            Verb("print", _("打印告知单"), "F9", style="" if told else "next"),
            Verb(
                "step_done",
                _("完成本步"),
                "Ctrl ↵",
                enabled=can_go,
                why=_("请先打印告知单") if not told else _("还缺材料，告知后请群众补齐再办"),
                style="next" if can_go else "",
            ),
        )
        return words, _hint(counts, told=told), verbs

    def work(self, verb: str, sight: Sight) -> Work | None:
        """Mark a material, tell and print, or take the case in."""
        if verb.startswith("mark_"):
            return lambda hands, now: mark(hands, now, verb)
        return {"print": tell, "tell_end": tell_and_end, "step_done": take_in}.get(verb)


def mark(hands: Hands, sight: Sight, verb: str) -> Worked:
    """Set what was found of the material the keyboard is on, and go on to the next."""
    facts, at = sight.facts, sight.entry.row
    if facts.matter is None or facts.content is None or not 0 <= at < len(facts.content.materials):
        raise Refused("material.none", _("请先用 ↑↓ 选一项材料。"))
    row = facts.content.materials[at]
    if verb == "mark_scan":
        raise Refused("material.no_scanner", _("本窗口没有接高拍仪。看过原件请按 1。"))
    if verb == "mark_waive" and row["required"] and not row["shared"]:
        raise Refused("material.required", _("这一项必须交，不能免。看过原件按 1，没有带来按 0。"))
    note = {
        "mark_waive": _("共享核验，查得到不用交") if row["shared"] else _("本情形不需要"),
        "mark_miss": sight.entry.value(f"note_{row['id']}") or _("没有带来"),
    }.get(verb, "")
    hands.desk.notices.check(facts.matter.id, Mark(row["id"], _EVENTS[verb], note))
    return Worked(facts)


def tell(hands: Hands, sight: Sight) -> Worked:
    """Tell once and print the paper."""
    return _tell(hands, sight, ends=False)


def tell_and_end(hands: Hands, sight: Sight) -> Worked:
    """Tell once, print, and end the matter as told: the citizen comes back with the rest."""
    return _tell(hands, sight, ends=True)


def take_in(hands: Hands, sight: Sight) -> Worked:
    """Go on to the loan, beginning its case if there is none yet."""
    current = sight.facts.current
    if current is None or current.notice is None:
        raise Refused("notice.untold", _("还没有告知。请先按 F9 打印告知单。"))
    if current.case_id is None and current.matter.state == "open":
        _refuse_unready(sight, current)
        hands.desk.loan.take_in(current.matter.id)
    return Worked(sight.facts, step=4)


def _refuse_unready(sight: Sight, current: MatterStanding) -> None:
    # The list and the notice are for every business; taking in is built for loans.
    if not current.matter.business.startswith("L"):
        raise Refused(
            "matter.no_intake",
            _("这个事项在本窗口只告知，不录入。请选“告知后结束”，或按 F12。"),
        )
    counts = Counter(row.state for row in _rows(sight))
    if counts["bad"]:
        raise Refused(
            "notice.missing",
            _("还缺 {count} 项材料。请打印告知单，选“告知后结束”，补齐后再办。").format(
                count=counts["bad"]
            ),
        )
    if counts["open"] and sight.entry.warned != UNCHECKED:
        raise Refused(
            UNCHECKED,
            _("还有 {count} 项没有核对。按 Ctrl+↓ 去核；先录入请再按一次 Ctrl+↵。").format(
                count=counts["open"]
            ),
        )


def _tell(hands: Hands, sight: Sight, *, ends: bool) -> Worked:
    matter = sight.facts.matter
    if matter is None:
        raise Refused("notice.no_matter", _("还没有选事项。请先选事项和情形。"))
    told = sight.facts.notice
    if told is None or matter.state == "open":
        told = hands.desk.notices.tell(matter.id, ends, sight.entry.value("added_reason"))
    message = print_paper(hands.desk, told.paper, _("告知单"))
    return Worked(replace(sight.facts, content=told.content), message=message)


def _rows(sight: Sight) -> tuple[MaterialRow, ...]:
    content = sight.facts.content
    if content is None:
        return ()
    added = earlier_notice.added_items(sight.facts)
    lines = zip(content.paper.materials, content.materials, strict=True)
    return tuple(
        _row(str(nth), line.name, line.detail.replace(" · ", "・"), (row, sight, added))
        for nth, (line, row) in enumerate(lines, 1)
    )


def _row(
    number: str, name: str, detail: str, about: tuple[Mapping[str, object], Sight, frozenset[str]]
) -> MaterialRow:
    row, sight, added = about
    item = str(row["id"])
    check: CheckView | None = sight.facts.checks.get(item)
    state = _STATES[check.state] if check is not None else "act" if row["signed_here"] else "open"
    if check is not None and check.note:
        detail = f"{row['who']}・{check.note}"
    return MaterialRow(
        number=number,
        name=name,
        detail=detail,
        word=_(_WORDS[state]),
        state=state,
        at="" if check is None else minute(check.at),
        chip=_("上次没告知") if item in added else "",
        can_mark=not row["signed_here"],
    )


def _note(sight: Sight, rows: tuple[MaterialRow, ...]) -> Field | None:
    at, content = sight.entry.row, sight.facts.content
    if content is None or not 0 <= at < len(rows) or rows[at].state != "bad":
        return None
    item = content.materials[at]["id"]
    check = sight.facts.checks.get(item)
    label = _("第 {number} 项缺什么、谁来补（回车保存）").format(number=rows[at].number)
    return sight.box(f"note_{item}", label, "" if check is None else check.note)


def _hint(counts: Counter[str], *, told: bool) -> str:
    if counts["bad"]:
        return _("有缺项：打印告知单后请群众补齐，号码不变")
    if not told:
        return _("逐项核原件：1 已核 3 免交 0 缺；列全后按 F9 告知")
    return _("告知一次，列全；号码不变")
