"""A message in place: what happened, what to do next; never a box over the screen."""

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from counter.windows.icons import drawn
from counter.windows.parts.text import label
from counter.windows.parts.unchanged import only_changes
from counter.windows.parts.verb_button import VerbButton
from counter.windows.screen import Message, Verb
from counter.windows.style import set_state

_ICONS = {
    "bad": ("circle-alert", "bad"),
    "warn": ("triangle-alert", "warn"),
    "off": ("unplug", "off"),
    "act": ("info", "act"),
}


class MessageBar(QFrame):
    """A message with at most one button; it stays until its cause is gone."""

    chosen = pyqtSignal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Build it hidden."""
        super().__init__(parent)
        self.setObjectName("message")
        self._icon = label()
        self._icon.setFixedSize(20, 20)
        self._title, self._text = label(role="bold"), label()
        self._title.setWordWrap(True)
        self._text.setWordWrap(True)
        self._button = VerbButton(Verb("", ""))
        self._button.clicked.connect(self._tell)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self._title)
        words.addWidget(self._text)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 8, 12, 8)
        row.setSpacing(10)
        row.addWidget(self._icon)
        row.addLayout(words, 1)
        row.addWidget(self._button)
        self.hide()

    @only_changes
    def show_message(self, message: Message | None) -> None:
        """Show the message, or nothing."""
        self.setVisible(message is not None)
        if message is None:
            return
        set_state(self, message.state)
        self._icon.setPixmap(drawn(*_ICONS.get(message.state, _ICONS["act"]), 20))
        self._title.setText(message.title)
        self._text.setText(message.text)
        self._text.setVisible(bool(message.text))
        self._button.setVisible(message.verb is not None)
        if message.verb is not None:
            self._button.show_verb(message.verb)
        self.setAccessibleName(f"{message.title} {message.text}")

    def _tell(self) -> None:
        self.chosen.emit(self._button.name)
