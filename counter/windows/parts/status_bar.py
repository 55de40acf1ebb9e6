"""The status bar: centre, waiting saves, things to check, devices, last save."""

from PyQt6.QtCore import QSize, Qt, pyqtSignal
from PyQt6.QtGui import QIcon
from PyQt6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from counter.windows.icons import drawn, icon
from counter.windows.parts.text import label
from counter.windows.parts.unchanged import only_changes
from counter.windows.screen import Segment
from counter.windows.style import set_state

_TOKENS = {"": "ink2", "on": "ok", "off": "off", "warn": "warn", "bad": "bad"}


class StatusBar(QWidget):
    """Shows segments from the left and the last save at the right; a press asks for the cause."""

    pressed = pyqtSignal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Build an empty bar."""
        super().__init__(parent)
        self.setObjectName("statusBar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(4, 0, 12, 0)
        self._row.setSpacing(0)
        self._segments: list[QPushButton] = []
        self._row.addStretch()
        self._tick = label()
        self._tick.setPixmap(drawn("check", "ok", 14))
        self._saved = label(role="small")
        self._row.addWidget(self._tick)
        self._row.addSpacing(6)
        self._row.addWidget(self._saved)

    @only_changes
    def show_segments(self, segments: tuple[Segment, ...], saved: str) -> None:
        """Show the segments and when was last saved."""
        segments = tuple(one for one in segments if one.in_bar)
        while len(self._segments) < len(segments):
            self._segments.append(self._made(len(self._segments)))
        for nth, made in enumerate(self._segments):
            made.setVisible(nth < len(segments))
            if nth < len(segments):
                _show(made, segments[nth])
        self._tick.setVisible(bool(saved))
        self._saved.setText(saved)

    def _made(self, nth: int) -> QPushButton:
        made = QPushButton()
        made.setObjectName("segment")
        made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        made.setIconSize(QSize(14, 14))
        made.clicked.connect(lambda _=False: self.pressed.emit(nth))
        self._row.insertWidget(nth, made)
        return made


def _show(made: QPushButton, segment: Segment) -> None:
    made.setText(segment.text)
    made.setToolTip(segment.tip)
    made.setAccessibleName(f"{segment.text} {segment.tip}".strip())
    made.setIcon(icon(segment.icon, _TOKENS[segment.state]) if segment.icon else QIcon())
    set_state(made, segment.state)
