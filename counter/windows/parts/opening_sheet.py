"""The check before the window opens (开窗自检): one line a thing, Enter when it is read."""

from PyQt6.QtWidgets import QHBoxLayout, QWidget

from counter.windows.parts.key_cap import KeyCap
from counter.windows.parts.state_sheet import StateSheet
from counter.windows.parts.text import label
from counter.windows.screen import Segment

_TROUBLE = ("bad", "warn", "off")


class OpeningSheet(StateSheet):
    """The states of line and devices with the word whether the window may open."""

    def __init__(self, parent: QWidget) -> None:
        """Build it hidden over ``parent``."""
        super().__init__(parent, title="开窗自检", hint="今天第一次登录，只看不打印")
        row = QHBoxLayout()
        self._word = label(role="strong")
        row.addWidget(self._word)
        row.addStretch()
        row.addWidget(label("可以开窗", "small"))
        row.addWidget(KeyCap("↵"))
        self.column.addSpacing(12)
        self.column.addLayout(row)

    def show_segments(self, segments: tuple[Segment, ...]) -> None:
        """Show each state, and the sum of it in words."""
        super().show_segments(segments)
        count = sum(1 for segment in segments if segment.state in _TROUBLE)
        word = f"{count} 项有问题，写着怎么办；可以先开窗" if count else "都正常"
        self._word.setText(word)
