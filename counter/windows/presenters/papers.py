"""Printing from a page: the words for what became of the paper."""

from counter.i18n import _
from counter.windows.screen import Message
from counter.workflows.desk import Desk
from counter.workflows.papers import PaperView


def print_paper(desk: Desk, paper: PaperView, name: str) -> Message:
    """Print a numbered paper and say in words whether it came out."""
    printed = desk.papers.print(paper.id)
    if printed.paper.state == "printed":
        again = _("（补打）") if printed.paper.copies > 1 else ""
        title = _("{name}已打印{again}，号码 {number}").format(
            name=name, again=again, number=printed.paper.number
        )
        return Message(title, printed.sentence, "done")
    return Message(
        _("{name}没有打出来。").format(name=name)
        if printed.paper.state == "failed"
        else _("不知道{name}是否打出来，请看一下打印机。").format(name=name),
        printed.sentence or _("处理好后按 F9 补打，号码不变。"),
        "bad" if printed.paper.state == "failed" else "warn",
    )
