"""How the line and the devices are, each with its cause and what to do."""

from PyQt6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from counter.windows.icons import drawn
from counter.windows.parts.cards import empty_layout
from counter.windows.parts.key_cap import KeyCap
from counter.windows.parts.sheet import Sheet
from counter.windows.parts.text import label
from counter.windows.screen import Segment

_SIGNS = {
    "": ("check", "ok"),
    "on": ("check", "ok"),
    "off": ("unplug", "off"),
    "warn": ("triangle-alert", "warn"),
    "bad": ("x", "bad"),
}


class StateSheet(Sheet):
    """Shows the segments of the status bar one under the other, with their tips in full."""

    def __init__(self, parent: QWidget) -> None:
        """Build it hidden over ``parent``."""
        super().__init__("设备和线路", "有问题的写着怎么办", parent)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(10)
        self.column.addLayout(self._rows)
        again = QHBoxLayout()
        again.addWidget(KeyCap("Ctrl R"))
        again.addWidget(label("马上再查一遍", "small"))
        again.addStretch()
        self.column.addSpacing(8)
        self.column.addLayout(again)

    def show_segments(self, segments: tuple[Segment, ...]) -> None:
        """Show each state with its cause."""
        empty_layout(self._rows)
        for segment in segments:
            sign = label()
            sign.setPixmap(drawn(*_SIGNS[segment.state], 18))
            sign.setFixedWidth(24)
            words = QVBoxLayout()
            words.setSpacing(0)
            words.addWidget(label(segment.text, "bold"))
            tip = label(segment.tip or "正常", "small")
            tip.setWordWrap(True)
            words.addWidget(tip)
            row = QHBoxLayout()
            row.addWidget(sign)
            row.addLayout(words, 1)
            self._rows.addLayout(row)
