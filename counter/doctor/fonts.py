"""Chinese fonts: there is one, and it can draw the rare characters of names."""

from collections.abc import Sequence
from typing import Final

from counter.doctor.findings import Check, Finding, Subject
from counter.peripherals.receipt_printer import FontMissing
from counter.peripherals.receipt_printer.fonts import CANDIDATES, SlipFont

SUBJECT: Final = Subject("fonts", "中文字体")
# 䶮 stands in extension A, 𠮷 beyond the basic plane: fonts for daily use often lack them.
_RARE: Final = "䶮𠮷"
_INSTALL: Final = "请安装 fonts-noto-cjk（Noto Sans CJK SC）。"


def check_fonts(candidates: Sequence[tuple[str, int]] = CANDIDATES) -> Check:
    """Look for a font that draws names."""
    return Check((SUBJECT,), 3, lambda: (_look(candidates),))


def _look(candidates: Sequence[tuple[str, int]]) -> Finding:
    try:
        font = SlipFont(candidates)
    except FontMissing:
        return SUBJECT.not_ok(f"没有找到中文字体。{_INSTALL}")
    missing = [char for char in _RARE if not font.has(char)]
    if missing:
        shown = "、".join(missing)
        return SUBJECT.not_ok(
            f"字体缺少生僻字（{shown}），有的姓名显示不出。{_INSTALL}", needed=False
        )
    return SUBJECT.ok("有中文字体，生僻字能显示。")
