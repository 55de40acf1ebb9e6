"""The sheet of what was promised (待办承诺): a line to add one, the open ones below it."""

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtGui import QKeyEvent
from PyQt6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from counter.windows.parts.message_bar import MessageBar
from counter.windows.parts.pick_sheet import PickSheet
from counter.windows.screen import Message


class PromiseSheet(PickSheet):
    """Enter in the line adds; the arrow goes to the rows, Enter there says the citizen was told."""

    made = pyqtSignal(str, str, str)

    def __init__(self, parent: QWidget) -> None:
        """Build it hidden over ``parent``."""
        nothing = "没有待办承诺。现在办不了、答应回电的，在上面登记：写什么事、电话、几点前。"
        super().__init__("待办承诺", nothing, parent)
        self._what, self._phone, self._due = QLineEdit(), QLineEdit(), QLineEdit()
        self._message = MessageBar()
        line = QHBoxLayout()
        line.setSpacing(8)
        for box, name, words, stretch in (
            (self._what, "promise_what", "答应了什么，如：查余额后回电", 5),
            (self._phone, "promise_phone", "电话", 2),
            (self._due, "promise_due", "几点前，如 16:30", 2),
        ):
            box.setObjectName(name)
            box.setAccessibleName(words)
            box.setPlaceholderText(words)
            line.addWidget(box, stretch)
        self._what.setMaxLength(100)
        self._phone.setMaxLength(20)
        self._due.setMaxLength(8)
        self.column.insertLayout(0, line)
        self.column.insertWidget(1, self._message)
        self._known = ""

    def show_known(self, phone: str, message: Message | None) -> None:
        """Offer the number of whoever sits here, and say what became of the last line."""
        if phone != self._known:
            self._known = phone
            self._phone.setText(phone)
        self._message.show_message(message)

    def lay(self, area: QWidget) -> None:
        """Cover ``area``; the keyboard is in the line."""
        super().lay(area)
        self._what.setFocus()

    def clear_line(self) -> None:
        """What was typed is kept as business now."""
        self._what.clear()
        self._due.clear()
        self._phone.setText(self._known)

    def keyPressEvent(self, event: QKeyEvent | None) -> None:  # noqa: N802 - Qt's name
        """Keys the line leaves over: Enter adds, the arrow goes down into the rows."""
        if event is not None and isinstance(self.focusWidget(), QLineEdit):
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.made.emit(self._what.text(), self._phone.text(), self._due.text())
            elif event.key() == Qt.Key.Key_Down:
                self.focus_first()
            return
        super().keyPressEvent(event)
