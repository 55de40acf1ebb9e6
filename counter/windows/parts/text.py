"""Labels that show text as text, never as markup."""

from PyQt6.QtCore import Qt
from PyQt6.QtGui import QFontMetrics, QResizeEvent
from PyQt6.QtWidgets import QFrame, QLabel, QSizePolicy, QWidget

from counter.windows.parts.unchanged import only_changes
from counter.windows.style import font, set_state


def label(text: str = "", role: str = "", state: str = "") -> QLabel:
    """A plain-text label with its role in the type table."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    if role:
        made.setProperty("role", role)
    if state:
        made.setProperty("state", state)
    return made


def chip(text: str, state: str = "") -> QLabel:
    """A small bordered word."""
    made = label(text, state=state)
    made.setObjectName("chip")
    made.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
    return made


def rule() -> QFrame:
    """A hair line between rows."""
    line = QFrame()
    line.setObjectName("rule")
    line.setFixedHeight(1)
    return line


class Elided(QLabel):
    """One line that ends in an ellipsis when there is no room, with the whole text in its tip."""

    def __init__(self, text: str = "", role: str = "", parent: QWidget | None = None) -> None:
        """Make the label with its role in the type table."""
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        if role:
            self.setProperty("role", role)
        self._whole = text
        self.show_text(text)

    @only_changes
    def show_text(self, text: str, state: str = "") -> None:
        """Show ``text``, cut to the room there is."""
        self._whole = text
        self.setToolTip(text)
        self.setAccessibleName(text)
        set_state(self, state)
        self._cut()

    def resizeEvent(self, event: QResizeEvent | None) -> None:  # noqa: N802 - Qt's name
        """Cut again to the new room."""
        super().resizeEvent(event)
        self._cut()

    def _cut(self) -> None:
        room = max(self.width() - 2, 0)
        shown = QFontMetrics(self.font()).elidedText(self._whole, Qt.TextElideMode.ElideRight, room)
        if shown != self.text():
            self.setText(shown)


def fit_to_text(shown: Elided, role: str) -> None:
    """Let a line be no wider than its text, so that what follows stands close to it."""
    metrics = QFontMetrics(font(role))
    shown.setMaximumWidth(metrics.horizontalAdvance(shown.toolTip()) + 4)
