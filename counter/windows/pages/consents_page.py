"""Step 5: each person signs alone, one text at a time, with the own card on the reader."""

from PyQt6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from counter.windows.icons import mark
from counter.windows.pages.page import WorkPage
from counter.windows.parts.signer_card import SignerCard
from counter.windows.parts.text import Elided, label
from counter.windows.parts.verb_button import VerbButton
from counter.windows.screen import ConsentsPage, OfferedText, Verb


class _OfferedBox(QFrame):
    """An agreement apart from the others, unticked until the people ask for it."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("card")
        self._mark, self._title, self._line = label(), Elided(), Elided(role="micro")
        self.button = VerbButton(Verb("add_offset", "加入签署", "Ctrl B", style="flat"))
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self._title)
        words.addWidget(self._line)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 0, 8, 0)
        row.setSpacing(12)
        row.addWidget(self._mark)
        row.addLayout(words, 1)
        row.addWidget(self.button)

    def show_offer(self, offered: OfferedText | None) -> None:
        self.setVisible(offered is not None)
        if offered is None:
            return
        if (drawn := mark("signed" if offered.is_added else "open")) is not None:
            self._mark.setPixmap(drawn)
        self._title.show_text(offered.title)
        self._line.show_text(offered.line)
        self.button.show_verb(
            Verb(
                "add_offset",
                offered.label,
                offered.key,
                enabled=offered.enabled,
                why=offered.why,
                style="flat",
            )
        )


class ConsentsPageView(WorkPage):
    """Shows a ``ConsentsPage``; ``chosen`` tells ``text`` with person and row, and ``strokes``."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Build the page."""
        super().__init__(parent)
        # The room above is the message's; both people must fit without scrolling.
        self.column.setContentsMargins(16, 6, 16, 8)
        self.column.setSpacing(8)
        self._title, self._hint = label(role="title"), Elided(role="small")
        hint, locked = QHBoxLayout(), label()
        if (drawn := mark("locked")) is not None:
            locked.setPixmap(drawn)
        hint.setSpacing(6)
        hint.addWidget(locked)
        hint.addWidget(self._hint, 1)
        heads = QHBoxLayout()
        heads.setSpacing(16)
        heads.addWidget(self._title)
        heads.addLayout(hint, 1)
        self.column.addLayout(heads)
        self._people = QHBoxLayout()
        self._people.setSpacing(12)
        self.column.addLayout(self._people, 1)
        self._offered = _OfferedBox()
        self._offered.button.clicked.connect(self._add_offered)
        self.column.addWidget(self._offered)
        self._cards: list[SignerCard] = []
        self._on_table = ""
        self._active = -1

    def show_page(self, page: ConsentsPage) -> None:
        """Show both people and the text on the table."""
        self._title.setText(page.title)
        self._hint.show_text(page.hint)
        while len(self._cards) < len(page.signers):
            self._add_card()
        for nth, card in enumerate(self._cards):
            card.setVisible(nth < len(page.signers))
        if page.on_table != self._on_table:
            # What stands in a field was written under another text, or by another person.
            self._on_table = page.on_table
            for card in self._cards:
                card.field.clear()
        for card, signer in zip(self._cards, page.signers, strict=False):
            card.show_signer(signer)
        self._offered.show_offer(page.offered)
        self._follow(next((n for n, one in enumerate(page.signers) if one.active), -1))

    def focus_first(self) -> None:
        """The list of whoever is here; else the page, from which the desk's keys work."""
        if self._active >= 0:
            self._cards[self._active].list.setFocus()
        else:
            self.setFocus()

    def _follow(self, active: int) -> None:
        """Give the keyboard to the list of the person whose card was just read."""
        if active != self._active:
            self._active = active
            if self.isVisible():
                self.focus_first()

    def _add_card(self) -> None:
        card = SignerCard(len(self._cards))
        card.moved.connect(self._tell_text)
        card.inked.connect(self._tell_ink)
        card.verb_pressed.connect(self.verb_pressed)
        self._cards.append(card)
        self._people.addWidget(card, 1)

    def _tell_text(self, person: int, row: int) -> None:
        self.chosen.emit("text", (person, row))

    def _tell_ink(self, ink: object) -> None:
        self.chosen.emit("strokes", ink)

    def _add_offered(self) -> None:
        self.verb_pressed.emit("add_offset")
