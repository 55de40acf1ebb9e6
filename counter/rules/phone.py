"""Mobile numbers, fund accounts and bank cards as entered."""

import re

from stdnum import luhn

from counter.rules.checked import Checked, refused

_DIGITS = re.compile(r"[0-9]+")
_MOBILE = re.compile(r"1[3-9][0-9]{9}")
LONGEST_FUND_ACCOUNT = 20
CARD_LENGTHS = range(16, 20)


def check_mobile(text: str) -> Checked[str]:
    """Check an 11-digit mainland mobile number; only trims."""
    number = text.strip()
    if not _DIGITS.fullmatch(number):
        return refused("格式", "手机号码只能是半角数字。请重新录入。")
    if len(number) != 11:
        return refused("长度", "手机号码应为11位。请与本人核对后重新录入。")
    if not _MOBILE.fullmatch(number):
        return refused("格式", "手机号码应以13至19开头。请与本人核对后重新录入。")
    return Checked(number)


def check_fund_account(text: str) -> Checked[str]:
    """Check a personal fund account number: digits, at most 20 (JGJ/T 320 field GRZH)."""
    number = text.strip()
    if not _DIGITS.fullmatch(number):
        return refused("格式", "个人账号只能是半角数字。请重新录入。")
    if len(number) > LONGEST_FUND_ACCOUNT:
        return refused("长度", "个人账号最多20位。请核对后重新录入。")
    return Checked(number)


def check_bank_card(text: str) -> Checked[str]:
    """Check a bank card number: 16 to 19 digits with a Luhn check digit (ISO/IEC 7812)."""
    number = text.strip()
    if not _DIGITS.fullmatch(number):
        return refused("格式", "银行卡号只能是半角数字，中间不要空格。请重新录入。")
    if len(number) not in CARD_LENGTHS:
        return refused("长度", "银行卡号应为16至19位。请对照卡面重新录入。")
    if not luhn.is_valid(number):
        return refused("校验位", "银行卡号校验位不对，可能录错了一位。请对照卡面重新录入。")
    return Checked(number)
