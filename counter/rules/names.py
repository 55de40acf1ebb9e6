"""Names of persons as entered: kept character for character, or refused with the reason."""

import unicodedata

from counter.rules.checked import Checked, refused

LONGEST_NAME = 50

_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
# Invisible although Unicode calls them letters or marks: fillers, the grapheme joiner.
_INVISIBLE = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u3164\uffa0\u2800")
# New blocks of rare ideographs are unassigned in older Unicode tables and must still be kept.
_IDEOGRAPHIC_PLANES = range(0x20000, 0x3FFFE)
_EMOJI_PLANE = range(0x1F000, 0x20000)

_BY_CATEGORY = {
    "Cc": "控制字符",
    "Zl": "控制字符",
    "Zp": "控制字符",
    "Cf": "零宽字符",
    "Cs": "无效字符",
}
_MESSAGES = {
    "空": "姓名还没有填写。请按证件录入姓名。",
    "长度": "姓名超过50个字。请按证件核对后重新录入。",
    "控制字符": "姓名中有看不见的控制字符。请删除后重新录入，不要从别处粘贴。",
    "书写方向符": "姓名中有改变书写方向的符号。请删除后重新录入，不要从别处粘贴。",
    "零宽字符": "姓名中有看不见的零宽字符。请删除后重新录入，不要从别处粘贴。",
    "空格": "姓名中间有全角或特殊空格。请改用半角空格或删除。",
    "表情符号": "姓名中有表情或图形符号。请按证件重新录入。",
    "无效字符": "姓名中有无效字符。请按证件重新录入。",
}


def check_name(text: str) -> Checked[str]:
    """Check a name; trimmed and otherwise kept exactly (rare characters, ``·``, markup)."""
    name = text.strip(" \u3000\t\r\n")
    if not name:
        return _refusal("空")
    if len(name) > LONGEST_NAME:
        return _refusal("长度")
    for char in name:
        reason = _objection(char)
        if reason:
            return _refusal(reason)
    return Checked(name)


def _refusal(reason: str) -> Checked[str]:
    return refused(reason, _MESSAGES[reason])


def _objection(char: str) -> str:
    if char in _BIDI:
        return "书写方向符"
    if char in _INVISIBLE or _is_variation_selector(char):
        return "零宽字符"
    return _objection_by_category(char, unicodedata.category(char))


def _objection_by_category(char: str, category: str) -> str:
    point = ord(char)
    if point in _EMOJI_PLANE or (category in {"So", "Sk", "Me"} and not char.isascii()):
        return "表情符号"
    if category == "Cn":
        return "" if point in _IDEOGRAPHIC_PLANES else "无效字符"
    if category == "Zs":
        return "" if char == " " else "空格"
    # Private-use characters (Co) stay: cards carry rare characters in them.
    return _BY_CATEGORY.get(category, "")


def _is_variation_selector(char: str) -> bool:
    return "\ufe00" <= char <= "\ufe0f" or "\U000e0100" <= char <= "\U000e01ef"
