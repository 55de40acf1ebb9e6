"""The deadline chip: a clock and its words, plain, amber, red or dashed."""

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QWidget

from counter.windows.icons import drawn
from counter.windows.parts.text import label
from counter.windows.screen import Deadline
from counter.windows.style import set_state

_MARK_PX = 14
_MARKS = {
    "": ("clock", "ink2"),
    "dashed": ("clock", "ink2"),
    "warn": ("clock", "warn"),
    "bad": ("x", "bad"),
}


class DeadlineChip(QFrame):
    """Shows one deadline; its shape and words say what its colour says."""

    def __init__(self, deadline: Deadline, parent: QWidget | None = None) -> None:
        """Make the chip."""
        super().__init__(parent)
        self.setObjectName("deadline")
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(22)
        row = QHBoxLayout(self)
        row.setContentsMargins(5, 0, 6, 0)
        row.setSpacing(4)
        self._mark, self._words = label(), label(role="micro")
        row.addWidget(self._mark)
        row.addWidget(self._words, alignment=Qt.AlignmentFlag.AlignVCenter)
        self.show_deadline(deadline)

    def show_deadline(self, deadline: Deadline) -> None:
        """Show another one."""
        self._mark.setPixmap(drawn(*_MARKS[deadline.state], _MARK_PX))
        self._words.setText(deadline.words)
        self.setToolTip(deadline.tip)
        self.setAccessibleName(deadline.words)
        self.setAccessibleDescription(deadline.tip)
        for part in (self, self._words):
            set_state(part, deadline.state)
