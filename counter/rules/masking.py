"""What may be shown of a name, number, phone or account where the whole is not needed.

Every mask works by position and leaves a masked value as it is: masking twice reveals nothing and
loses nothing.
"""

import re

_DOTS = re.compile(r"([·•‧・])")
_SHORT_DOCUMENT = 12

_COMPOUND = (
    "欧阳 太史 端木 上官 司马 东方 独孤 南宫 万俟 闻人 夏侯 诸葛 尉迟 公羊 赫连 澹台 皇甫 "
    "宗政 濮阳 公冶 太叔 申屠 公孙 慕容 仲孙 钟离 长孙 宇文 司徒 鲜于 司空 闾丘 子车 亓官 "
    "司寇 巫马 公西 颛孙 壤驷 公良 漆雕 乐正 宰父 谷梁 拓跋 夹谷 轩辕 令狐 段干 百里 呼延 "
    "东郭 南门 羊舌 微生 公户 公玉 公仪 梁丘 公仲 公上 公门 公山 公坚 左丘 公伯 西门 公祖 "
    "第五 公乘 贯丘 公皙 南荣 东里 东宫 仲长 子书 子桑 即墨 达奚 褚师 纳兰"
)
COMPOUND_SURNAMES = frozenset(_COMPOUND.split())


def mask_name(name: str) -> str:
    """Return 张* for 张三, 欧阳* for 欧阳修, 阿*·* for a dotted name, * for one character."""
    if _DOTS.search(name):
        first, *rest = _DOTS.split(name)
        tail = "".join(part if _DOTS.fullmatch(part) else "*" for part in rest)
        return _initial(first) + tail
    if len(name) < 2:
        return "*" * len(name)
    surname = name[:2] if len(name) > 2 and name[:2] in COMPOUND_SURNAMES else name[0]
    return surname + "*"


def _initial(segment: str) -> str:
    return "*" if segment in {"", "*"} else segment[0] + "*"


def mask_document(number: str) -> str:
    """Return the first 3 and last 4 of an identity number; of a shorter document 2 and 2."""
    ends = (3, 4) if len(number) >= _SHORT_DOCUMENT else (2, 2)
    return _keep_ends(number, *ends)


def mask_phone(number: str) -> str:
    """Return the first 3 and last 4 digits of a mobile number; of anything shorter the last 4."""
    return _keep_ends(number, 3 if len(number) >= 11 else 0, 4)


def mask_account(number: str) -> str:
    """Return the last 4 digits of a fund or bank account."""
    return _keep_ends(number, 0, 4)


def _keep_ends(text: str, head: int, tail: int) -> str:
    hidden = len(text) - head - tail
    # A value with nothing left to hide would be shown whole: hide it whole instead.
    if hidden <= 0:
        return "*" * len(text)
    return text[:head] + "*" * hidden + text[len(text) - tail :]
