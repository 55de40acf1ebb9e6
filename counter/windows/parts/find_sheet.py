"""The sheet to find a ticket or case by its number: a line to type in, the rows below it."""

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtGui import QKeyEvent
from PyQt6.QtWidgets import QLineEdit, QWidget

from counter.windows.parts.pick_sheet import PickSheet


class FindSheet(PickSheet):
    """Enter in the line looks; the arrows go to the rows, Enter there takes one up again."""

    asked = pyqtSignal(str)

    def __init__(self, parent: QWidget) -> None:
        """Build it hidden over ``parent``."""
        nothing = "录入今天的号（如 A015）或件号，按回车查找。找人请读身份证。"
        super().__init__("查找号或件", nothing, parent)
        self._line = QLineEdit()
        self._line.setObjectName("findLine")
        self._line.setAccessibleName("号或件号")
        self._line.setMaxLength(24)
        self.column.insertWidget(0, self._line)

    def lay(self, area: QWidget) -> None:
        """Cover ``area``; the keyboard is in the line, its old text marked to be typed over."""
        super().lay(area)
        self._line.setFocus()
        self._line.selectAll()

    def keyPressEvent(self, event: QKeyEvent | None) -> None:  # noqa: N802 - Qt's name
        """Keys the line leaves over: Enter looks, the arrow goes down into the rows."""
        if event is not None and self.focusWidget() is self._line:
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.asked.emit(self._line.text())
            elif event.key() == Qt.Key.Key_Down:
                self.focus_first()
            return
        super().keyPressEvent(event)
