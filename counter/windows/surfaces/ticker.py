"""One line of words that walks through, or stands when it fits or may not move."""

from PyQt6.QtCore import QRect, Qt, QTimer
from PyQt6.QtWidgets import QWidget

from counter.windows.parts.text import label

STEP_MS = 33
PX_PER_S = 90
"""Design pixels; slow enough to be read from the last row of seats."""


class Ticker(QWidget):
    """Shows one text in a window of its own width."""

    def __init__(self, parent: QWidget, place: QRect, scale: float) -> None:
        """Make it empty."""
        super().__init__(parent)
        self.setGeometry(place)
        self._step = PX_PER_S * scale * STEP_MS / 1000
        self._words = label(role="dTicker")
        self._words.setParent(self)
        self._at = 0.0
        self._timer = QTimer(self)
        self._timer.setInterval(STEP_MS)
        self._timer.timeout.connect(self._walk)

    def show_text(self, text: str, *, may_move: bool) -> None:
        """Show a text; the same text walks on undisturbed."""
        if text == self._words.text():
            return
        self._words.setText(text)
        self._words.resize(self._words.sizeHint().width(), self.height())
        self._words.setAlignment(Qt.AlignmentFlag.AlignVCenter)
        self._at = 0.0
        self._words.move(0, 0)
        if may_move and self._words.width() > self.width():
            self._timer.start()
        else:
            self._timer.stop()

    def _walk(self) -> None:
        self._at -= self._step
        if self._at < -self._words.width():
            self._at = float(self.width())
        self._words.move(round(self._at), 0)
