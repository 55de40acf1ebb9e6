"""The action bar: what is still open at the left, the step's verbs at the right."""

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from counter.windows.parts.text import Elided
from counter.windows.parts.unchanged import only_changes
from counter.windows.parts.verb_button import VerbBar
from counter.windows.screen import Verb


class ActionBar(QWidget):
    """Shows the open points in words and the verbs of this step."""

    chosen = pyqtSignal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Build an empty bar."""
        super().__init__(parent)
        self.setObjectName("actionBar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._open, self._hint = Elided(role="bold"), Elided(role="micro")
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self._open)
        words.addWidget(self._hint)
        self._verbs = VerbBar()
        self._verbs.chosen.connect(self.chosen)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 4, 16, 4)
        row.setSpacing(12)
        row.addLayout(words, 1)
        row.addWidget(self._verbs)

    @only_changes
    def show_actions(self, still_open: str, hint: str, verbs: tuple[Verb, ...]) -> None:
        """Show what is open and what may be done."""
        self._open.show_text(still_open)
        self._hint.show_text(hint)
        self._verbs.show_verbs(verbs)
