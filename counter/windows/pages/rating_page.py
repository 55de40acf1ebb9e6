"""Step 7: the citizen rates on the pad; the clerk sees only whether."""

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QWidget

from counter.windows.pages.page import WorkPage
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
        self._line.setWordWrap(True)
        for shown in (self._word, self._line):
            shown.setAlignment(Qt.AlignmentFlag.AlignCenter)
            card.addWidget(shown)
        self.column.addStretch()

    def show_page(self, page: RatingPage) -> None:
        """Show how far the rating is."""
        self._word.setText(page.word)
        self._line.setText(page.line)
