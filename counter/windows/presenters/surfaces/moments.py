"""Days and times as the hall reads them."""

import datetime as dt

from counter.i18n import _
from counter.workflows.clock import hall_time

_WEEKDAYS = "一二三四五六日"


def clock(now: dt.datetime) -> str:
    """``10:36`` on the hall's wall."""
    return f"{hall_time(now):%H:%M}"


def day(date: dt.date) -> str:
    """``11月23日 星期一``."""
    return _("{month}月{day}日 星期{weekday}").format(
        month=date.month, day=date.day, weekday=_WEEKDAYS[date.weekday()]
    )


def next_time(at: dt.datetime, today: dt.date) -> str:
    """``明日 08:15`` or ``11月30日 星期一 08:15``."""
    tomorrow = at.date() == today + dt.timedelta(days=1)
    return f"{_('明日') if tomorrow else day(at.date())} {at:%H:%M}"
