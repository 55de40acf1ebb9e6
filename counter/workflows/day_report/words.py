"""The words of a day report: exceptions, rates, signatures, names of papers and states."""

import datetime as dt
from typing import Final

from counter.i18n import _
from counter.workflows.clock import hall_time
from counter.workflows.day_report.facts import DrillFact
from counter.workflows.day_report.figures import RatingFigures, ShiftFigures, SlipFigures
from counter.workflows.ratings import GRADES

MOST_EXCEPTIONS: Final = 10
PAPERS: Final = {
    "ticket": "号票",
    "notice": "一次性告知单",
    "acceptance": "受理凭证",
    "signing_page": "签署页",
}


def title_of(figures: ShiftFigures) -> str:
    """The report's name: one window's, or the hall's."""
    if figures.window is None:
        return _("大厅日报表")
    return _("{window}号窗口日结").format(window=figures.window)


def signatures_of(figures: ShiftFigures) -> tuple[str, str, str]:
    """Who signs."""
    if figures.window is None:
        return _("制表人"), _("值班主任"), _("管理部主任")
    return _("交班人"), _("接班人"), _("值班主任")


def rating_line(ratings: RatingFigures) -> str:
    """The ratings in words; no rate stands without the number of the unrated beside it."""
    if not ratings.rated:
        return _("评价：还没有评价；未评价 {unrated}").format(unrated=ratings.unrated)
    levels = " · ".join(
        f"{_(word)} {count}" for word, count in zip(GRADES.values(), ratings.grades, strict=True)
    )
    rate = f"{ratings.content / ratings.rated:.1%}"
    return _("评价 {rated}：{levels}；基本满意及以上 {rate}（未评价 {unrated}）").format(
        rated=ratings.rated, levels=levels, rate=rate, unrated=ratings.unrated
    )


def drills_of(figures: ShiftFigures) -> tuple[str, ...]:
    """The outage drills of the day, each with where and by whom."""
    return tuple(_drill(one, figures.window) for one in figures.drills)


def _drill(drill: DrillFact, window: int | None) -> str:
    where = _("{window}号窗口").format(window=drill.window_no)
    if drill.whole_hall:
        where = _("全大厅")
    elif drill.window_no == window:
        where = _("本窗口")
    return _("断网演练 {start}-{end}（{where}，由 {name} 发起）").format(
        start=hall_minute(drill.starts_at),
        end=hall_minute(drill.ends_at),
        where=where,
        name=drill.name or _("值班主任"),
    )


def exceptions_of(figures: ShiftFigures) -> tuple[str, ...]:
    """What a person must look at, in words; at most ten lines."""
    found = [
        *(check.text for check in figures.checks if not check.holds),
        *_machine(figures),
        *(line for slips in figures.slips for line in _papers(slips)),
    ]
    if figures.total.queue.open:
        found.append(
            _("还有 {count} 个号在办，请结束服务或过号。").format(count=figures.total.queue.open)
        )
    if figures.total.queue.held:
        found.append(
            _("还有 {count} 个号挂起没有回来，请联系群众；名单按 Alt 1 看。").format(
                count=figures.total.queue.held
            )
        )
    if len(found) <= MOST_EXCEPTIONS:
        return tuple(found)
    left = len(found) - MOST_EXCEPTIONS + 1
    return (*found[: MOST_EXCEPTIONS - 1], _("另有 {left} 条见附页。").format(left=left))


def _machine(figures: ShiftFigures) -> list[str]:
    machine, lines = figures.machine, []
    if machine.not_sent:
        since = hall_minute(machine.oldest)
        lines.append(
            _("本机待上传 {count} 笔，最早 {since}；上传完之前请勿关机。").format(
                count=machine.not_sent, since=since
            )
        )
    if machine.promises:
        lines.append(
            _("待办承诺 {count} 条还没有告知群众，按 Alt 3 看。").format(count=machine.promises)
        )
    if machine.parked:
        lines.append(_("本机待核对 {count} 笔，请逐笔核对。").format(count=machine.parked))
    if machine.refused:
        lines.append(_("中心没有接收 {count} 笔，请联系管理员。").format(count=machine.refused))
    return lines


def _papers(slips: SlipFigures) -> list[str]:
    paper = paper_word(slips.kind)
    lines = []
    if slips.unknown:
        lines.append(
            _("{paper} {count} 张不知是否打出，请看一下打印机后登记。").format(
                paper=paper, count=slips.unknown
            )
        )
    if slips.failed or slips.pending:
        lines.append(
            _("{paper} {count} 张没有打出，请补打。").format(
                paper=paper, count=slips.failed + slips.pending
            )
        )
    return lines


def paper_word(kind: str) -> str:
    """The word for a kind of slip."""
    return _(PAPERS[kind]) if kind in PAPERS else kind


def hall_minute(at: dt.datetime | None) -> str:
    """Hours and minutes on the hall's clock."""
    return "—" if at is None else f"{hall_time(at):%H:%M}"
