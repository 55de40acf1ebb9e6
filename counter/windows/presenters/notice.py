"""Step 3: what is to be brought, told once."""

from dataclasses import replace

from counter.i18n import _
from counter.windows.presenters.facts import Hands, Worked
from counter.windows.presenters.papers import print_paper
from counter.windows.presenters.sight import Sight, Work
from counter.windows.screen import NoticePage, Row, Verb
from counter.workflows.refusals import Refused


class NoticeStep:
    """Shows the materials, tells them once with a number, prints the paper."""

    title = _("一次性告知")

    def is_done(self, sight: Sight) -> bool:
        """Whether it was told."""
        return sight.facts.notice is not None

    def fact(self, sight: Sight) -> str:
        """Number of the notice, or how many rows it will have."""
        if sight.facts.notice is not None:
            return _("已告知 {count} 项").format(count=len(sight.facts.notice.content.materials))
        return _("未告知") if sight.facts.content is not None else _("未开始")

    def page(self, sight: Sight) -> NoticePage:
        """The rows of this situation."""
        facts = sight.facts
        if facts.content is None:
            return NoticePage(_("先选事项和情形"), "", ())
        paper = facts.content.paper
        return NoticePage(
            title=_("{business}・材料清单").format(business=paper.business),
            situation=paper.situation,
            rows=tuple(
                Row((str(nth), line.name, line.detail), _word(row), tip=line.detail)
                for nth, (line, row) in enumerate(
                    zip(paper.materials, facts.content.materials, strict=True), 1
                )
            ),
            number=_("告知单 {number}").format(number=facts.notice.number) if facts.notice else "",
        )

    def bar(self, sight: Sight) -> tuple[str, str, tuple[Verb, ...]]:
        """Print, end with being told, or go on."""
        told = self.is_done(sight)
        verbs = (
            Verb("tell_end", _("材料不齐，告知后结束"), enabled=sight.facts.content is not None),
            Verb("print", _("打印告知单"), "F9", style="" if told else "next"),
            Verb(
                "step_done",
                _("完成本步"),
                "Ctrl ↵",
                enabled=told,
                why=_("请先打印告知单"),
                style="next" if told else "",
            ),
        )
        return ("" if told else _("还没有告知")), _("告知一次，列全；号码不变"), verbs

    def work(self, verb: str, sight: Sight) -> Work | None:
        """Tell and print, or take the case in."""
        return {"print": tell, "tell_end": tell_and_end, "step_done": take_in}.get(verb)


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
        # The list and the notice are for every business; taking in is built for loans.
        if not current.matter.business.startswith("L"):
            raise Refused(
                "matter.no_intake",
                _("这个事项在本窗口只告知，不录入。请选“材料不齐，告知后结束”，或按 F12。"),
            )
        hands.desk.loan.take_in(current.matter.id)
    return Worked(sight.facts, step=4)


def _tell(hands: Hands, sight: Sight, *, ends: bool) -> Worked:
    matter = sight.facts.matter
    if matter is None:
        raise Refused("notice.no_matter", _("还没有选事项。请先选事项和情形。"))
    told = sight.facts.notice
    if told is None or matter.state == "open":
        told = hands.desk.notices.tell(matter.id, ends)
    message = print_paper(hands.desk, told.paper, _("告知单"))
    return Worked(replace(sight.facts, content=told.content), message=message)


def _word(row: dict[str, object]) -> str:
    if row["signed_here"]:
        return _("当场签")
    return _("查不到才交") if row["shared"] else _("待核")
