"""What waits, below the call panel."""

from PyQt6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from counter.windows.parts.cards import empty_layout
from counter.windows.parts.text import Elided, label, rule
from counter.windows.screen import Row


class QueueColumn(QWidget):
    """A short list of the next tickets."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Build it empty."""
        super().__init__(parent)
        self._title = label(role="bold")
        self._rows = QVBoxLayout()
        self._rows.setSpacing(6)
        column = QVBoxLayout(self)
        column.setContentsMargins(6, 0, 6, 0)
        column.setSpacing(6)
        column.addWidget(self._title)
        column.addWidget(rule())
        column.addLayout(self._rows)
        self._shown: tuple[Row, ...] | None = None

    def show_rows(self, title: str, rows: tuple[Row, ...]) -> None:
        """Show title and the next tickets."""
        self._title.setText(title)
        if rows == self._shown:
            return
        self._shown = rows
        empty_layout(self._rows)
        for row in rows:
            line = QHBoxLayout()
            line.addWidget(label(row.cells[0], "bold"))
            line.addWidget(Elided(row.cells[1], "small"), 1)
            line.addWidget(label(row.word, "small"))
            self._rows.addLayout(line)
