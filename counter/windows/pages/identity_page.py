"""Step 1: read the card or type the number."""

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QCheckBox, QHBoxLayout, QWidget

from counter.windows.icons import drawn
from counter.windows.pages.page import WorkPage
from counter.windows.parts.fields import FieldGrid
from counter.windows.parts.pairs import PairList
from counter.windows.parts.text import label
from counter.windows.screen import IdentityPage

_PHOTO = (102, 126)
"""The chip's picture is 102 x 126 pixels (GA 450)."""


class IdentityPageView(WorkPage):
    """Shows an ``IdentityPage``."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Build the page."""
        super().__init__(parent)
        self.column.addWidget(label("身份核验", "title"))
        self._hint = label(role="small")
        self.column.addWidget(self._hint)
        card = self.card()
        both = QHBoxLayout()
        both.setSpacing(20)
        self._photo = label()
        self._photo.setObjectName("photo")
        # The chip's own picture needs the maker's decoder, which no library has.
        self._photo.setPixmap(drawn("user-round", "ink3", 56))
        self._photo.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._photo.setFixedSize(*_PHOTO)
        both.addWidget(self._photo, alignment=Qt.AlignmentFlag.AlignTop)
        self._pairs = PairList(Qt.AlignmentFlag.AlignLeft)
        both.addWidget(self._pairs, 1)
        card.addLayout(both)
        self._waiting = label("还没有读到证件。放上身份证，按 F7。", "small")
        card.addWidget(self._waiting)
        self._same = QCheckBox("人证一致（目视）  空格")
        self._same.setObjectName("same_person")
        self._same.clicked.connect(
            lambda checked: self.entered.emit("same_person", "1" if checked else "")
        )
        card.addWidget(self._same)
        self._paper = FieldGrid(2)
        self._paper.entered.connect(self.entered)
        paper = self.card()
        paper.addWidget(label("手工接号，没有叫过号", "bold"))
        paper.addWidget(self._paper)
        by_hand = self.card()
        by_hand.addWidget(label("读不出卡时，手工录入", "bold"))
        self._fields = FieldGrid(2)
        self._fields.entered.connect(self.entered)
        by_hand.addWidget(self._fields)
        self.column.addStretch()

    def show_page(self, page: IdentityPage) -> None:
        """Show what the card said."""
        self._hint.setText(page.hint)
        has_come = bool(page.pairs) and not self._pairs.isVisibleTo(self)
        self._pairs.show_pairs(page.pairs)
        for part in (self._photo, self._pairs, self._same):
            part.setVisible(bool(page.pairs))
        self._waiting.setVisible(not page.pairs)
        self._same.setEnabled(page.can_compare)
        self._same.setChecked(page.same_person)
        if has_come and page.can_compare:
            # The next thing a clerk does: look, press Space.
            self._same.setFocus()
        paper_box = self._paper.parentWidget()
        assert paper_box is not None
        paper_box.setVisible(page.paper is not None)
        if page.paper is not None:
            self._paper.show_fields((page.paper,))
        self._fields.show_fields((page.number, page.name))
