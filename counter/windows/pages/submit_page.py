"""Step 6: acceptance, end of signing, first review, submitted."""

from PyQt6.QtWidgets import QWidget

from counter.windows.pages.page import WorkPage
from counter.windows.parts.fields import FieldGrid
from counter.windows.parts.pairs import PairList
from counter.windows.parts.text import label, rule
from counter.windows.screen import SubmitPage


class SubmitPageView(WorkPage):
    """Shows a ``SubmitPage``."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Build the page."""
        super().__init__(parent)
        self.column.addWidget(label("面签提交", "title"))
        card = self.card()
        self._pairs = PairList()
        card.addWidget(self._pairs)
        card.addWidget(rule())
        self._deadline = label(role="strong")
        card.addWidget(self._deadline)
        review = self.card()
        review.addWidget(label("初审意见（受理人）", "bold"))
        self._fields = FieldGrid(1)
        self._fields.entered.connect(self.entered)
        review.addWidget(self._fields)
        self.column.addStretch()

    def show_page(self, page: SubmitPage) -> None:
        """Show what is submitted and by when it is decided."""
        self._pairs.show_pairs(page.pairs)
        self._deadline.setText(page.deadline)
        self._fields.show_fields((page.opinion,))
