"""Rows of judged rules: mark, name and word, the numbers compared, source and repair."""

from PyQt6.QtCore import QRect, Qt

from counter.windows.parts.row_brush import RowBrush
from counter.windows.parts.rows import RowKind
from counter.windows.screen import RuleLine
from counter.windows.style import size

_PAD, _MARK_ROOM, _GAP = 10, 26, 8
_RIGHT = Qt.AlignmentFlag.AlignRight
_TINTS = {"bad": "badt"}
_INKS = {"done": "ink2", "bad": "bad", "warn": "warn"}


class RuleRows(RowKind):
    """Draws a ``RuleLine``."""

    def height(self) -> int:
        """Two lines."""
        return size("row2")

    def tint(self, row: RuleLine, *, focused: bool) -> str:
        """What failed stands on red wherever the keyboard is."""
        return _TINTS.get(row.state, "actt" if focused else "")

    def draw(self, brush: RowBrush, row: RuleLine, *, focused: bool) -> None:
        """Upper line: name, word, source or repair with its key; lower line: the numbers."""
        area = brush.area
        brush.mark(row.state, area.left() + _PAD, area.center().y())
        left, right = area.left() + _PAD + _MARK_ROOM, area.right() - _PAD
        half = area.height() // 2
        upper = QRect(left, area.top() + 3, right - left, half - 1)
        lower = QRect(left, area.top() + half, right - left, half - 4)
        look = "body" if row.state == "done" else "body!"
        used = brush.text(upper, row.name, look)
        if row.word:
            word = upper.adjusted(used + _GAP, 0, 0, 0)
            used += brush.text(word, row.word, "small!", _INKS[row.state]) + _GAP
        aside = upper.adjusted(used + 2 * _GAP, 0, 0, 0)
        if row.key:
            end = brush.key_cap(right, aside.center().y(), row.key) - _GAP
            aside.setRight(end)
            brush.text(aside, row.repair, "small", "ink2", _RIGHT)
        else:
            brush.text(aside, row.source, "micro", "ink3", _RIGHT)
        said = row.numbers if row.state == "done" or row.key else _joined(row)
        brush.text(lower, said, "micro", _INKS[row.state])


def _joined(row: RuleLine) -> str:
    return "。".join(part.rstrip("。") for part in (row.numbers, row.repair) if part)
