"""The work area and the left column while nobody is served, with and without the centre."""

import datetime as dt

from counter.i18n import _
from counter.windows.presenters.facts import Facts
from counter.windows.presenters.kind_words import kind_words
from counter.windows.presenters.words import minute
from counter.windows.screen import IdlePage, OutageCard, OutagePage, QueueRow, Row, StatusRow
from counter.workflows.ports import Waiting, WaitingTicket

GREEN = "G"
"""The series of the green channel."""
_SHOWN_BESIDE = 6
_STATES = {"as_usual": "done", "saved_here": "off", "not_now": "bad"}


def idle_page(facts: Facts, now: dt.datetime) -> IdlePage:
    """Who is next and who waits; an old list says how old it is."""
    waiting = facts.waiting or facts.last_waiting
    if waiting is None:
        return IdlePage("", _("等候情况现在查不到"), "", (), empty=_("连通后这里显示等候队列。"))
    as_of = "" if facts.waiting or facts.waiting_at is None else minute(facts.waiting_at)
    old = _("{time} 的数").format(time=as_of) if as_of else ""
    if not waiting.tickets:
        hint = _("有人取号，这里会马上出现。现在可以补录、整理卷宗。")
        return IdlePage("", _("没有人在等"), "", (), as_of=old, empty=hint)
    first = waiting.tickets[0]
    rest = waiting.count - len(waiting.tickets)
    late = _("已等超过 {count} 分的加粗").format(count=facts.target_min)
    return IdlePage(
        next_label=first.label,
        next_business=facts.business_name(first.business),
        next_line=_("已等 {count} 分，等候最久。按 F2 呼叫。").format(count=_minutes(first, now)),
        rows=tuple(_row(nth, one, facts, now) for nth, one in enumerate(waiting.tickets, 1)),
        foot=_("还有 {count} 人・{late}").format(count=rest, late=late) if rest else late,
        as_of=old,
    )


def outage_page(facts: Facts) -> OutagePage:
    """What goes on without the centre, and what waits to be sent."""
    saves = facts.unsent.saves
    oldest = _("最早 {time}・").format(time=minute(saves[0].at)) if saves else ""
    return OutagePage(
        cards=tuple(
            OutageCard(one.title, one.hint, one.lines, _STATES[one.name])
            for one in facts.outage_words
        ),
        title=_("等待上传 {count} 笔").format(count=facts.unsent.count),
        line=_("{oldest}按顺序上传，一笔不丢、不重").format(oldest=oldest),
        rows=tuple(
            StatusRow(
                kind_words(one.kind),
                word=_("已存本机 {time}").format(time=minute(one.at)),
                mark="done",
            )
            for one in saves
        ),
    )


def queue_column(facts: Facts, now: dt.datetime, *, cut_off: bool) -> tuple[str, tuple[Row, ...]]:
    """The short list under the panel: classes while idle, the next ones while serving, and the
    reserve while the queue's authority is away."""
    if facts.waiting is None:
        if not cut_off:
            return _("等候情况查不到"), ()
        title = _("断网还可叫 {count} 个号").format(count=len(facts.reserve))
        rows = tuple(
            Row((one.label, facts.business_name(one.business)), _("下一位") if nth == 0 else "")
            for nth, one in enumerate(facts.reserve)
        )
        return title, rows
    waiting = facts.waiting
    if facts.visit is not None or facts.ticket is not None:
        title = _("接下来 {count} 人").format(count=waiting.count)
        return title, tuple(_beside(one, facts, now) for one in waiting.tickets[:_SHOWN_BESIDE])
    return _("等候 {count} 人").format(count=waiting.count), _classes(waiting, facts, now)


def _classes(waiting: Waiting, facts: Facts, now: dt.datetime) -> tuple[Row, ...]:
    return tuple(
        Row(
            (f"{facts.series_name(one.series)} {one.series}", _("{n} 人").format(n=one.count)),
            _("最久 {count} 分").format(count=_since(one.oldest, now)),
        )
        for one in waiting.series
    )


def _beside(one: WaitingTicket, facts: Facts, now: dt.datetime) -> Row:
    waited = _("{count} 分").format(count=_minutes(one, now))
    return Row((one.label, facts.business_name(one.business)), waited)


def _row(nth: int, one: WaitingTicket, facts: Facts, now: dt.datetime) -> QueueRow:
    minutes = _minutes(one, now)
    is_green = one.series == GREEN
    why = _("等候最久") if nth == 1 else _("1 号窗口优先办") if is_green else ""
    return QueueRow(
        place=str(nth),
        label=one.label,
        series=_("绿色通道") if is_green else facts.series_name(one.series),
        business=facts.business_name(one.business),
        taken=minute(one.issued_at),
        waited=_("{count} 分").format(count=minutes),
        why=why,
        is_late=minutes >= facts.target_min,
        is_green=is_green,
    )


def _minutes(one: WaitingTicket, now: dt.datetime) -> int:
    return _since(one.issued_at, now)


def _since(at: dt.datetime, now: dt.datetime) -> int:
    # The machine that printed the ticket may be a little ahead of this one.
    return max(int((now - at).total_seconds()) // 60, 0)
