"""A text on paper at step 5: printed to be read, and pressed by somebody who cannot sign."""

from dataclasses import dataclass

from counter.i18n import _
from counter.windows.presenters.facts import Hands, Worked
from counter.windows.presenters.papers import print_paper
from counter.windows.presenters.sight import Sight
from counter.windows.presenters.signing import key_of, on_the_table
from counter.windows.screen import ThumbAsked
from counter.workflows.consent_texts import TextToDecide
from counter.workflows.desk_parts.consents import ThumbGiven
from counter.workflows.refusals import Refused

CHECKING = _("正在核对第二见证人…")


def asked(sight: Sight) -> ThumbAsked | None:
    """What is asked for the text on the table; nothing where it was signed already."""
    table = on_the_table(sight)
    if table is None or not can_press(table):
        return None
    page = table.page
    line = _("还没有打印签署页。按 F9 打印")
    if page is not None:
        words = {
            "printed": _("签署页 {number} 已打印"),
            "failed": _("签署页 {number} 没有打出来，处理好后按 F9 补打"),
            "unknown": _("不知道签署页 {number} 是否打出来，请看打印机；没有的按 F9 补打"),
        }
        line = words.get(page.paper.state, line).format(number=page.paper.number)
    return ThumbAsked(
        key=f"{key_of(table)}{table.text.digest}",
        title=_("{role}：{title}（文本 {version} 版）").format(
            role=table.party.role_word, title=table.text.title, version=table.text.version
        ),
        who=_("{name}，本人身份证在读卡器上").format(name=table.party.name),
        page_line=line,
        is_page_ready=page is not None and page.is_printed,
        message=sight.entry.message,
        busy=sight.entry.busy,
    )


def can_press(table: TextToDecide) -> bool:
    """Whether a thumb may still be pressed under this text."""
    return table.decision is None or table.decision.state == "refused"


def print_page(hands: Hands, sight: Sight) -> Worked:
    """Print the text on the table for the person before it."""
    table = _on_table(sight)
    assert sight.facts.case is not None
    paper = hands.desk.consents.print_page(
        sight.facts.case.id, table.party.citizen_id, table.text.item
    )
    return Worked(sight.facts, message=print_paper(hands.desk, paper, _("签署页")))


def nothing_to_press(hands: Hands, sight: Sight) -> Worked:
    """Say why the sheet does not come: nobody is here, or the text was signed already."""
    table = _on_table(sight)
    raise Refused(
        "consent.decided",
        _("《{title}》已经签过。请用 ↑↓ 选没签的一份，再按 Ctrl H。").format(
            title=table.text.title
        ),
    )


@dataclass(frozen=True)
class Press:
    """Keep a thumbprint; what the clerk and the second witness said of it."""

    given: ThumbGiven

    def __call__(self, hands: Hands, sight: Sight) -> Worked:
        """Do it for the text on the table."""
        table = _on_table(sight)
        assert sight.facts.case is not None
        hands.desk.consents.press(
            sight.facts.case.id, table.party.citizen_id, table.text.item, self.given
        )
        return Worked(sight.facts)


def _on_table(sight: Sight) -> TextToDecide:
    table = on_the_table(sight)
    if table is None:
        raise Refused("consent.no_card", _("请签署人本人把身份证放在读卡器上，按 F7 读卡后再签。"))
    return table
