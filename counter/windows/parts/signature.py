"""A field to sign in with pen, finger or mouse; its strokes are integer points with time."""

import time

from PyQt6.QtCore import QPointF, Qt, pyqtSignal
from PyQt6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PyQt6.QtWidgets import QFrame, QWidget

from counter.windows.style import colour, set_state

Strokes = list[list[list[int]]]


class SignatureField(QFrame):
    """Collects strokes ``[[x, y, pressure, milliseconds], …]`` while it is enabled."""

    signed = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Build an empty field."""
        super().__init__(parent)
        self.setObjectName("signature")
        self.setMinimumHeight(96)
        self.setAccessibleName("签名")
        self._strokes: Strokes = []
        self._began = 0.0
        self.is_drawing = False

    def strokes(self) -> Strokes:
        """What was drawn so far."""
        return [list(stroke) for stroke in self._strokes]

    def clear(self) -> None:
        """Empty the field for the next text or person."""
        self._strokes = []
        self.update()

    def allow(self, allowed: bool) -> None:
        """Let the person sign, or show the field as read-only."""
        self.setEnabled(allowed)
        set_state(self, "" if allowed else "read")

    def mousePressEvent(self, event: QMouseEvent | None) -> None:  # noqa: N802 - Qt's name
        """Begin a stroke."""
        if event is None:
            return
        if not self._strokes:
            self._began = time.monotonic()
        self._strokes.append([])
        self.is_drawing = True
        self._add(event.position())

    def mouseMoveEvent(self, event: QMouseEvent | None) -> None:  # noqa: N802 - Qt's name
        """Go on with the stroke."""
        if event is not None and self._strokes and event.buttons() & Qt.MouseButton.LeftButton:
            self._add(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent | None) -> None:  # noqa: N802 - Qt's name
        """End the stroke and tell that there is something."""
        self.is_drawing = False
        if self._strokes:
            self.signed.emit()

    def _add(self, at: QPointF) -> None:
        x = min(max(int(at.x()), 0), self.width())
        y = min(max(int(at.y()), 0), self.height())
        self._strokes[-1].append([x, y, 512, int((time.monotonic() - self._began) * 1000)])
        self.update()

    def paintEvent(self, event: QPaintEvent | None) -> None:  # noqa: N802 - Qt's name
        """Draw base line and strokes."""
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(colour("line2"), 1))
        base = self.height() * 3 // 4
        painter.drawLine(16, base, self.width() - 16, base)
        painter.setPen(QPen(colour("ink1"), 2.2))
        for stroke in self._strokes:
            painter.drawPolyline(QPolygonF([QPointF(point[0], point[1]) for point in stroke]))
        painter.end()
