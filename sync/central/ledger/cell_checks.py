"""What each cell of a file of citizens may hold; every check gives the value or raises ``Wrong``."""

import datetime as dt
import re
from decimal import Decimal
from typing import Final

from stdnum.iso7064 import mod_11_2

IDENTITY_CARD: Final = "01"
# JGJ/T 320 A.1, GB/T 2261.1, GB/T 2261.2, JGJ/T 320 A.6.
DOC_TYPES: Final = ("01", "02", "03", "04", "99")
SEXES: Final = ("0", "1", "2", "9")
MARITAL: Final = ("10", "20", "21", "22", "23", "30", "40", "90")
UNMARRIED: Final = ("10", "30", "40")
STATES: Final = ("01", "02", "03", "04", "05", "06", "99")
# [0-9], never \d, which also takes full-width and Arabic-Indic digits.
_IDENTITY: Final = re.compile(r"[1-9][0-9]{16}[0-9X]")
_OTHER_DOCUMENT: Final = re.compile(r"[^\s]{3,30}")
_PHONE: Final = re.compile(r"[0-9][0-9-]{3,18}[0-9]")
_ACCOUNT: Final = re.compile(r"[0-9A-Za-z]{1,20}")
_AMOUNT: Final = re.compile(r"[0-9]{1,13}(\.[0-9]{1,2})?")
_WHOLE: Final = re.compile(r"[0-9]{1,4}")
_DAY: Final = re.compile(r"([0-9]{4})(?:-([0-9]{1,2})-|/([0-9]{1,2})/|([0-9]{2}))([0-9]{1,2})")
_MONTH: Final = re.compile(r"([0-9]{4})[-/]?(0?[1-9]|1[0-2])(?:[-/]0?1)?")
# Spreadsheets run texts that begin so, and write their own errors with a number sign.
_RISKY_STARTS: Final = tuple("=+-@#＝＋－＠")
_EARLIEST: Final = dt.date(1900, 1, 1)
_TEXT_FORMAT: Final = "在表格中应设为文本格式"


class Wrong(Exception):
    """The cell cannot be taken; the text says what it should hold, never what it holds."""


def code(text: str, allowed: tuple[str, ...]) -> str:
    """A code out of a standard's table."""
    if text not in allowed:
        raise Wrong(f"应为代码{'、'.join(allowed)}之一，{_TEXT_FORMAT}。")
    return text


def document_number(text: str, doc_type: str) -> str:
    """A document's number as it is stored; an identity number with a right check digit."""
    if doc_type == IDENTITY_CARD:
        return identity_number(text)
    if not _OTHER_DOCUMENT.fullmatch(text) or not text.isprintable():
        raise Wrong("应为3到30个字符，不含空格。")
    return text


def identity_number(text: str) -> str:
    """An 18-digit identity number (GB 11643)."""
    number = text.replace("x", "X")
    if not _IDENTITY.fullmatch(number):
        raise Wrong(f"身份证号码应为18位半角数字，末位可以是X，{_TEXT_FORMAT}。")
    if not mod_11_2.is_valid(number):
        raise Wrong("身份证号码校验位不对。")
    birth_of(number)
    return number


def birth_of(identity: str) -> dt.date:
    """The date of birth an identity number says."""
    return day(identity[6:14], "身份证号码中的出生日期不存在。")


def sex_of(identity: str) -> str:
    """The sex an identity number says: 1 male, 2 female."""
    return "1" if int(identity[16]) % 2 else "2"


def spouse_number(text: str) -> str:
    """The spouse's document number; of 18 characters it is an identity number."""
    return identity_number(text) if len(text) == 18 else document_number(text, "99")


def words(text: str, most: int) -> str:
    """A name: printable, not empty, nothing a spreadsheet would run."""
    if not 1 <= len(text) <= most or not text.isprintable():
        raise Wrong(f"应为1到{most}个字，不含换行等控制字符。")
    if text.startswith(_RISKY_STARTS):
        raise Wrong("不能以 = + - @ # 开头。")
    return text


def phone(text: str) -> str:
    """A telephone number."""
    if not _PHONE.fullmatch(text):
        raise Wrong("应为5到20位半角数字，可以含短横线。")
    return text


def account_number(text: str) -> str:
    """An account's number."""
    if not _ACCOUNT.fullmatch(text):
        raise Wrong(f"应为20位以内的字母和数字，{_TEXT_FORMAT}。")
    return text


def amount(text: str) -> Decimal:
    """Yuan, exact to the 分."""
    if not _AMOUNT.fullmatch(text):
        raise Wrong("应为不小于0的金额，最多两位小数，不含逗号和单位。")
    return Decimal(text).quantize(Decimal("0.01"))


def whole(text: str) -> int:
    """A count."""
    if not _WHOLE.fullmatch(text):
        raise Wrong("应为0到9999的整数。")
    return int(text)


def day(text: str, sentence: str = "应为存在的日期，写成2026-11-20。") -> dt.date:
    """A day: 2026-11-20, 2026/11/20 or 20261120."""
    match = _DAY.fullmatch(text)
    if match is None:
        raise Wrong(sentence)
    year, dashed, slashed, plain, last = match.groups()
    try:
        found = dt.date(int(year), int(dashed or slashed or plain), int(last))
    except ValueError:
        raise Wrong(sentence) from None
    if found < _EARLIEST:
        raise Wrong(sentence)
    return found


def month(text: str) -> str:
    """A month as it is stored: 2026-10."""
    match = _MONTH.fullmatch(text)
    if match is None or not 1990 <= int(match[1]) <= 2100:
        raise Wrong("应为年月，写成2026-10。")
    return f"{match[1]}-{int(match[2]):02d}"
