"""Cards of pairs, messages and the list of cards in the right column."""

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QFrame, QHBoxLayout, QLayout, QVBoxLayout, QWidget

from counter.windows.parts.text import Elided, chip, label
from counter.windows.screen import Card, Message
from counter.windows.style import set_state


def empty_layout(layout: QLayout) -> None:
    """Take everything out of a layout."""
    while (item := layout.takeAt(0)) is not None:
        if (inner := item.layout()) is not None:
            empty_layout(inner)
        if (widget := item.widget()) is not None:
            widget.hide()
            widget.deleteLater()


def pair_row(name: str, value: str) -> QHBoxLayout:
    """A label and its value at the right edge."""
    row = QHBoxLayout()
    row.setSpacing(8)
    row.addWidget(label(name, "caption"))
    shown = Elided(value)
    shown.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    row.addWidget(shown, 1)
    return row


class CardBox(QFrame):
    """One card of the right column."""

    def __init__(self, card: Card, parent: QWidget | None = None) -> None:
        """Build the card from its value."""
        super().__init__(parent)
        self.setObjectName("card")
        set_state(self, "active" if card.active else "")
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 10)
        column.setSpacing(4)
        head = QHBoxLayout()
        head.addWidget(Elided(card.head, "bold"), 1)
        if card.chip:
            head.addWidget(chip(card.chip, card.chip_state))
        column.addLayout(head)
        if card.sub:
            column.addWidget(Elided(card.sub, "small"))
        for name, value in card.pairs:
            column.addLayout(pair_row(name, value))


class CardColumn(QWidget):
    """The right column."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Build an empty column."""
        super().__init__(parent)
        self.setObjectName("column")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(12, 12, 12, 12)
        self._column.setSpacing(10)
        self._shown: tuple[Card, ...] | None = None

    def show_cards(self, cards: tuple[Card, ...]) -> None:
        """Show these cards, top to bottom."""
        if cards == self._shown:
            return
        self._shown = cards
        empty_layout(self._column)
        for card in cards:
            self._column.addWidget(CardBox(card))
        self._column.addStretch()


class MessageBar(QFrame):
    """A message in place; it stays until its cause is gone."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Build it hidden."""
        super().__init__(parent)
        self.setObjectName("message")
        self._title = label(role="bold")
        self._text = label()
        self._text.setWordWrap(True)
        self._title.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 8)
        column.setSpacing(2)
        column.addWidget(self._title)
        column.addWidget(self._text)
        self.hide()

    def show_message(self, message: Message | None) -> None:
        """Show the message, or nothing."""
        self.setVisible(message is not None)
        if message is None:
            return
        set_state(self, message.state)
        self._title.setText(message.title)
        self._text.setText(message.text)
        self._text.setVisible(bool(message.text))
        self.setAccessibleName(f"{message.title} {message.text}")
