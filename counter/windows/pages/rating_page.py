"""Step 7: the citizen rates on the pad; the clerk sees only whether."""

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QWidget

from counter.windows.pages.page import WorkPage
from counter.windows.parts.rows import RowsView
from counter.windows.parts.status_rows import StatusRows
from counter.windows.parts.text import label
from counter.windows.screen import RatingPage


class RatingPageView(WorkPage):
    """Shows a ``RatingPage``."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Build the page."""
        super().__init__(parent)
        self.column.addWidget(label("评价和结束服务", "title"))
        card = self.card()
        self._word = label(role="word")
        self._line = label()
        for shown in (self._word, self._line):
            shown.setWordWrap(True)
            shown.setAlignment(Qt.AlignmentFlag.AlignCenter)
            card.addWidget(shown)
        self._rows = RowsView(StatusRows(), "outcomes")
        self._rows.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._rows.setSelectionMode(RowsView.SelectionMode.NoSelection)
        self._head = label("这次办了什么", "bold")
        self.column.addWidget(self._head)
        self.column.addWidget(self._rows)
        self.column.addStretch()

    def show_page(self, page: RatingPage) -> None:
        """Show how far the visit and its rating are."""
        self._word.setText(page.word)
        self._line.setText(page.line)
        for shown in (self._head, self._rows):
            shown.setVisible(bool(page.rows))
        self._rows.show_rows(page.rows)
        self._rows.setFixedHeight(self._rows.natural_height())
