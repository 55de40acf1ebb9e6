"""Step 4: home and money as entered, rules as judged."""

from PyQt6.QtWidgets import QHBoxLayout, QWidget

from counter.windows.pages.page import WorkPage
from counter.windows.parts.fields import FieldGrid
from counter.windows.parts.row_list import RowList
from counter.windows.parts.text import Elided, label
from counter.windows.screen import LoanPage, Row


class LoanPageView(WorkPage):
    """Shows a ``LoanPage``."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Build the page."""
        super().__init__(parent)
        self.column.addWidget(label("贷款受理", "title"))
        home = self.card()
        home.addWidget(label("房屋", "bold"))
        self._home = FieldGrid(4)
        self._home.entered.connect(self.entered)
        home.addWidget(self._home)
        money = self.card()
        money.addWidget(label("金额", "bold"))
        self._money = FieldGrid(4)
        self._money.entered.connect(self.entered)
        money.addWidget(self._money)
        head = QHBoxLayout()
        self._summary = label(role="strong")
        self._limit = Elided(role="small")
        head.addWidget(self._summary)
        head.addWidget(self._limit, 1)
        self.column.addLayout(head)
        self._list = RowList(("规则", "比较的数字", "依据", "结论"), (190, 0, 190, 90))
        self._list.setObjectName("judgement")
        self._list.setMinimumHeight(230)
        self.column.addWidget(self._list, 1)
        self._shown: tuple[Row, ...] = ()

    def show_page(self, page: LoanPage) -> None:
        """Show entry and judgement."""
        self._home.show_fields(page.home)
        self._money.show_fields(page.money)
        self._summary.setText(page.summary)
        self._limit.show_text(page.limit)
        self._list.show_rows(page.rows)
        if page.rows != self._shown:
            self._shown = page.rows
            self.revealed.emit(self._list)
