"""Rows of the checklist: number, material, who and form, what was found; buttons on one row."""

from PyQt6.QtCore import QPoint, QRect, Qt
from PyQt6.QtGui import QFontMetrics, QPen

from counter.windows.parts.row_brush import RowBrush
from counter.windows.parts.rows import RowKind
from counter.windows.screen import MaterialRow
from counter.windows.style import colour, font, size

KEYS = {"1": "see", "2": "scan", "3": "waive", "0": "miss"}
"""Digits act only while the list has the focus."""
_BUTTONS = (
    ("1", "已核", "see"),
    ("2", "扫描", "scan"),
    ("3", "免交", "waive"),
    ("0", "缺", "miss"),
)
_PAD, _NUMBER, _WORD, _TIME = 12, 26, 112, 52
_MARKS = {"open": "open", "done": "done", "waived": "waived", "act": "act", "bad": "bad"}
_INKS = {"open": "ink2", "done": "ok", "waived": "ink2", "act": "act", "bad": "bad"}


class MaterialRows(RowKind):
    """Draws a ``MaterialRow``."""

    def height(self) -> int:
        """Two lines."""
        return size("row2")

    def tint(self, row: MaterialRow, *, focused: bool) -> str:
        """What is missing stands on red; the row of the keyboard has its frame and buttons."""
        return "badt" if row.state == "bad" else ""

    def draw(self, brush: RowBrush, row: MaterialRow, *, focused: bool) -> None:
        """Words at the left, what was found at the right; buttons on the keyboard's row."""
        area = brush.area
        number = QRect(area.left() + _PAD, area.top(), _NUMBER, area.height())
        brush.text(number, row.number, "body", "ink3")
        right = self._buttons(brush) if focused and row.can_mark else _found(brush, row)
        if row.chip:
            right = brush.chip(right - 8, area.center().y(), row.chip, "warn")
        left = number.right()
        lines = QRect(left, area.top(), right - left - 10, area.height())
        look = "body!" if focused or row.state == "bad" else "body"
        token = "bad" if row.state == "bad" else "ink2"
        brush.two_lines(lines, (row.name, look, "ink1"), (row.detail, "micro", token))

    def pressed(self, row: MaterialRow, at: QPoint, area: QRect) -> str:
        """The verb of the button under the pointer."""
        if not row.can_mark:
            return ""
        return next((verb for box, _words, verb in _boxes(area) if box.contains(at)), "")

    def _buttons(self, brush: RowBrush) -> int:
        boxes = _boxes(brush.area)
        for box, (key, words), _verb in boxes:
            brush.painter.setPen(QPen(colour("line1"), 1))
            brush.painter.setBrush(colour("bg1"))
            brush.painter.drawRect(box)
            inner = box.adjusted(8, 0, -6, 0)
            end = inner.left() + QFontMetrics(font("micro")).horizontalAdvance(key) + 12
            brush.key_cap(end, box.center().y(), key)
            brush.text(
                QRect(end + 6, box.top(), box.right() - end - 6, box.height()), words, "small"
            )
        return boxes[0][0].left()


def _found(brush: RowBrush, row: MaterialRow) -> int:
    area = brush.area
    time = QRect(area.right() - _PAD - _TIME, area.top(), _TIME, area.height())
    brush.text(time, row.at, "small", "ink2", Qt.AlignmentFlag.AlignRight)
    left = time.left() - _WORD
    brush.mark(_MARKS[row.state], left, area.center().y())
    look = "body!" if row.state == "bad" else "body"
    word = QRect(left + 22, area.top(), _WORD - 22, area.height())
    brush.text(word, row.word, look, _INKS[row.state])
    return left


def _boxes(area: QRect) -> list[tuple[QRect, tuple[str, str], str]]:
    """The buttons from left to right: place, key and words, verb."""
    metrics = QFontMetrics(font("small"))
    widths = [metrics.horizontalAdvance(words) + 46 for _key, words, _verb in _BUTTONS]
    left, height = area.right() - _PAD - sum(widths), size("field") - 2
    top = area.center().y() - height // 2
    found = []
    for width, (key, words, verb) in zip(widths, _BUTTONS, strict=True):
        found.append((QRect(left, top, width, height), (key, words), verb))
        left += width
    return found
