"""The status bar: centre, waiting saves, things to check, devices, last save."""

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QHBoxLayout, QLabel, QWidget

from counter.windows.parts.text import label
from counter.windows.screen import Segment
from counter.windows.style import set_state


class StatusBar(QWidget):
    """Shows segments from the left and the last save at the right."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Build an empty bar."""
        super().__init__(parent)
        self.setObjectName("statusBar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(32)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(4, 0, 12, 0)
        self._row.setSpacing(0)
        self._segments: list[QLabel] = []
        self._row.addStretch()
        self._saved = label(role="small")
        self._row.addWidget(self._saved)

    def show_segments(self, segments: tuple[Segment, ...], saved: str) -> None:
        """Show the segments and when was last saved."""
        while len(self._segments) < len(segments):
            made = label()
            made.setObjectName("segment")
            self._row.insertWidget(len(self._segments), made)
            self._segments.append(made)
        for made, segment in zip(self._segments, segments, strict=False):
            made.setText(segment.text)
            made.setToolTip(segment.tip)
            set_state(made, segment.state)
        self._saved.setText(saved)
