"""What every page of the work area has in common: two signals and a margin."""

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import QFrame, QVBoxLayout, QWidget


class WorkPage(QWidget):
    """A page; ``entered`` tells a named value, ``chosen`` a verb with its argument."""

    entered = pyqtSignal(str, str)
    chosen = pyqtSignal(str, object)
    verb_pressed = pyqtSignal(str)
    """A button on the page was pressed."""
    revealed = pyqtSignal(QWidget)
    """A part has something new that the clerk should see."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Build an empty page."""
        super().__init__(parent)
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(16, 12, 16, 12)
        self.column.setSpacing(10)

    def focus_first(self) -> None:
        """Put the focus on the first part a clerk can type in or walk through."""
        for part in self.findChildren(QWidget):
            takes_keys = bool(part.focusPolicy() & Qt.FocusPolicy.TabFocus)
            if takes_keys and part.isEnabled() and part.isVisibleTo(self):
                part.setFocus()
                return
        # Nothing to type in: the desk's keys work from the page itself.
        self.setFocus()

    def next_open(self) -> None:
        """Go to the next row without a conclusion; a page without rows has none."""

    def card(self) -> QVBoxLayout:
        """Add a card and give its layout."""
        box = QFrame()
        box.setObjectName("card")
        inner = QVBoxLayout(box)
        inner.setContentsMargins(14, 12, 14, 12)
        inner.setSpacing(8)
        self.column.addWidget(box)
        return inner
