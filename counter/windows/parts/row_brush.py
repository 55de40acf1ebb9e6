"""Draws the pieces rows are made of: cut text, marks, chips, key caps."""

from PyQt6.QtCore import QPoint, QRect, Qt
from PyQt6.QtGui import QFontMetrics, QPainter, QPen

from counter.windows.icons import mark
from counter.windows.style import colour, font, size

CHIP_PAD, MARK_PX = 7, 16
_CHIPS = {
    "": ("bg1", "line2", "ink2"),
    "done": ("bg1", "line2", "ok"),
    "act": ("actt", "actl", "actp"),
    "warn": ("warnt", "warnl", "warn"),
    "bad": ("badt", "badl", "bad"),
    "off": ("offt", "offl", "off"),
    "green": ("green", "green", "onbar"),
}
_LEFT = Qt.AlignmentFlag.AlignLeft


class RowBrush:
    """A painter that knows the row's area and the tokens; widths and places are pixels."""

    def __init__(self, painter: QPainter, area: QRect) -> None:
        """Draw into ``area`` with ``painter``."""
        self.painter, self.area = painter, area

    def text(
        self,
        box: QRect,
        words: str,
        look: str = "body",
        token: str = "ink1",
        side: Qt.AlignmentFlag = _LEFT,
    ) -> int:
        """One line cut to ``box``, on its middle; ``look`` is a role, ``body!`` its bold.

        Returns the width that was used.
        """
        role, bold = look.rstrip("!"), look.endswith("!")
        chosen = font(role, bold=True) if bold else font(role)
        metrics = QFontMetrics(chosen)
        cut = metrics.elidedText(words, Qt.TextElideMode.ElideRight, max(box.width(), 0))
        self.painter.setFont(chosen)
        self.painter.setPen(colour(token))
        self.painter.drawText(box, side | Qt.AlignmentFlag.AlignVCenter, cut)
        return metrics.horizontalAdvance(cut)

    def two_lines(
        self, box: QRect, upper: tuple[str, str, str], lower: tuple[str, str, str]
    ) -> None:
        """Two lines close together, each ``(words, look, token)``."""
        half = box.height() // 2
        top = QRect(box.left(), box.top() + 3, box.width(), half - 1)
        bottom = QRect(box.left(), box.top() + half, box.width(), half - 4)
        self.text(top, *upper)
        self.text(bottom, *lower)

    def mark(self, state: str, left: int, middle: int) -> None:
        """The mark of a state, its left edge and its middle line given."""
        if (drawn := mark(state, MARK_PX)) is not None:
            self.painter.drawPixmap(QPoint(left, middle - MARK_PX // 2), drawn)

    def chip(self, right: int, middle: int, words: str, state: str = "") -> int:
        """A chip that ends at ``right``; returns where it begins."""
        metrics = QFontMetrics(font("micro"))
        ground, line, ink = _CHIPS[state]
        width = metrics.horizontalAdvance(words) + 2 * CHIP_PAD
        box = QRect(right - width, middle - 11, width, 22)
        self.painter.setPen(QPen(colour(line), 1))
        self.painter.setBrush(colour(ground))
        self.painter.drawRoundedRect(box, 4, 4)
        self.text(box, words, "micro", ink, Qt.AlignmentFlag.AlignHCenter)
        return box.left()

    def chip_from(self, left: int, middle: int, words: str, state: str = "") -> int:
        """A chip that begins at ``left``; returns where it ends."""
        width = QFontMetrics(font("micro")).horizontalAdvance(words) + 2 * CHIP_PAD
        self.chip(left + width, middle, words, state)
        return left + width

    def key_cap(self, right: int, middle: int, key: str) -> int:
        """A key cap that ends at ``right``; returns where it begins."""
        metrics = QFontMetrics(font("micro"))
        width, height = metrics.horizontalAdvance(key) + 12, size("keycap")
        box = QRect(right - width, middle - height // 2, width, height)
        self.painter.setPen(QPen(colour("line1"), 1))
        self.painter.setBrush(colour("bg1"))
        self.painter.drawRoundedRect(box, 3, 3)
        self.text(box, key, "micro", "ink2", Qt.AlignmentFlag.AlignHCenter)
        return box.left()
