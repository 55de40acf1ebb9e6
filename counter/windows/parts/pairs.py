"""Pairs of a label and its value, one under the other."""

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QGridLayout, QLabel, QWidget

from counter.windows.parts.text import Elided, label


class PairList(QWidget):
    """Shows pairs; the labels are kept, so that nothing flickers when a value changes."""

    def __init__(
        self,
        side: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignRight,
        parent: QWidget | None = None,
    ) -> None:
        """Make an empty list; values stand at ``side``."""
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._side = side
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnStretch(1, 1)
        self._lines: list[tuple[QLabel, Elided]] = []

    def show_pairs(self, pairs: tuple[tuple[str, str], ...]) -> None:
        """Show these pairs, values at the right edge."""
        while len(self._lines) < len(pairs):
            self._add_line()
        for (name, value), (shown_name, shown_value) in zip(pairs, self._lines, strict=False):
            shown_name.setText(name)
            shown_value.show_text(value)
        for nth, (shown_name, shown_value) in enumerate(self._lines):
            shown_name.setVisible(nth < len(pairs))
            shown_value.setVisible(nth < len(pairs))
        self.setVisible(bool(pairs))

    def _add_line(self) -> None:
        name, value = label(role="caption"), Elided()
        value.setAlignment(self._side | Qt.AlignmentFlag.AlignVCenter)
        row = len(self._lines)
        self._grid.addWidget(name, row, 0)
        self._grid.addWidget(value, row, 1)
        self._lines.append((name, value))
