"""The call panel: the window's ticket, its timer, six verbs in fixed places."""

import time

from PyQt6.QtCore import Qt, QTimer, pyqtSignal
from PyQt6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from counter.windows.parts.text import Elided, label
from counter.windows.parts.unchanged import only_changes
from counter.windows.parts.verb_button import VerbButton
from counter.windows.screen import CallPanel, Verb

# (row, column, column span) of call, recall, miss, start, hold, finish, undo
_PLACES = ((0, 0, 2), (1, 0, 1), (1, 1, 1), (2, 0, 1), (2, 1, 1), (3, 0, 2), (4, 0, 2))


class CallPanelCard(QFrame):
    """Shows a ``CallPanel``; the ticket is the biggest thing on the desk."""

    chosen = pyqtSignal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Build the panel empty."""
        super().__init__(parent)
        self.setObjectName("card")
        self._label = label(role="small")
        self._hero = label(role="hero")
        self._timer = label(role="strong")
        self._line = Elided(role="small")
        head = QHBoxLayout()
        head.addWidget(self._hero)
        head.addStretch()
        head.addWidget(self._timer, alignment=Qt.AlignmentFlag.AlignBottom)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 12)
        column.setSpacing(6)
        column.addWidget(self._label)
        column.addLayout(head)
        column.addWidget(self._line)
        self._verbs = QGridLayout()
        self._verbs.setSpacing(8)
        column.addLayout(self._verbs)
        self._buttons: list[VerbButton] = []
        self._since: float | None = None
        self._tick = QTimer(self)
        self._tick.timeout.connect(self._pass_second)
        self._tick.start(1000)

    @only_changes
    def show_panel(self, panel: CallPanel) -> None:
        """Show the ticket, its line and what may be pressed."""
        self._label.setText(panel.label)
        self._hero.setProperty("role", "word" if panel.is_word else "hero")
        look = self._hero.style()
        if look is not None:
            look.polish(self._hero)
        self._hero.setText(panel.hero)
        self._hero.setAccessibleName(f"{panel.label} {panel.hero}")
        self._line.show_text(panel.line)
        self._since = panel.since
        self._show_time()
        self._show_verbs(panel.verbs)

    def _show_verbs(self, verbs: tuple[Verb, ...]) -> None:
        while len(self._buttons) < len(verbs):
            button = VerbButton(verbs[len(self._buttons)])
            button.clicked.connect(lambda _=False, made=button: self.chosen.emit(made.name))
            row, column, span = _PLACES[len(self._buttons)]
            self._verbs.addWidget(button, row, column, 1, span)
            self._buttons.append(button)
        for button, verb in zip(self._buttons, verbs, strict=True):
            button.show_verb(verb)

    def _pass_second(self) -> None:
        self._show_time()
        for button in self._buttons:
            button.count_down()

    def _show_time(self) -> None:
        if self._since is None:
            self._timer.setText("")
            return
        seconds = max(int(time.time() - self._since), 0)
        self._timer.setText(f"{seconds // 60:02d}:{seconds % 60:02d}")
