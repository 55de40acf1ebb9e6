"""How the line and the devices are, each with its cause and what to do."""

from PyQt6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from counter.windows.icons import drawn
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

    def __init__(
        self, parent: QWidget, title: str = "设备和线路", hint: str = "有问题的写着怎么办"
    ) -> None:
        """Build it hidden over ``parent``."""
        super().__init__(title, hint, parent)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(10)
        self.column.addLayout(self._rows)
        self._lines: list[tuple[QLabel, QLabel, QLabel]] = []
        again = QHBoxLayout()
        for key, words in (("Ctrl R", "马上再查一遍"), ("Alt 6", "断网演练（值班主任）")):
            again.addWidget(KeyCap(key))
            again.addWidget(label(words, "small"))
            again.addSpacing(16)
        again.addStretch()
        self.column.addSpacing(8)
        self.column.addLayout(again)

    def show_segments(self, segments: tuple[Segment, ...]) -> None:
        """Show each state with its cause; the lines stay, only their words change."""
        while len(self._lines) < len(segments):
            self._lines.append(self._line())
        for nth, (sign, title, tip) in enumerate(self._lines):
            for part in (sign, title, tip):
                part.setVisible(nth < len(segments))
            if nth < len(segments):
                segment = segments[nth]
                sign.setPixmap(drawn(*_SIGNS[segment.state], 18))
                title.setText(segment.text)
                tip.setText(segment.tip or "正常")

    def _line(self) -> tuple[QLabel, QLabel, QLabel]:
        sign, title, tip = label(), label(role="bold"), label(role="small")
        sign.setFixedWidth(24)
        tip.setWordWrap(True)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(title)
        words.addWidget(tip)
        row = QHBoxLayout()
        row.addWidget(sign)
        row.addLayout(words, 1)
        self._rows.addLayout(row)
        return sign, title, tip
