"""A field to sign in with pen, finger or mouse; its strokes are integer points with time."""

import time

from PyQt6.QtCore import QEvent, QPointF, QSize, Qt, pyqtSignal
from PyQt6.QtGui import QHideEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PyQt6.QtWidgets import QFrame, QWidget

from counter.windows.style import colour, set_state

Strokes = list[list[list[int]]]
Shown = tuple[tuple[tuple[int, ...], ...], ...]
_LEAST_HEIGHT, _USUAL_HEIGHT, _MOST_HEIGHT, _MARGIN = 44, 76, 180, 8


class SignatureField(QFrame):
    """Collects strokes ``[[x, y, pressure, milliseconds], …]`` while it is enabled.

    Only a stroke that was ended by lifting the pen counts: one whose end got lost, because the
    window was locked, the text changed or the pointer was taken away, is dropped.
    """

    signed = pyqtSignal()
    """A stroke was ended; what is in the field may be confirmed."""
    begun = pyqtSignal()
    """The pen was put down: what was in the field is not yet a signature."""
    witnessed = pyqtSignal()
    """Space was pressed in the field."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Build an empty field."""
        super().__init__(parent)
        self.setProperty("part", "signature")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumHeight(_LEAST_HEIGHT)
        self.setMaximumHeight(_MOST_HEIGHT)
        # A pointer that comes back with its button up is how a lost end is noticed.
        self.setMouseTracking(True)
        self.setAccessibleName("签名")
        self._strokes: Strokes = []
        self._open: list[list[int]] | None = None
        self._shown: Shown = ()
        self._began = 0.0

    @property
    def is_drawing(self) -> bool:
        """Whether the pen is down."""
        return self._open is not None

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """A line to write on; more where there is room."""
        return QSize(super().sizeHint().width(), _USUAL_HEIGHT)

    def strokes(self) -> Strokes:
        """What was drawn so far, ended strokes only."""
        return [list(stroke) for stroke in self._strokes]

    def clear(self) -> None:
        """Empty the field for the next text or person."""
        self._strokes, self._open = [], None
        self.update()

    def allow(self, allowed: bool) -> None:
        """Let the person sign, or show the field as read-only."""
        self.setEnabled(allowed)
        set_state(self, "" if allowed else "read")

    def show_strokes(self, strokes: Shown) -> None:
        """What is seen while nobody may sign: an earlier signature, fitted into the field."""
        if strokes != self._shown:
            self._shown = strokes
            self.update()

    def mousePressEvent(self, event: QMouseEvent | None) -> None:  # noqa: N802 - Qt's name
        """Begin a stroke; one that never ended is gone."""
        if event is None or event.button() != Qt.MouseButton.LeftButton:
            return
        if not self._strokes:
            self._began = time.monotonic()
        self._open = []
        self._add(event.position())
        self.begun.emit()

    def mouseMoveEvent(self, event: QMouseEvent | None) -> None:  # noqa: N802 - Qt's name
        """Go on with the stroke; with the button up its end was lost, and so is the stroke."""
        if event is None or self._open is None:
            return
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._add(event.position())
        else:
            self._lose()

    def mouseReleaseEvent(self, event: QMouseEvent | None) -> None:  # noqa: N802 - Qt's name
        """End the stroke and tell that there is something."""
        if event is None or event.button() != Qt.MouseButton.LeftButton or self._open is None:
            return
        self._strokes.append(self._open)
        self._open = None
        self.signed.emit()

    def keyPressEvent(self, event: QKeyEvent | None) -> None:  # noqa: N802 - Qt's name
        """Space confirms what stands here; a key held down does not confirm the next text too."""
        if event is not None and event.key() == Qt.Key.Key_Space:
            if not event.isAutoRepeat():
                self.witnessed.emit()
            return
        super().keyPressEvent(event)

    def hideEvent(self, event: QHideEvent | None) -> None:  # noqa: N802 - Qt's name
        """A stroke under the pen when the field goes away is lost."""
        self._open = None
        super().hideEvent(event)

    def changeEvent(self, event: QEvent | None) -> None:  # noqa: N802 - Qt's name
        """So is one when signing is no longer allowed."""
        if event is not None and event.type() == QEvent.Type.EnabledChange and not self.isEnabled():
            self._open = None
        super().changeEvent(event)

    def _lose(self) -> None:
        self._open = None
        self.update()
        if self._strokes:
            self.signed.emit()

    def _add(self, at: QPointF) -> None:
        assert self._open is not None
        x = min(max(int(at.x()), 0), self.width())
        y = min(max(int(at.y()), 0), self.height())
        self._open.append([x, y, 512, int((time.monotonic() - self._began) * 1000)])
        self.update()

    def paintEvent(self, event: QPaintEvent | None) -> None:  # noqa: N802 - Qt's name
        """Draw base line and strokes."""
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.isEnabled():
            painter.setPen(QPen(colour("line2"), 1))
            base = self.height() * 3 // 4
            painter.drawLine(16, base, self.width() - 16, base)
            strokes = [*self._strokes, *([self._open] if self._open else [])]
            lines = [[QPointF(point[0], point[1]) for point in stroke] for stroke in strokes]
        else:
            lines = self._fitted()
        painter.setPen(QPen(colour("ink1"), 2.2))
        for line in lines:
            painter.drawPolyline(QPolygonF(line))
        painter.end()

    def _fitted(self) -> list[list[QPointF]]:
        """The signature shown, as large as the field allows and never larger than written."""
        points = [point for stroke in self._shown for point in stroke]
        if not points:
            return []
        left, top = min(point[0] for point in points), min(point[1] for point in points)
        wide = max(max(point[0] for point in points) - left, 1)
        high = max(max(point[1] for point in points) - top, 1)
        room = self.width() - 2 * _MARGIN, self.height() - 2 * _MARGIN
        scale = min(room[0] / wide, room[1] / high, 1.0)
        x0 = (self.width() - wide * scale) / 2
        y0 = (self.height() - high * scale) / 2
        return [
            [QPointF(x0 + (x - left) * scale, y0 + (y - top) * scale) for x, y, *_ in stroke]
            for stroke in self._shown
        ]
