"""断网演练 at the desk: who may start one, when not, and what is said when it was started."""

from dataclasses import dataclass

from counter.i18n import _
from counter.windows.presenters.facts import Hands, Worked
from counter.windows.presenters.link import LinkView
from counter.windows.presenters.sight import Sight
from counter.windows.presenters.words import minute
from counter.windows.screen import DrillOffer, Message
from counter.workflows.clock import clock_error
from counter.workflows.drills import (
    LONGEST_MIN,
    SHORTEST_MIN,
    USUAL_MIN,
    Drill,
    DrillAsked,
    span_words,
)


def offer(link: LinkView, *, may_start: bool) -> DrillOffer:
    """What the sheet asks, or why a drill cannot be started now."""
    return DrillOffer(_refusal(link, may_start=may_start), SHORTEST_MIN, USUAL_MIN, LONGEST_MIN)


@dataclass(frozen=True)
class Start:
    """Start a drill of this desk or of the whole hall."""

    whole_hall: bool
    minutes: int

    def __call__(self, hands: Hands, sight: Sight) -> Worked:
        """Started once; it ends by itself."""
        drill = hands.desk.drills.start(DrillAsked(self.whole_hall, self.minutes))
        return Worked(sight.facts, message=_started(drill))


def _refusal(link: LinkView, *, may_start: bool) -> Message | None:
    if not may_start:
        return Message(
            _("断网演练只能由值班主任发起。"), _("要演练，请值班主任在本窗口登录。"), "warn"
        )
    planned = link.drill or link.announced
    if planned is not None:
        where = _("全大厅") if planned.whole_hall else _("本窗口")
        return Message(
            _("已经有一次断网演练（{span}，{where}）。").format(
                span=span_words(planned), where=where
            ),
            _("请等它自己结束后再发起。"),
            "warn",
        )
    if not link.online:
        return Message(
            _("现在真的连不上中心，不能演练。"),
            _("请按断网办法照常办理，恢复后再演练。"),
            "off",
        )
    if link.ahead is not None and clock_error(link.ahead) is not None:
        return Message(_("本机时钟不准，不能演练。"), _("请管理员校准时钟后再发起。"), "warn")
    return None


def _started(drill: Drill) -> Message:
    if not drill.whole_hall:
        return Message(
            _("断网演练已开始，{end} 自动恢复").format(end=minute(drill.ends_at)),
            _("请照常办理，看横幅和待上传笔数。"),
            "act",
        )
    return Message(
        _("全大厅断网演练 {start} 开始，{end} 自动恢复").format(
            start=minute(drill.starts_at), end=minute(drill.ends_at)
        ),
        _("一分钟内各窗口都会看到，请现在告知大家照常办理。"),
        "act",
    )
