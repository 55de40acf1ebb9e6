"""The top bar: the window's plate and state, the keys that always work, the clerk, the time."""

from PyQt6.QtCore import QDateTime, Qt
from PyQt6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from counter.windows.parts.key_cap import KeyCap
from counter.windows.parts.text import label
from counter.windows.screen import DeskScreen
from counter.windows.style import set_state

_DAYS = ("星期一", "星期二", "星期三", "星期四", "星期五", "星期六", "星期日")
GLOBAL_KEYS = (("F1", "按键"), ("Alt 5", "设备"), ("Ctrl L", "锁屏"))


class TopBar(QWidget):
    """Window number, kind and state, clerk, date and time."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Build the bar."""
        super().__init__(parent)
        self.setObjectName("topBar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._plate = label()
        self._plate.setObjectName("plate")
        self._plate.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._kind, self._state = label(role="bold"), label(role="small")
        self._clerk, self._role = label(), label(role="small")
        self._date, self._day = label(role="small"), label(role="small")
        self._time = label(role="number")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 16, 0)
        row.setSpacing(14)
        row.addWidget(self._plate)
        row.addLayout(_two(self._kind, self._state, Qt.AlignmentFlag.AlignLeft))
        row.addStretch()
        for key, words in GLOBAL_KEYS:
            row.addLayout(_key(key, words))
        row.addWidget(_line())
        row.addLayout(_two(self._clerk, self._role, Qt.AlignmentFlag.AlignRight))
        row.addWidget(_line())
        row.addLayout(_two(self._date, self._day, Qt.AlignmentFlag.AlignRight))
        row.addWidget(self._time)

    def show_screen(self, screen: DeskScreen) -> None:
        """Show window and clerk."""
        self._plate.setText(str(screen.window_no))
        set_state(self._plate, "green" if screen.window_no == 1 else "")
        self._kind.setText(screen.window_kind)
        self._state.setText(screen.window_state)
        self._clerk.setText(screen.clerk)
        self._role.setText(screen.role)

    def show_time(self, now: QDateTime) -> None:
        """Show date and time of the hall."""
        day = now.date()
        # In words of our own: the first use of a locale holds the screen for 20 ms.
        self._date.setText(f"{day.month()}月{day.day()}日")
        self._day.setText(_DAYS[day.dayOfWeek() - 1])
        self._time.setText(now.toString("HH:mm"))


def _key(key: str, words: str) -> QHBoxLayout:
    pair = QHBoxLayout()
    pair.setSpacing(6)
    pair.addWidget(KeyCap(key))
    pair.addWidget(label(words, "small"))
    return pair


def _line() -> QFrame:
    line = QFrame()
    line.setObjectName("barLine")
    return line


def _two(upper: QWidget, lower: QWidget, side: Qt.AlignmentFlag) -> QVBoxLayout:
    column = QVBoxLayout()
    column.setContentsMargins(0, 4, 0, 4)
    column.setSpacing(0)
    column.addWidget(upper, alignment=side)
    column.addWidget(lower, alignment=side)
    return column
