"""Cards of pairs, messages and the list of cards in the right column."""

from PyQt6.QtCore import Qt
from PyQt6.QtGui import QFontMetrics
from PyQt6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLayout,
    QPlainTextEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from counter.windows.icons import mark
from counter.windows.parts.deadline_chip import DeadlineChip
from counter.windows.parts.text import Elided, chip, fit_to_text, label
from counter.windows.parts.unchanged import only_changes
from counter.windows.screen import Card, CardLine, Deadline
from counter.windows.style import font, set_state, size

_INSET, _PAD, _CHIP_PAD = 10, 10, 18


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

    def __init__(self, card: Card, room: int, parent: QWidget | None = None) -> None:
        """Build the card from its value; ``room`` is the width of its content in pixels."""
        super().__init__(parent)
        self.setObjectName("card")
        set_state(self, "active" if card.active else "")
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        if card.body:
            column.addLayout(_text_head(card))
            column.addWidget(_TextBody(card.body), 1)
            return
        column.addWidget(_CardHead(card, room))
        if rest := _rest(card, room):
            column.addLayout(rest)


class _CardHead(QFrame):
    """Role, name and chip; below them the number, sex and age."""

    def __init__(self, card: Card, room: int) -> None:
        super().__init__()
        self.setObjectName("cardHead")
        set_state(self, "active" if card.active else "")
        column = QVBoxLayout(self)
        column.setContentsMargins(_PAD, 7, _PAD, 5)
        column.setSpacing(1)
        look = "strong" if card.role else "bold"
        first, second = QHBoxLayout(), QHBoxLayout()
        for row in (first, second):
            row.setSpacing(6)
        if card.role:
            first.addWidget(label(card.role, "caption"))
        first.addWidget(Elided(card.head, look), 1)
        column.addLayout(first)
        if card.sub:
            number = Elided(card.sub, "small")
            fit_to_text(number, "small")
            second.addWidget(number, 100)
            second.addWidget(label(card.detail, "small"))
            second.addStretch(1)
            column.addLayout(second)
        elif card.detail:
            first.addWidget(label(card.detail, "caption"))
        if not card.chip:
            return
        shown = chip(card.chip, card.chip_state)
        if _fits(card, room):
            first.addWidget(shown)
        else:
            # A long name keeps its line: better a taller card than a name of three characters.
            column.addSpacing(2)
            column.addWidget(shown)


def _fits(card: Card, room: int) -> bool:
    """Whether role, head and chip stand in one line."""
    look = "strong" if card.role else "body"
    words = (card.role, "small"), (card.head, look), (card.chip, "micro")
    wide = sum(QFontMetrics(font(role)).horizontalAdvance(text) for text, role in words)
    return wide + 2 * 6 + _CHIP_PAD <= room


def _rest(card: Card, room: int) -> QVBoxLayout | None:
    """What stands under the head, or nothing."""
    if not (card.pairs or card.lines or card.deadlines or card.note):
        return None
    column = QVBoxLayout()
    column.setContentsMargins(_PAD, 2, _PAD, 8)
    column.setSpacing(2)
    for name, value in card.pairs:
        column.addLayout(pair_row(name, value))
    for line in card.lines:
        column.addLayout(_line_row(line))
    if card.deadlines:
        column.addWidget(_Deadlines(card.deadlines, room))
    if card.note:
        note = Elided(card.note, "micro")
        note.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        column.addWidget(note)
    return column


def _line_row(line: CardLine) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(8)
    shown = label()
    if (drawn := mark(line.mark)) is not None:
        shown.setPixmap(drawn)
    row.addWidget(shown)
    row.addWidget(Elided(line.words), 1)
    row.addWidget(label(line.word, "small"))
    return row


class _Deadlines(QWidget):
    """The deadline chips beside their label, one under the other where they are too wide."""

    def __init__(self, deadlines: tuple[Deadline, ...], room: int) -> None:
        super().__init__()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 2, 0, 2)
        grid.setHorizontalSpacing(6)
        grid.setVerticalSpacing(4)
        name = label("时限", "caption")
        chips = [DeadlineChip(one) for one in deadlines]
        wide = name.sizeHint().width() + sum(one.sizeHint().width() + 6 for one in chips)
        grid.addWidget(name, 0, 0)
        grid.setColumnStretch(1, 1)
        is_one_row = wide <= room
        for nth, one in enumerate(chips):
            place = (0, 2 + nth) if is_one_row else (nth, 2)
            grid.addWidget(one, *place, alignment=Qt.AlignmentFlag.AlignRight)


def _text_head(card: Card) -> QVBoxLayout:
    column = QVBoxLayout()
    column.setContentsMargins(_PAD, 10, _PAD, 6)
    column.setSpacing(2)
    for shown in (label(card.head, "strong"), label(card.sub, "micro")):
        shown.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        shown.setWordWrap(True)
        column.addWidget(shown)
    return column


class _TextBody(QPlainTextEdit):
    """A text to be read; the keyboard scrolls it, Tab leaves it."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.setObjectName("textBody")
        self.setReadOnly(True)
        self.setTabChangesFocus(True)
        self.setAccessibleName("签署文本")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMinimumHeight(120)


class CardColumn(QWidget):
    """The right column; it scrolls by itself where the cards of a visit need more room."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Build an empty column."""
        super().__init__(parent)
        self.setObjectName("column")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        self._area, inner = QScrollArea(), QWidget()
        inner.setObjectName("column")
        self._area.setObjectName("cards")
        self._area.setWidgetResizable(True)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setWidget(inner)
        whole.addWidget(self._area)
        self._column = QVBoxLayout(inner)
        self._column.setContentsMargins(_INSET, 12, _INSET, 12)
        self._column.setSpacing(10)
        self._shown: tuple[Card, ...] | None = None

    @only_changes
    def show_cards(self, cards: tuple[Card, ...]) -> None:
        """Show these cards, top to bottom."""
        if cards == self._shown:
            return
        self._shown = cards
        empty_layout(self._column)
        # Before it is shown the column has its fixed width as its largest only.
        room = min(self.maximumWidth(), size("rightside")) - 2 * (_INSET + _PAD + 1)
        for card in cards:
            self._column.addWidget(CardBox(card, room), 1 if card.body else 0)
        if not any(card.body for card in cards):
            self._column.addStretch()
