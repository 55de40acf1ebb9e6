"""The five answers: face, words and stars in ink alone; no colour says which one is wanted."""

from PyQt6.QtCore import QPointF, QRectF, Qt
from PyQt6.QtGui import QPainter, QPainterPath, QPaintEvent, QPen, QPolygonF
from PyQt6.QtWidgets import QPushButton, QWidget

from counter.windows.style import colour
from counter.windows.surfaces.screens import Answer

STARS = 5
_POINTS = ((0, -1), (0.225, -0.309), (0.951, -0.309), (0.363, 0.118), (0.588, 0.809), (0, 0.382))


class AnswerButton(QPushButton):
    """Shows an ``Answer``."""

    def __init__(self, parent: QWidget, scale: float) -> None:
        """Make it empty."""
        super().__init__(parent)
        self.setObjectName("answer")
        self.setAutoDefault(False)
        self._scale = scale
        self._answer: Answer | None = None

    def show_answer(self, answer: Answer) -> None:
        """Show its face, words and stars."""
        self._answer = answer
        self.setAccessibleName(answer.words)
        self.update()

    def paintEvent(self, event: QPaintEvent | None) -> None:  # noqa: N802 - Qt's name
        """Draw on the style sheet's ground."""
        super().paintEvent(event)
        if self._answer is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ink = colour("ink1" if self.isEnabled() else "ink3")
        painter.setPen(QPen(ink, 3.5 * self._scale))
        middle, unit = self.width() / 2, self._scale
        _face(painter, QPointF(middle, self.height() * 0.35), 42 * unit, self._answer.grade)
        painter.setPen(ink)
        # The style sheet's font, which Qt has put on the button.
        words = QRectF(0, self.height() * 0.57, self.width(), 44 * unit)
        painter.drawText(words, Qt.AlignmentFlag.AlignCenter, self._answer.words)
        painter.setPen(QPen(ink, 1.5 * unit))
        for nth in range(STARS):
            centre = QPointF(middle + (nth - 2) * 23 * unit, self.height() * 0.79)
            painter.setBrush(ink if nth < self._answer.stars else Qt.BrushStyle.NoBrush)
            painter.drawPolygon(_star(centre, 9.5 * unit))
        painter.end()


def _face(painter: QPainter, centre: QPointF, radius: float, grade: int) -> None:
    ink = painter.pen().color()
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawEllipse(centre, radius, radius)
    painter.save()
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ink)
    for side in (-1, 1):
        eye = centre + QPointF(side * radius * 0.33, -radius * 0.24)
        painter.drawEllipse(eye, radius * 0.11, radius * 0.11)
    painter.restore()
    wide, y = radius * 0.55, radius * 0.28
    mouth = QPainterPath(centre + QPointF(-wide, y))
    # Control point below the line is a smile, above it a frown.
    bend = {5: 1.1, 4: 0.55, 3: 0.0, 2: -0.55, 1: -1.1}[grade] * radius * 0.75
    if grade in (1, 2):
        mouth = QPainterPath(centre + QPointF(-wide, y + radius * 0.25))
        mouth.quadTo(
            centre + QPointF(0, y + radius * 0.25 + bend), centre + QPointF(wide, y + radius * 0.25)
        )
    else:
        mouth.quadTo(centre + QPointF(0, y + bend), centre + QPointF(wide, y))
    if grade in (1, 5):
        mouth.closeSubpath()
        painter.setBrush(ink)
    painter.drawPath(mouth)
    painter.setBrush(Qt.BrushStyle.NoBrush)


def _star(centre: QPointF, radius: float) -> QPolygonF:
    right = [QPointF(x * radius, y * radius) for x, y in _POINTS]
    left = [QPointF(-point.x(), point.y()) for point in reversed(right[1:-1])]
    return QPolygonF([centre + point for point in (*right, *left)])
