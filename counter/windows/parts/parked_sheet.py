"""The sheet of what both sides wrote (待核对): row by row one side, a reason, then confirmed."""

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtGui import QKeyEvent
from PyQt6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QWidget,
)

from counter.windows.parts.cards import empty_layout
from counter.windows.parts.message_bar import MessageBar
from counter.windows.parts.sheet import Sheet
from counter.windows.parts.text import Elided, label
from counter.windows.parts.verb_button import VerbButton
from counter.windows.screen import ParkedAsked, ParkedRow, Verb
from counter.windows.style import set_state

_NOTHING_YET = "请选理由…"
_OPTION_H = 40


class _Option(QPushButton):
    """One side of one row: its digit, its value, a tick once it is picked."""

    def __init__(self, row: ParkedRow, side: int, value: str, words: str) -> None:
        super().__init__()
        self.row, self.value = row.name, value
        self._side, self._words = side, words
        self._text = Elided()
        self._text.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setObjectName("side")
        self.setFixedHeight(_OPTION_H)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(f"{row.label} {words}")
        self.setToolTip(words)
        inner = QHBoxLayout(self)
        inner.setContentsMargins(12, 0, 12, 0)
        inner.addWidget(self._text)

    def mark(self, *, is_picked: bool, is_here: bool) -> None:
        sign = "✓ " if is_picked else ""
        self._text.show_text(f"{self._side}　{sign}{self._words}")
        set_state(self, "picked" if is_picked else "here" if is_here else "")


class ParkedSheet(Sheet):
    """Shows a ``ParkedAsked``; ``decided`` tells the picks, the reason's code and the note,
    ``turned`` which of the list is to be shown."""

    decided = pyqtSignal(dict, str, str)
    turned = pyqtSignal(int)

    def __init__(self, parent: QWidget) -> None:
        """Build it hidden."""
        super().__init__("待核对", "↑ ↓ 换行，1 2 选一边，PgUp PgDn 换一笔", parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._asked: ParkedAsked | None = None
        self._picks: dict[str, str] = {}
        self._buttons: dict[tuple[str, str], _Option] = {}
        self._row = 0
        self._title, self._count = label(role="strong"), label(role="small")
        self._lines, self._message = label(role="small"), MessageBar()
        self._lines.setWordWrap(True)
        self._grid = QGridLayout()
        self._reason, self._note = QComboBox(), QLineEdit()
        self._confirm = VerbButton(Verb("decide", "按所选定", "Ctrl ↵", style="next"))
        self._form = QWidget()
        self._lay_out()
        self._confirm.clicked.connect(self.confirm)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self._title)
        head.addStretch(1)
        head.addWidget(self._count)
        self.column.addLayout(head)
        self.column.addWidget(self._lines)
        self.column.addWidget(self._message)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(8)
        self._grid.setColumnStretch(1, 1)
        self._grid.setColumnStretch(2, 1)
        self.column.addLayout(self._grid)
        self._reason.setObjectName("parked_reason")
        self._reason.setAccessibleName("理由")
        self._note.setObjectName("parked_note")
        self._note.setAccessibleName("补充说明")
        self._note.setPlaceholderText("补充说明（可不填）")
        self._note.setMaxLength(200)
        form = QHBoxLayout(self._form)
        form.setContentsMargins(0, 8, 0, 0)
        form.setSpacing(12)
        form.addWidget(self._reason, 2)
        form.addWidget(self._note, 3)
        form.addWidget(self._confirm)
        self.column.addWidget(self._form)

    def show_asked(self, asked: ParkedAsked) -> None:
        """Show one save; for another one nothing is picked yet."""
        before, self._asked = self._asked, asked
        is_same = before is not None and before.key == asked.key
        if not is_same:
            self._picks, self._row = {}, 0
            self._note.clear()
            self._reason.setCurrentIndex(0)
        self._title.setText(asked.title)
        self._count.setText(f"{asked.nth} / {asked.count}" if asked.count > 1 else "")
        self._lines.setText("\n".join(asked.lines))
        self._lines.setVisible(bool(asked.lines))
        self._message.show_message(asked.message)
        if before is None or before.reasons != asked.reasons:
            self._fill_reasons(asked.reasons)
        if before is None or (before.rows, before.sides) != (asked.rows, asked.sides):
            self._fill_rows(asked)
        self._form.setVisible(bool(asked.rows))
        words = asked.busy or "按所选定"
        self._confirm.show_verb(
            Verb("decide", words, "Ctrl ↵", enabled=not asked.busy, style="next")
        )
        self._mark()

    def lay(self, area: QWidget) -> None:
        """Cover ``area``; the keyboard is on the rows."""
        super().lay(area)
        self.setFocus()

    def confirm(self) -> None:
        """Tell what was chosen; what is missing is said by whoever takes it."""
        if self._asked is not None and self._asked.rows and self._confirm.isEnabled():
            reason = self._reason.currentData() or ""
            self.decided.emit(dict(self._picks), reason, self._note.text())

    def keyPressEvent(self, event: QKeyEvent | None) -> None:  # noqa: N802 - Qt's name
        """Rows by arrows, sides by digits, saves by page keys; nothing is decided by them."""
        if event is None or self._asked is None:
            return
        rows = self._asked.rows
        digit = event.key() - Qt.Key.Key_1.value
        match event.key():
            case Qt.Key.Key_Down if rows:
                self._row = min(self._row + 1, len(rows) - 1)
            case Qt.Key.Key_Up if rows:
                self._row = max(self._row - 1, 0)
            case Qt.Key.Key_PageDown if self._asked.nth < self._asked.count:
                self.turned.emit(self._asked.nth)
            case Qt.Key.Key_PageUp if self._asked.nth > 1:
                self.turned.emit(self._asked.nth - 2)
            case _ if rows and 0 <= digit < len(rows[self._row].options):
                self._pick(rows[self._row].name, rows[self._row].options[digit][0])
            case _:
                super().keyPressEvent(event)
        self._mark()

    def _fill_reasons(self, reasons: tuple[tuple[str, str], ...]) -> None:
        self._reason.clear()
        self._reason.addItem(_NOTHING_YET, "")
        for code, words in reasons:
            self._reason.addItem(words, code)

    def _fill_rows(self, asked: ParkedAsked) -> None:
        empty_layout(self._grid)
        self._buttons = {}
        for nth, words in enumerate(asked.sides, start=1):
            if asked.rows:
                self._grid.addWidget(label(words, "caption"), 0, nth)
        for nth, row in enumerate(asked.rows, start=1):
            self._grid.addWidget(label(row.label, "bold"), nth, 0)
            for side, (value, words) in enumerate(row.options, start=1):
                self._grid.addWidget(self._option(row, side, value, words), nth, side)

    def _option(self, row: ParkedRow, side: int, value: str, words: str) -> "_Option":
        button = _Option(row, side, value, words)
        button.clicked.connect(self._press_option)
        self._buttons[row.name, value] = button
        return button

    def _press_option(self) -> None:
        button = self.sender()
        if isinstance(button, _Option):
            self._pick(button.row, button.value)
            self._mark()

    def _pick(self, row: str, value: str) -> None:
        self._picks[row] = value
        rows = self._asked.rows if self._asked is not None else ()
        open_rows = [nth for nth, one in enumerate(rows) if one.name not in self._picks]
        if open_rows:
            self._row = open_rows[0]

    def _mark(self) -> None:
        rows = self._asked.rows if self._asked is not None else ()
        here = rows[self._row].name if rows else ""
        for (row, value), button in self._buttons.items():
            button.mark(is_picked=self._picks.get(row) == value, is_here=row == here)
