"""What waits, below the call panel: classes, the next tickets, or the reserve of an outage."""

from PyQt6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from counter.windows.parts.cards import empty_layout
from counter.windows.parts.text import Elided, label, rule
from counter.windows.parts.unchanged import only_changes
from counter.windows.screen import Row
from counter.windows.style import set_state


class QueueColumn(QFrame):
    """A short list with its title; a violet frame while it is the reserve."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Build it empty."""
        super().__init__(parent)
        self.setObjectName("queueColumn")
        self._title = label(role="bold")
        self._rows = QVBoxLayout()
        self._rows.setSpacing(6)
        column = QVBoxLayout(self)
        column.setContentsMargins(6, 8, 6, 8)
        column.setSpacing(6)
        column.addWidget(self._title)
        column.addWidget(rule())
        column.addLayout(self._rows)

    @only_changes
    def show_rows(self, title: str, rows: tuple[Row, ...], *, is_reserve: bool = False) -> None:
        """Show title and rows: number or class, business, how long."""
        self._title.setText(title)
        set_state(self, "off" if is_reserve else "")
        empty_layout(self._rows)
        for row in rows:
            line = QHBoxLayout()
            line.setSpacing(8)
            line.addWidget(label(row.cells[0], "bold"))
            line.addWidget(Elided(row.cells[1], "small"), 1)
            line.addWidget(label(row.word, "small"))
            self._rows.addLayout(line)
