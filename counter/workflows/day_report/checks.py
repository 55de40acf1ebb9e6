"""The equations that prove a day report.

Called tickets are counted from the calls, their ends from the tickets, visits from the visits: each
equation compares independent counts, so it can fail.
"""

from counter.i18n import _
from counter.workflows.day_report.figures import (
    BusinessFigures,
    Check,
    WindowFigures,
)


def checks_of(
    total: WindowFigures,
    windows: tuple[WindowFigures, ...],
    businesses: tuple[BusinessFigures, ...],
) -> tuple[Check, ...]:
    """State every equation of a report, those that do not hold included."""
    queue, visits, ratings = total.queue, total.visits, total.ratings
    ended = sum(each.handled + each.told + each.refused + each.referred for each in businesses)
    still = sum(each.open for each in businesses)
    checks = [
        _equation(
            (_("叫号"), queue.called),
            (_("结束服务"), queue.finished),
            (_("过号"), queue.missed),
            (_("在办"), queue.open),
            *_unless_zero(
                (_("挂起"), queue.held),
                (_("撤销退回"), queue.put_back),
                (_("弃号"), queue.abandoned),
                (_("转出"), queue.moved_on),
            ),
        ),
        _equation(
            (_("结束服务"), queue.finished), (_("有号接待已结束"), visits.closed_with_ticket)
        ),
        _equation(
            (_("接待"), visits.total),
            (_("有号"), visits.with_ticket),
            (_("手工接号"), visits.by_hand),
        ),
        _equation((_("事项"), total.matters), (_("有结果"), ended), (_("在办"), still)),
        _equation(
            (_("接待"), visits.total), (_("已评价"), ratings.rated), (_("未评价"), ratings.unrated)
        ),
    ]
    if len(windows) > 1:
        finished = sum(each.queue.finished for each in windows)
        checks.append(_equation((_("合计结束服务"), queue.finished), (_("各窗口之和"), finished)))
    return tuple(checks)


def _unless_zero(*terms: tuple[str, int]) -> tuple[tuple[str, int], ...]:
    return tuple(term for term in terms if term[1])


def _equation(left: tuple[str, int], *right: tuple[str, int]) -> Check:
    terms = " + ".join(f"{word} {number}" for word, number in right)
    holds = left[1] == sum(number for _word, number in right)
    return Check(f"{left[0]} {left[1]} = {terms}", holds)
