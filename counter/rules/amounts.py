"""Money: exact yuan and 分, from text and to text. There is no float anywhere near it."""

import re
from decimal import ROUND_DOWN, ROUND_HALF_UP, ROUND_UP, Decimal, localcontext

from counter.rules.checked import Checked, refused

CENT = Decimal("0.01")
ZERO = Decimal("0.00")
LARGEST = Decimal("9999999999999.99")
# Enough digits that 360 periods of compound interest are exact to the 分 for any amount we accept.
WORKING_DIGITS = 60

_AMOUNT = re.compile(r"(?:0|[1-9][0-9]*|[1-9][0-9]{0,2}(?:,[0-9]{3})+)(?:\.[0-9]{1,2})?")
_LONG_FRACTION = re.compile(r"[0-9,]+\.[0-9]{3,}")
_LONGEST_TEXT = 24


def parse_amount(text: str, limit: Decimal = LARGEST) -> Checked[Decimal]:
    """Read yuan with at most two decimals (``400,000.00`` too); never rounds, never guesses."""
    entered = text.strip()
    if len(entered) > _LONGEST_TEXT:
        return refused("超限", "金额太大。请核对位数后重新录入。")
    if entered.startswith("-"):
        return refused("负数", "金额不能是负数。请重新录入。")
    if _LONG_FRACTION.fullmatch(entered):
        return refused("小数位", "金额最多到分（两位小数）。请重新录入。")
    if not _AMOUNT.fullmatch(entered):
        return refused("格式", "金额只能是半角数字和小数点，如“400000.00”。请重新录入。")
    amount = Decimal(entered.replace(",", "")).quantize(CENT)
    if amount > limit:
        return refused("超限", f"金额不能超过{show(limit)}元。请核对后重新录入。")
    return Checked(amount)


def exact_money(value: Decimal) -> Decimal:
    """Return the value with exactly two decimals; raises ``ValueError`` if that would change it."""
    cents = value.quantize(CENT)
    if cents != value:
        raise ValueError("an amount of money has at most two decimals")
    return cents


def to_cents(value: Decimal) -> Decimal:
    """Round half up to the 分 (四舍五入), as every instalment is."""
    return value.quantize(CENT, ROUND_HALF_UP)


def floor_cents(value: Decimal) -> Decimal:
    """Cut to the 分, never up: for the most that may be lent."""
    return value.quantize(CENT, ROUND_DOWN)


def floor_to(value: Decimal, step: Decimal) -> Decimal:
    """Cut to a multiple of ``step`` (可贷额度 is a multiple of 1,000); below zero gives zero."""
    return max((value // step) * step, ZERO).quantize(CENT)


def show(amount: Decimal) -> str:
    """Return money for people: ``1,740.83``."""
    return f"{amount:,.2f}"


def wire(amount: Decimal) -> str:
    """Return money for machines: ``1740.83``, two decimals, no separators."""
    return f"{amount:.2f}"


def percent_at_most(part: Decimal, whole: Decimal) -> str:
    """Return part ÷ whole as a percentage cut down, so that 19.999 % never reads as 20.00 %."""
    return _percent(part, whole, ROUND_DOWN)


def percent_at_least(part: Decimal, whole: Decimal) -> str:
    """Return part ÷ whole as a percentage raised, so that 80.001 % never reads as 80.00 %."""
    return _percent(part, whole, ROUND_UP)


def _percent(part: Decimal, whole: Decimal, rounding: str) -> str:
    with localcontext(prec=WORKING_DIGITS):
        return f"{(part * 100 / whole).quantize(CENT, rounding)}%"


def plain(value: Decimal) -> str:
    """Return a number without trailing zeros: ``20`` for 20.00, ``0.5`` for 0.50."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
