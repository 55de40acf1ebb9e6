"""Nobody at the window: who is next, who waits."""

from PyQt6.QtWidgets import QHBoxLayout, QWidget

from counter.windows.pages.page import WorkPage
from counter.windows.parts.row_list import RowList
from counter.windows.parts.text import Elided, label
from counter.windows.screen import IdlePage


class IdlePageView(WorkPage):
    """Shows an ``IdlePage``."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Build the page."""
        super().__init__(parent)
        inner = self.card()
        inner.addWidget(label("下一位", "small"))
        row = QHBoxLayout()
        row.setSpacing(20)
        self._next = label(role="hero")
        self._line = Elided(role="strong")
        row.addWidget(self._next)
        row.addWidget(self._line, 1)
        inner.addLayout(row)
        self.column.addWidget(label("等候队列", "strong"))
        self._list = RowList(("序", "号", "类别", "说明", "状态"), (56, 110, 160, 0, 110))
        self._list.setObjectName("waiting")
        self.column.addWidget(self._list, 1)
        self._empty = label(role="caption")
        self.column.addWidget(self._empty)

    def show_page(self, page: IdlePage) -> None:
        """Show who is next and who waits."""
        self._next.setText(page.next_label)
        self._line.show_text(page.next_line)
        self._list.show_rows(page.rows)
        self._empty.setText(page.empty)
        self._empty.setVisible(bool(page.empty))
