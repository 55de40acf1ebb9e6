"""Step 4: home and money as entered, rules as judged, what can be lent, what is repaid."""

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from counter.windows.pages.page import WorkPage
from counter.windows.parts.cards import empty_layout
from counter.windows.parts.fields import FieldGrid
from counter.windows.parts.limit_bars import LimitBars
from counter.windows.parts.plan_chart import PlanChart
from counter.windows.parts.rows import RowsView
from counter.windows.parts.rule_rows import RuleRows
from counter.windows.parts.text import Elided, label
from counter.windows.screen import LoanPage, PlanColumn
from counter.windows.style import set_state

_RULES, _FIGURES = 3, 2
"""How the width is shared between rules and figures."""


class LoanPageView(WorkPage):
    """Shows a ``LoanPage``."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Build the page."""
        super().__init__(parent)
        self.column.setSpacing(8)
        self._money, self._home = FieldGrid(6), FieldGrid(4)
        for grid in (self._money, self._home):
            grid.entered.connect(self.entered)
        self.column.addWidget(self._home)
        self.column.addWidget(self._folded())
        self.column.addWidget(self._money)
        self._hint = label(role="small")
        self._hint.setWordWrap(True)
        self.column.addWidget(self._hint)
        self._judged = QWidget()
        both = QHBoxLayout(self._judged)
        both.setContentsMargins(0, 0, 0, 0)
        both.setSpacing(12)
        both.addLayout(self._rules(), _RULES)
        both.addLayout(self._figures(), _FIGURES)
        self.column.addWidget(self._judged, 1)
        self.column.addStretch()
        self._is_open = False
        self._page: LoanPage | None = None

    def _folded(self) -> QFrame:
        self._fold = QFrame()
        self._fold.setObjectName("card")
        row = QHBoxLayout(self._fold)
        row.setContentsMargins(12, 2, 2, 2)
        self._home_line = Elided(role="small")
        change = QPushButton("改房屋")
        change.setObjectName("change_home")
        change.clicked.connect(self._unfold)
        row.addWidget(label("房屋", "bold"))
        row.addSpacing(8)
        row.addWidget(self._home_line, 1)
        row.addWidget(change)
        return self._fold

    def _rules(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(6)
        head = QHBoxLayout()
        self._title = label(role="strong")
        head.addWidget(self._title)
        head.addStretch()
        self._counts = [label(role="small") for _outcome in range(3)]
        for one in self._counts:
            head.addSpacing(6)
            head.addWidget(one)
        column.addLayout(head)
        self._list = RowsView(RuleRows(), "judgement")
        self._list.setMinimumHeight(150)
        # It takes the height there is, however many rules there are.
        self._list.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self._list.moved.connect(self._tell_row)
        column.addWidget(self._list, 1)
        return column

    def _figures(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(6)
        column.addLayout(_head("可贷额度", label("取最小，向下取整", "caption")))
        limit = QFrame()
        limit.setObjectName("card")
        inner = QVBoxLayout(limit)
        inner.setContentsMargins(0, 0, 0, 0)
        self._limit = LimitBars()
        self._no_limit = label("没有返回：还查不到账户余额，连通后按 Ctrl R", "small")
        self._no_limit.setWordWrap(True)
        self._no_limit.setContentsMargins(14, 12, 14, 12)
        inner.addWidget(self._limit)
        inner.addWidget(self._no_limit)
        column.addWidget(limit)
        self._plan_line = label(role="caption")
        column.addLayout(_head("月还款试算", self._plan_line))
        plans = QFrame()
        plans.setObjectName("card")
        inner = QVBoxLayout(plans)
        inner.setContentsMargins(8, 4, 8, 6)
        inner.setSpacing(2)
        self._chart = PlanChart()
        self._table = QGridLayout()
        self._table.setVerticalSpacing(2)
        self._table.setHorizontalSpacing(16)
        inner.addWidget(self._chart, 1)
        inner.addLayout(self._table)
        column.addWidget(plans, 1)
        return column

    def show_page(self, page: LoanPage) -> None:
        """Show entry and judgement."""
        is_first = self._page is None or self._page.rows != page.rows
        self._page = page
        self._money.show_fields(page.money)
        self._home.show_fields(page.home)
        if is_first or not page.home_line:
            self._is_open = not page.home_line
        self._fold.setVisible(bool(page.home_line) and not self._is_open)
        self._home.setVisible(self._is_open)
        self._home_line.show_text(page.home_line)
        self._hint.setText(page.hint)
        self._hint.setVisible(bool(page.hint))
        self._judged.setVisible(bool(page.rows))
        self._title.setText(f"规则判断 {len(page.rows)} 条")
        self._show_counts(page.counts)
        self._list.show_rows(page.rows)
        self._limit.show_limit(page.limit)
        self._no_limit.setVisible(page.limit is None)
        self._plan_line.setText(page.plan_line)
        if self._chart.plans != page.plans:
            self._show_table(page.plans)
        self._chart.show_plans(page.plans)

    def next_open(self) -> None:
        """Go to the next rule that did not pass, round again from the last."""
        rows = self._list.rows
        order = [*range(self._list.current() + 1, len(rows)), *range(self._list.current() + 1)]
        for nth in order:
            if rows[nth].state != "done":
                self._list.show_rows(rows, nth)
                self._list.setFocus()
                return

    def _tell_row(self, row: int) -> None:
        self.chosen.emit("row", row)

    def _unfold(self) -> None:
        self._is_open = True
        self._fold.hide()
        self._home.show()
        self._home.focus_first()

    def _show_counts(self, counts: tuple[tuple[str, str], ...]) -> None:
        for shown, (words, state) in zip(self._counts, counts, strict=False):
            shown.setText(words)
            set_state(shown, state if state in ("bad", "warn") else "")

    def _show_table(self, plans: tuple[PlanColumn, ...]) -> None:
        empty_layout(self._table)
        heads = ("元", "首期", "末期", "利息合计")
        for row, head in enumerate(heads):
            self._table.addWidget(label(head, "caption"), row, 0)
        for place, plan in enumerate(plans, 1):
            for row, words in enumerate((plan.name, plan.first, plan.last, plan.interest)):
                shown = label(words, "bold" if plan.is_chosen else "small")
                self._table.addWidget(shown, row, place, alignment=Qt.AlignmentFlag.AlignRight)
        self._table.setColumnStretch(0, 1)


def _head(words: str, aside: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.addWidget(label(words, "strong"))
    row.addStretch()
    row.addWidget(aside)
    return row
