"""Resident identity numbers (GB 11643-1999): length, form, date of birth and check digit."""

import datetime as dt
import re
from dataclasses import dataclass

from stdnum.iso7064 import mod_11_2

from counter.rules.dates import age_on

MALE, FEMALE = "1", "2"
OLDEST_AGE = 120
# [0-9], never \d, which also takes full-width and Arabic-Indic digits.
_FORM = re.compile(r"[1-9][0-9]{16}[0-9X]")
_LEGACY_FORM = re.compile(r"[1-9][0-9]{14}")

_MESSAGES = {
    "长度": "身份证号码应为18位。请对照证件重新录入。",
    "格式": "身份证号码只能是半角数字，末位可以是X。请切换到半角后重新录入。",
    "日期": "身份证号码中的出生日期不存在、晚于今天或超过120岁。请对照证件重新录入。",
    "校验位": "身份证号码校验位不对，可能录错了一位。请对照证件重新录入。",
}
_RETIRED_FORM = "15位身份证号码自2013年1月1日起停用。请出示18位号码的身份证。"


@dataclass(frozen=True)
class Identity:
    """What a number says: valid or which rule failed (长度/格式/日期/校验位), birth date, sex."""

    valid: bool
    reason: str = ""
    birth: dt.date | None = None
    sex: str = "0"
    """GB/T 2261.1: 0 unknown, 1 male, 2 female."""
    number: str = ""
    """The number as it is stored: trimmed, ``x`` written ``X``; empty when refused."""
    message: str = ""


def check_identity(text: str, today: dt.date) -> Identity:
    """Check an 18-digit number as of ``today``; only trims and writes ``x`` as ``X``."""
    number = text.strip().replace("x", "X")
    if len(number) == 15 and _LEGACY_FORM.fullmatch(number):
        return Identity(False, "长度", message=_RETIRED_FORM)
    if len(number) != 18:
        return _refused("长度")
    if not _FORM.fullmatch(number):
        return _refused("格式")
    birth = _birth(number[6:14], today)
    if birth is None:
        return _refused("日期")
    if not mod_11_2.is_valid(number):
        return _refused("校验位")
    return Identity(True, "", birth, _sex(number[16]), number)


def check_legacy_identity(text: str, today: dt.date) -> Identity:
    """Check a number for searching old files, where the retired 15-digit form is accepted too."""
    number = text.strip()
    if not _LEGACY_FORM.fullmatch(number):
        return check_identity(text, today)
    birth = _birth("19" + number[6:12], today)
    if birth is None:
        return _refused("日期")
    return Identity(True, "", birth, _sex(number[14]), number)


def _refused(reason: str) -> Identity:
    return Identity(False, reason, message=_MESSAGES[reason])


def _birth(digits: str, today: dt.date) -> dt.date | None:
    try:
        birth = dt.date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None
    plausible = birth <= today and age_on(birth, today) <= OLDEST_AGE
    return birth if plausible else None


def _sex(sequence_end: str) -> str:
    return MALE if int(sequence_end) % 2 else FEMALE
