"""Step 1: read the card or type the number."""

from PyQt6.QtWidgets import QCheckBox, QWidget

from counter.windows.pages.page import WorkPage
from counter.windows.parts.fields import FieldGrid
from counter.windows.parts.pairs import PairList
from counter.windows.parts.text import label
from counter.windows.screen import IdentityPage


class IdentityPageView(WorkPage):
    """Shows an ``IdentityPage``."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Build the page."""
        super().__init__(parent)
        self.column.addWidget(label("身份核验", "title"))
        self._hint = label(role="small")
        self.column.addWidget(self._hint)
        card = self.card()
        self._pairs = PairList()
        card.addWidget(self._pairs)
        self._same = QCheckBox("人证一致（目视）")
        self._same.setObjectName("same_person")
        self._same.clicked.connect(
            lambda checked: self.entered.emit("same_person", "1" if checked else "")
        )
        card.addWidget(self._same)
        by_hand = self.card()
        by_hand.addWidget(label("读不出卡时，手工录入", "bold"))
        self._fields = FieldGrid(2)
        self._fields.entered.connect(self.entered)
        by_hand.addWidget(self._fields)
        self.column.addStretch()

    def show_page(self, page: IdentityPage) -> None:
        """Show what the card said."""
        self._hint.setText(page.hint)
        self._pairs.show_pairs(page.pairs)
        self._same.setVisible(bool(page.pairs))
        self._same.setEnabled(page.can_compare)
        self._same.setChecked(page.same_person)
        self._fields.show_fields((page.number, page.name))
