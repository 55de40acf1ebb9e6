"""Rows of two lines: mark, title and detail, state word; consents, stages, papers use them."""

from PyQt6.QtCore import QRect, Qt

from counter.windows.parts.row_brush import RowBrush
from counter.windows.parts.rows import RowKind
from counter.windows.screen import StatusRow
from counter.windows.style import size

_PAD, _MARK_ROOM, _GAP = 12, 28, 8
_TOKENS = {"": "ink2", "done": "ok", "act": "actp", "warn": "warn", "bad": "bad"}


class StatusRows(RowKind):
    """Draws a ``StatusRow``."""

    def height(self) -> int:
        """Two lines."""
        return size("row2")

    def tint(self, row: StatusRow, *, focused: bool) -> str:
        """Blocked rows stand on red, the row of the keyboard on blue."""
        if row.state == "bad":
            return "badt"
        return "actt" if focused else ""

    def draw(self, brush: RowBrush, row: StatusRow, *, focused: bool) -> None:
        """Mark at the left, word and key at the right, the lines between them."""
        area = brush.area
        middle, right = area.center().y(), area.right() - _PAD
        brush.mark(row.mark, area.left() + _PAD, middle)
        if row.key:
            right = brush.key_cap(right, middle, row.key) - _GAP
        look = "small!" if row.state in ("act", "bad") else "small"
        box = QRect(area.left(), area.top(), right - area.left(), area.height())
        token = _TOKENS[row.state]
        right -= brush.text(box, row.word, look, token, Qt.AlignmentFlag.AlignRight) + _GAP
        left = area.left() + _PAD + _MARK_ROOM
        lines = QRect(left, area.top(), right - left, area.height())
        title = "body!" if row.state == "act" else "body"
        if row.detail:
            brush.two_lines(lines, (row.title, title, "ink1"), (row.detail, "micro", "ink2"))
        else:
            brush.text(lines, row.title, title)
