"""Step 3: the one-time notice."""

from PyQt6.QtWidgets import QHBoxLayout, QWidget

from counter.windows.pages.page import WorkPage
from counter.windows.parts.cards import empty_layout
from counter.windows.parts.row_list import RowList
from counter.windows.parts.text import Elided, chip, label
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
        self._chips = QHBoxLayout()
        self._chips.setSpacing(8)
        self.column.addLayout(self._chips)
        self._list = RowList(("", "材料", "由谁提供・形式", "状态"), (36, 300, 0, 120))
        self._list.setObjectName("materials")
        self.column.addWidget(self._list, 1)

    def show_page(self, page: NoticePage) -> None:
        """Show the materials of this situation."""
        self._title.show_text(page.title)
        self._number.setText(page.number)
        empty_layout(self._chips)
        for words in page.chips:
            self._chips.addWidget(chip(words, "act"))
        self._chips.addStretch()
        self._list.show_rows(page.rows)
