"""Step 2: the business and the questions of its situation."""

from PyQt6.QtWidgets import QGridLayout, QWidget

from counter.windows.pages.page import WorkPage
from counter.windows.parts.cards import empty_layout
from counter.windows.parts.fields import ChoiceRow
from counter.windows.parts.text import label
from counter.windows.screen import Choice, MatterPage

FEW = 10
"""More questions stand in three columns, so that all are seen at once at 1366 x 768."""


class MatterPageView(WorkPage):
    """Shows a ``MatterPage``."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Build the page."""
        super().__init__(parent)
        self.column.addWidget(label("事项和情形", "title"))
        first = self.card()
        self._business = ChoiceRow(Choice("business", "办理事项", ()))
        self._business.chosen.connect(self.entered)
        first.addWidget(self._business)
        second = self.card()
        second.addWidget(label("情形", "bold"))
        self._questions = QGridLayout()
        self._questions.setHorizontalSpacing(24)
        self._questions.setVerticalSpacing(10)
        second.addLayout(self._questions)
        self._rows: dict[str, ChoiceRow] = {}
        self.column.addStretch()

    def show_page(self, page: MatterPage) -> None:
        """Show the business and its questions."""
        self._business.show_choice(page.business)
        if [choice.name for choice in page.questions] != list(self._rows):
            empty_layout(self._questions)
            self._rows = {choice.name: ChoiceRow(choice) for choice in page.questions}
            rows = -(-len(self._rows) // (2 if len(self._rows) <= FEW else 3))
            for nth, row in enumerate(self._rows.values()):
                row.chosen.connect(self.entered)
                # Down one column, then down the next: the order they are asked in.
                self._questions.addWidget(row, nth % rows, nth // rows)
        for choice in page.questions:
            self._rows[choice.name].show_choice(choice)
