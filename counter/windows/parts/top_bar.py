"""The top bar with the window's plate, and the banner of an outage."""

from PyQt6.QtCore import QDateTime, QLocale, Qt
from PyQt6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from counter.windows.parts.text import Elided, label
from counter.windows.screen import DeskScreen
from counter.windows.style import set_state


class TopBar(QWidget):
    """Window number, kind and state, clerk, date and time."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Build the bar."""
        super().__init__(parent)
        self.setObjectName("topBar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(48)
        self._plate = label()
        self._plate.setObjectName("plate")
        self._plate.setFixedSize(64, 48)
        self._plate.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._kind, self._state = label(role="bold"), label(role="small")
        self._clerk, self._role = label(), label(role="small")
        self._date, self._time = label(role="small"), label(role="number")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 16, 0)
        row.setSpacing(14)
        row.addWidget(self._plate)
        row.addLayout(_two(self._kind, self._state, Qt.AlignmentFlag.AlignLeft))
        row.addStretch()
        for key, words in (("F2", "呼叫"), ("F7", "读证"), ("Ctrl L", "锁屏")):
            row.addWidget(label(f"{key} {words}", "small"))
        row.addSpacing(8)
        row.addLayout(_two(self._clerk, self._role, Qt.AlignmentFlag.AlignRight))
        row.addWidget(self._date)
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
        chinese = QLocale(QLocale.Language.Chinese, QLocale.Country.China)
        self._date.setText(chinese.toString(now, "M月d日 dddd"))
        self._time.setText(now.toString("HH:mm"))


class OutageBanner(QFrame):
    """Says since when the centre is away and what goes on; hidden otherwise."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Build it hidden."""
        super().__init__(parent)
        self.setObjectName("outage")
        self.setFixedHeight(44)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 0, 16, 0)
        self._text = Elided()
        row.addWidget(self._text)
        self.hide()

    def show_text(self, text: str) -> None:
        """Show the sentence, or hide."""
        self.setVisible(bool(text))
        self._text.show_text(text)


def _two(upper: QWidget, lower: QWidget, side: Qt.AlignmentFlag) -> QVBoxLayout:
    column = QVBoxLayout()
    column.setContentsMargins(0, 4, 0, 4)
    column.setSpacing(0)
    column.addWidget(upper, alignment=side)
    column.addWidget(lower, alignment=side)
    return column
