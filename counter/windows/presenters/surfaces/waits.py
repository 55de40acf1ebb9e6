"""How waits are said in the hall; what is not known is words, never a zero."""

from counter.i18n import _
from counter.workflows.ports import HallWaits
from counter.workflows.ticket_office import expected


def minutes(waits: HallWaits | None, series: str) -> str:
    """``20–28 分``, ``马上叫``, or that it is not known."""
    if waits is None:
        return _("没有返回")
    one = expected(waits, series)
    if one.waiting == 0:
        return _("马上叫")
    if one.range is None:
        return _("时间待定")
    low, high = one.range
    if high is None:
        return _("2 小时以上")
    return _("{low}–{high} 分").format(low=low, high=high)


def people(waits: HallWaits | None, series: str) -> str:
    """The number of people, or that it is not known."""
    return "—" if waits is None else str(expected(waits, series).waiting)


def line(waits: HallWaits | None, series: str) -> str:
    """Both in one line, for a tile."""
    if waits is None:
        return _("等候人数没有返回")
    one, time = expected(waits, series), minutes(waits, series)
    if one.waiting and one.range is not None and one.range[1] is not None:
        time = _("约 {time}").format(time=time)
    return _("等 {count} 人，{time}").format(count=one.waiting, time=time)
