"""Printed numbers a desk makes by itself: hall, window, epoch letter, running number, check digit.

``0703A-000123-5``: a replaced machine gets the next epoch letter, so no number is ever given twice
even when its file is lost. The check digit is that of ISO 7064 MOD 11,10 over the digits, the
letter written as 10 and upwards.
"""

from sqlalchemy.orm import Session
from stdnum.iso7064 import mod_11_10

from counter.store.change_set import Origin
from counter.store.tables import LocalNumber

MOST_EPOCHS = 26
MOST_NUMBERS = 999_999


class NumbersUsedUp(Exception):
    """The series has no number or letter left; the window needs a new epoch."""


def next_number(session: Session, window_no: int, epoch: int) -> str:
    """Take the next number of this window inside a unit; a unit rolled back gives it back."""
    origin: Origin = session.info["origin"]
    if not 1 <= epoch <= MOST_EPOCHS:
        raise NumbersUsedUp
    series = f"{origin.hall_id:02d}{window_no:02d}{chr(ord('A') + epoch - 1)}"
    used = session.get(LocalNumber, series)
    if used is None:
        used = LocalNumber(series=series, last=0)
        session.add(used)
    if used.last >= MOST_NUMBERS:
        raise NumbersUsedUp
    used.last += 1
    return f"{series}-{used.last:06d}-{check_digit(series, used.last)}"


def check_digit(series: str, number: int) -> str:
    """The check digit of a series such as ``0703A`` and a running number."""
    digits = "".join(str(int(character, 36)) for character in series)
    return str(mod_11_10.calc_check_digit(f"{digits}{number:06d}"))


def is_number(text: str) -> bool:
    """Whether a typed text is a number some desk could have printed."""
    series, _, rest = text.partition("-")
    number, _, check = rest.partition("-")
    if not (
        series.isascii() and series[:4].isdigit() and series[4:].isalpha() and len(series) == 5
    ):
        return False
    if not (number.isascii() and number.isdigit() and len(number) == 6 and series.isupper()):
        return False
    return check == check_digit(series, int(number))
