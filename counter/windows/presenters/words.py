"""How values are written on the screen: dates, moments, money, document numbers."""

import datetime as dt
from decimal import Decimal

from counter.i18n import _
from counter.workflows.clock import hall_time

_SEXES = {"1": "男", "2": "女"}


def sex(code: str) -> str:
    """A sex in words (GB/T 2261.1)."""
    return _(_SEXES.get(code, "未说明"))


def person(code: str, birth: dt.date | None, today: dt.date | None) -> str:
    """Sex and age of a person, as 男 41 岁; without a day of birth the sex alone."""
    if birth is None or today is None:
        return sex(code)
    age = today.year - birth.year - ((today.month, today.day) < (birth.month, birth.day))
    return _("{sex} {age} 岁").format(sex=sex(code), age=age)


def short_day(value: dt.date, today: dt.date) -> str:
    """A day as ``12-07``; with its year only when that is not this year."""
    return f"{value:%m-%d}" if value.year == today.year else value.isoformat()


def day(value: dt.date | None) -> str:
    """A day as ``2026-11-23``, or a dash."""
    return "—" if value is None else value.isoformat()


def minute(at: dt.datetime) -> str:
    """A moment of today as ``10:42``, in the hall's time."""
    return f"{hall_time(at):%H:%M}"


def second(at: dt.datetime) -> str:
    """A moment of today as ``10:42:05``, in the hall's time."""
    return f"{hall_time(at):%H:%M:%S}"


def money(amount: Decimal | None) -> str:
    """An amount in yuan as ``496,000.00``, or a dash for one nobody knows."""
    return "—" if amount is None else f"{amount:,.2f}"


def saved_money(text: str) -> str:
    """An amount as it was saved, ``300000.00``, in the same form."""
    return money(Decimal(text) if text else None)


def space_number(number: str) -> str:
    """A document number in groups that can be read aloud."""
    if len(number) != 18:
        return number
    return f"{number[:6]} {number[6:14]} {number[14:]}"


def tail(number: str | None) -> str:
    """The last four characters of an account number."""
    return "—" if not number else _("尾号 {tail}").format(tail=number[-4:])
