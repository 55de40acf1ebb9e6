"""Dates as typed, and the calendar arithmetic the rules share (months, ages, due days)."""

import calendar
import datetime as dt
import re

from counter.rules.checked import Checked, refused

EARLIEST_YEAR = 1900
YEARS_AHEAD = 50
_FORMS = (
    re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})"),
    re.compile(r"([0-9]{4})([-/.])([0-9]{1,2})\2([0-9]{1,2})"),
    re.compile(r"([0-9]{4})年([0-9]{1,2})月([0-9]{1,2})日"),
)


def parse_date(text: str, today: dt.date) -> Checked[dt.date]:
    """Read ``2026-11-23``, ``20261123``, ``2026/11/23``, ``2026年11月23日``; 1900 … +50 years."""
    numbers = _numbers(text.strip())
    if numbers is None:
        return refused("格式", "日期请按“2026-11-23”的样子录入。")
    try:
        day = dt.date(*numbers)
    except ValueError:
        return refused("日期", "这一天不存在。请核对年月日后重新录入。")
    if not EARLIEST_YEAR <= day.year <= today.year + YEARS_AHEAD:
        return refused("范围", "日期应在1900年以后、50年以内。请核对年份后重新录入。")
    return Checked(day)


def _numbers(text: str) -> tuple[int, int, int] | None:
    for form in _FORMS:
        match = form.fullmatch(text)
        if match:
            year, month, day = (int(part) for part in match.groups() if part.isdigit())
            return year, month, day
    return None


def add_months(day: dt.date, months: int) -> dt.date:
    """Return the day ``months`` later; a month that lacks the day gives its last day."""
    count = day.year * 12 + day.month - 1 + months
    year, month = count // 12, count % 12 + 1
    return dt.date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def whole_months(start: dt.date, end: dt.date) -> int:
    """Return the full months from ``start`` to ``end`` (negative when ``end`` is earlier)."""
    months = (end.year - start.year) * 12 + end.month - start.month
    return months - 1 if add_months(start, months) > end else months


def age_on(birth: dt.date, day: dt.date) -> int:
    """Return the age in full years; a person is a year older on the birthday itself."""
    return whole_months(birth, day) // 12


def due_day(start: dt.date, period: int) -> dt.date:
    """Return the due day of period 1, 2, …: the loan's own day of the month, or its last."""
    return add_months(start, period)
