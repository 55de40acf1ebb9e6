"""A sheet with a short numbered list: a digit or the arrows choose a row, Enter takes it."""

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtGui import QKeyEvent
from PyQt6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from counter.windows.parts.cards import empty_layout
from counter.windows.parts.sheet import Sheet
from counter.windows.parts.text import label
from counter.windows.screen import Pick


class PickSheet(Sheet):
    """Shows picks; nothing is taken by a digit alone, so a slip of the finger harms nobody."""

    picked = pyqtSignal(str)

    def __init__(self, title: str, nothing: str, parent: QWidget) -> None:
        """Build it hidden; ``nothing`` is said in place of an empty list."""
        super().__init__(title, "数字或 ↑ ↓ 选，回车确认", parent)
        self._nothing = nothing
        self._rows = QVBoxLayout()
        self._rows.setSpacing(10)
        self.column.addLayout(self._rows)
        self._buttons: list[QPushButton] = []
        self._shown: tuple[Pick, ...] | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def show_picks(self, picks: tuple[Pick, ...]) -> None:
        """Show these rows, numbered from 1."""
        if picks == self._shown:
            return
        self._shown = picks
        had_keyboard = self.isVisible() and self._current() is not None
        empty_layout(self._rows)
        self._buttons = [self._button(nth, pick) for nth, pick in enumerate(picks, 1)]
        for button in self._buttons:
            self._rows.addWidget(button)
        if not picks:
            said = label(self._nothing, "small")
            said.setWordWrap(True)
            self._rows.addWidget(said)
        if had_keyboard:
            self.focus_first()

    def lay(self, area: QWidget) -> None:
        """Cover ``area``; the keyboard is on the first row."""
        super().lay(area)
        self.focus_first()

    def focus_first(self) -> None:
        """Put the keyboard on the first row."""
        (self._buttons[0] if self._buttons else self).setFocus()

    def keyPressEvent(self, event: QKeyEvent | None) -> None:  # noqa: N802 - Qt's name
        """A digit goes to its row; Enter takes the row the keyboard is on."""
        if event is None:
            return
        digit = event.key() - Qt.Key.Key_1.value
        if 0 <= digit < min(len(self._buttons), 9):
            self._buttons[digit].setFocus()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if (button := self._current()) is not None:
                button.click()
        else:
            super().keyPressEvent(event)

    def _current(self) -> QPushButton | None:
        return next((one for one in self._buttons if self.focusWidget() is one), None)

    def _button(self, nth: int, pick: Pick) -> QPushButton:
        # Two ampersands are shown as one; a single one would make a mnemonic of a name.
        words = f"{nth}　{pick.title}\n　\u2002{pick.line}".replace("&", "&&")
        made = QPushButton(words)
        made.setObjectName("pick")
        made.setAccessibleName(f"{pick.title}，{pick.line}")
        made.setProperty("value", pick.value)
        made.clicked.connect(self._take)
        return made

    def _take(self) -> None:
        button = self.sender()
        if button is not None:
            self.picked.emit(str(button.property("value")))
