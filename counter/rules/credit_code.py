"""Unified social credit codes (GB 32100-2015) with the organisation code inside (GB 11714)."""

import re

from stdnum.cn import uscc

from counter.rules.checked import Checked, refused

# The standard's alphabet leaves out I, O, S, V and Z; positions 3-8 are a six-digit area.
_CHARS = "0-9A-HJ-NPQRTUWXY"
_FORM = re.compile(f"[{_CHARS}]{{2}}[0-9]{{6}}[{_CHARS}]{{10}}")
_INNER_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)


def check_credit_code(text: str) -> Checked[str]:
    """Check an 18-character code: length, alphabet, inner organisation code, check character."""
    code = text.strip()
    if len(code) != 18:
        return refused("长度", "统一社会信用代码应为18位。请对照营业执照重新录入。")
    if not code.isascii() or not _FORM.fullmatch(code.upper()):
        return refused(
            "格式", "统一社会信用代码只能是半角数字和大写字母，不含I、O、S、V、Z。请重新录入。"
        )
    code = code.upper()
    if organisation_check(code[8:16]) != code[16] or uscc.calc_check_digit(code[:17]) != code[17]:
        return refused(
            "校验位", "统一社会信用代码校验位不对，可能录错了一位。请对照营业执照重新录入。"
        )
    return Checked(code)


def organisation_check(body: str) -> str:
    """Return the check character of an eight-character organisation code body."""
    total = sum(int(char, 36) * weight for char, weight in zip(body, _INNER_WEIGHTS, strict=True))
    return "0123456789X0"[11 - total % 11]
