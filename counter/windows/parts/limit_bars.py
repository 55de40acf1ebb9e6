"""What can be lent: the value, every ceiling as a bar, a dotted line at the amount asked."""

from PyQt6.QtCore import QPointF, QRect, QSize, Qt
from PyQt6.QtGui import QPainter, QPaintEvent, QPen
from PyQt6.QtWidgets import QWidget

from counter.windows.parts.row_brush import RowBrush
from counter.windows.screen import LimitView
from counter.windows.style import colour, size

_PAD, _BAR, _HEAD = 12, 8, 34
_RIGHT = Qt.AlignmentFlag.AlignRight


class LimitBars(QWidget):
    """Paints a ``LimitView``; a screen reader is told the values."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Build it empty."""
        super().__init__(parent)
        self.setObjectName("limit")
        self._view: LimitView | None = None

    def show_limit(self, view: LimitView | None) -> None:
        """Show the ceilings, or nothing."""
        self._view = view
        self.setVisible(view is not None)
        if view is not None:
            self.setAccessibleName(view.spoken)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """The value and two lines a ceiling."""
        count = 0 if self._view is None else len(self._view.bars)
        return QSize(260, 2 * _PAD + _HEAD + count * self._step())

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Nothing of it scrolls."""
        return self.sizeHint()

    def _step(self) -> int:
        return size("small") + _BAR + 9

    def paintEvent(self, event: QPaintEvent | None) -> None:  # noqa: N802 - Qt's name
        """Value, bars, dotted line."""
        if self._view is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = self.rect().adjusted(_PAD, _PAD - 4, -_PAD, -_PAD + 4)
        self._draw(RowBrush(painter, area), self._view)
        painter.end()

    def _draw(self, brush: RowBrush, view: LimitView) -> None:
        area = brush.area
        head = QRect(area.left(), area.top(), area.width(), _HEAD)
        used = brush.text(head, view.value, "number")
        asked = head.adjusted(used + 12, 6, 0, 6)
        brush.text(asked, view.asked, "small", "bad" if view.is_over else "ink2", _RIGHT)
        top = area.top() + _HEAD
        for nth, bar in enumerate(view.bars):
            line = QRect(area.left(), top + nth * self._step(), area.width(), size("small") + 6)
            look = "small!" if bar.is_least else "small"
            brush.text(line, bar.value, look, "ink1", _RIGHT)
            brush.text(line.adjusted(0, 0, -90, 0), bar.name, look, "ink1")
            whole = QRect(area.left(), line.bottom() + 1, area.width(), _BAR)
            brush.painter.fillRect(whole, colour("line3"))
            part = QRect(whole.left(), whole.top(), int(whole.width() * bar.share), _BAR)
            brush.painter.fillRect(part, colour("act" if bar.is_least else "quiet"))
        self._draw_asked(brush, view, top)

    def _draw_asked(self, brush: RowBrush, view: LimitView, top: int) -> None:
        x = brush.area.left() + brush.area.width() * view.asked_share
        pen = QPen(colour("bad" if view.is_over else "ink2"), 1.5, Qt.PenStyle.DotLine)
        brush.painter.setPen(pen)
        brush.painter.drawLine(QPointF(x, top), QPointF(x, brush.area.bottom()))
