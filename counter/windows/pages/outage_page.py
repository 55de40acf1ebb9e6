"""Nobody at the window while the centre is away: what goes on, and what waits to be sent."""

from PyQt6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from counter.windows.icons import drawn
from counter.windows.pages.page import WorkPage
from counter.windows.parts.cards import empty_layout
from counter.windows.parts.rows import RowsView
from counter.windows.parts.status_rows import StatusRows
from counter.windows.parts.text import Elided, label
from counter.windows.screen import OutageCard, OutagePage

_SIGNS = {"done": ("check", "ok"), "off": ("arrow-up", "off"), "bad": ("x", "bad")}


class OutagePageView(WorkPage):
    """Shows an ``OutagePage``."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Build the page."""
        super().__init__(parent)
        self.column.addWidget(label("断网期间能办什么", "title"))
        self._cards = QHBoxLayout()
        self._cards.setSpacing(12)
        self.column.addLayout(self._cards)
        head = QHBoxLayout()
        self._title = label(role="title")
        self._line = Elided(role="small")
        head.addWidget(self._title)
        head.addSpacing(16)
        head.addWidget(self._line, 1)
        self.column.addLayout(head)
        self._list = RowsView(StatusRows(), "unsent")
        self.column.addWidget(self._list)
        self.column.addStretch()
        self._shown: tuple[OutageCard, ...] = ()

    def show_page(self, page: OutagePage) -> None:
        """Show what goes on and what waits."""
        if page.cards != self._shown:
            self._shown = page.cards
            empty_layout(self._cards)
            for card in page.cards:
                self._cards.addWidget(_card(card), 1)
        self._title.setText(page.title)
        self._line.show_text(page.line)
        self._list.show_rows(page.rows)
        self._list.setVisible(bool(page.rows))


def _card(card: OutageCard) -> QFrame:
    box = QFrame()
    box.setObjectName("card")
    column = QVBoxLayout(box)
    column.setContentsMargins(12, 10, 12, 12)
    column.setSpacing(6)
    head = QHBoxLayout()
    head.setSpacing(8)
    sign = label()
    sign.setPixmap(drawn(*_SIGNS[card.state], 18))
    head.addWidget(sign)
    head.addWidget(label(card.title, "strong", card.state))
    head.addStretch()
    column.addLayout(head)
    hint = label(card.hint, "small")
    hint.setWordWrap(True)
    column.addWidget(hint)
    for line in card.lines:
        shown = label(line)
        shown.setWordWrap(True)
        column.addWidget(shown)
    column.addStretch()
    return box
