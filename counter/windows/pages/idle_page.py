"""Nobody at the window: who is next, who waits."""

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from counter.windows.pages.page import WorkPage
from counter.windows.parts.queue_rows import QueueHeads, QueueRows
from counter.windows.parts.rows import RowsView
from counter.windows.parts.text import Elided, chip, label, rule
from counter.windows.screen import IdlePage


class IdlePageView(WorkPage):
    """Shows an ``IdlePage``."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Build the page."""
        super().__init__(parent)
        self.column.addWidget(self._next_card())
        head = QHBoxLayout()
        head.addWidget(label("等候队列", "title"))
        self._as_of = chip("", "off")
        head.addWidget(self._as_of)
        head.addStretch()
        head.addWidget(label("按呼叫顺序・本窗可办全部业务", "small"))
        self.column.addLayout(head)
        self._table = QFrame()
        self._table.setObjectName("card")
        inner = QVBoxLayout(self._table)
        inner.setContentsMargins(1, 1, 1, 1)
        inner.setSpacing(0)
        self._list = RowsView(QueueRows(), "waiting")
        self._list.setFrameShape(QFrame.Shape.NoFrame)
        self._foot = label(role="small")
        self._foot.setContentsMargins(12, 6, 12, 6)
        inner.addWidget(QueueHeads())
        inner.addWidget(rule())
        inner.addWidget(self._list, 1)
        inner.addWidget(self._foot)
        self.column.addWidget(self._table)
        self._empty = label(role="small")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setWordWrap(True)
        self.column.addWidget(self._empty)
        self.column.addStretch()

    def _next_card(self) -> QFrame:
        box = QFrame()
        box.setObjectName("nextCard")
        row = QHBoxLayout(box)
        row.setContentsMargins(20, 12, 20, 12)
        row.setSpacing(20)
        left = QVBoxLayout()
        left.setSpacing(0)
        left.addWidget(label("下一位", "small"))
        self._next = label(role="hero")
        left.addWidget(self._next)
        row.addLayout(left)
        self._line = rule()
        self._line.setFixedSize(1, 56)
        row.addWidget(self._line)
        words = QVBoxLayout()
        words.setSpacing(4)
        words.addStretch()
        self._business, self._why = Elided(role="strong"), Elided(role="small")
        words.addWidget(self._business)
        words.addWidget(self._why)
        words.addStretch()
        row.addLayout(words, 1)
        return box

    def show_page(self, page: IdlePage) -> None:
        """Show who is next and who waits."""
        self._next.setText(page.next_label or "—")
        self._business.show_text(page.next_business)
        self._why.show_text(page.next_line)
        self._as_of.setText(page.as_of)
        self._as_of.setVisible(bool(page.as_of))
        self._list.show_rows(page.rows)
        self._foot.setText(page.foot)
        self._table.setVisible(bool(page.rows))
        self._empty.setText(page.empty)
        self._empty.setVisible(bool(page.empty))
