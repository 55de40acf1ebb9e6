"""The key sheet: which key does what on this screen."""

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from counter.windows.keys import GROUPS, DeskKey, on_cap
from counter.windows.parts.cards import empty_layout
from counter.windows.parts.key_cap import KeyCap
from counter.windows.parts.sheet import Sheet
from counter.windows.parts.text import label


class KeySheet(Sheet):
    """Lists the keys by group; what cannot be done now is greyed, not left out."""

    def __init__(self, parent: QWidget) -> None:
        """Build it hidden over ``parent``."""
        super().__init__("本页按键", "灰色的现在不能用", parent)
        self._groups = QHBoxLayout()
        self._groups.setSpacing(32)
        self.column.addLayout(self._groups)

    def show_verbs(self, possible: frozenset[str]) -> None:
        """List the keys; verbs that are not ``possible`` now are greyed."""
        empty_layout(self._groups)
        for title, keys in GROUPS:
            column = QVBoxLayout()
            column.setSpacing(8)
            column.addWidget(label(title, "strong"))
            column.addLayout(_grid([one for one in keys if one.words], possible))
            column.addStretch()
            self._groups.addLayout(column, 1)


def _grid(keys: list[DeskKey], possible: frozenset[str]) -> QGridLayout:
    grid = QGridLayout()
    grid.setVerticalSpacing(8)
    grid.setHorizontalSpacing(10)
    grid.setColumnStretch(1, 1)
    for row, one in enumerate(keys):
        cap, words = KeyCap(on_cap(one.key)), label(one.words)
        for part in (cap, words):
            part.setEnabled(one.verb in possible)
        grid.addWidget(cap, row, 0, alignment=Qt.AlignmentFlag.AlignRight)
        grid.addWidget(words, row, 1)
    return grid
