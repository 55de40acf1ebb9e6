"""Step 3: the one-time notice."""

from PyQt6.QtWidgets import QHBoxLayout, QWidget

from counter.windows.pages.page import WorkPage
from counter.windows.parts.row_list import RowList
from counter.windows.parts.text import Elided, label
from counter.windows.screen import NoticePage


class NoticePageView(WorkPage):
    """Shows a ``NoticePage``."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Build the page."""
        super().__init__(parent)
        head = QHBoxLayout()
        self._title = Elided(role="title")
        self._number = label(role="small")
        head.addWidget(self._title, 1)
        head.addWidget(self._number)
        self.column.addLayout(head)
        self._situation = label(role="small")
        self._situation.setWordWrap(True)
        self.column.addWidget(self._situation)
        self._list = RowList(("", "材料", "由谁提供・形式", "状态"), (36, 300, 0, 120))
        self._list.setObjectName("materials")
        self.column.addWidget(self._list, 1)

    def show_page(self, page: NoticePage) -> None:
        """Show the materials of this situation."""
        self._title.show_text(page.title)
        self._number.setText(page.number)
        self._situation.setText(page.situation)
        self._list.show_rows(page.rows)
