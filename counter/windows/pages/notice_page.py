"""Step 3: the one-time notice and what was found of its materials."""

from PyQt6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from counter.windows.pages.page import WorkPage
from counter.windows.parts.cards import empty_layout
from counter.windows.parts.fields import FieldBox, FieldGrid
from counter.windows.parts.key_cap import KeyCap
from counter.windows.parts.material_rows import KEYS, MaterialRows
from counter.windows.parts.rows import RowsView
from counter.windows.parts.text import Elided, chip, label
from counter.windows.screen import NoticePage


class NoticePageView(WorkPage):
    """Shows a ``NoticePage``."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Build the page."""
        super().__init__(parent)
        head = QHBoxLayout()
        self._title, self._version = Elided(role="title"), label(role="small")
        head.addWidget(self._title, 1)
        head.addWidget(self._version)
        self.column.addLayout(head)
        self._situation = QHBoxLayout()
        self._chips = QHBoxLayout()
        self._chips.setSpacing(6)
        self._situation.addLayout(self._chips)
        self._situation.addStretch()
        self._situation.addWidget(label("改情形", "small"))
        self._situation.addWidget(KeyCap("Ctrl 2"))
        self.column.addLayout(self._situation)
        self._list = RowsView(MaterialRows(), "materials", KEYS)
        self._list.verb_pressed.connect(self._tell_mark)
        self._list.moved.connect(self._tell_row)
        self.column.addWidget(self._list)
        self._note: FieldBox | None = None
        self._note_place = QHBoxLayout()
        self.column.addLayout(self._note_place)
        self._reason = FieldGrid(2)
        self._reason.entered.connect(self.entered)
        self._reason.hide()
        self.column.addWidget(self._reason)
        self._empty = label(role="small")
        self.column.addWidget(self._empty)
        self.column.addStretch()
        self._shown: tuple[str, ...] = ()

    def show_page(self, page: NoticePage) -> None:
        """Show the materials of this situation."""
        self._title.show_text(page.title)
        self._version.setText(page.version)
        if page.chips != self._shown:
            self._shown = page.chips
            empty_layout(self._chips)
            for words in page.chips:
                self._chips.addWidget(chip(words, "act"))
        self._list.show_rows(page.rows)
        if page.rows and self._list.current() < 0:
            self._list.show_rows(page.rows, 0)
        self._list.setVisible(bool(page.rows))
        self._show_note(page)
        self._reason.setVisible(page.reason is not None)
        if page.reason is not None:
            self._reason.show_fields((page.reason,))
        self._empty.setText(page.empty)
        self._empty.setVisible(bool(page.empty))

    def next_open(self) -> None:
        """Go to the next material nobody looked at, round again from the last."""
        rows, at = self._list.rows, self._list.current()
        for nth in (*range(at + 1, len(rows)), *range(at + 1)):
            if rows[nth].state == "open":
                self._list.show_rows(rows, nth)
                self._list.setFocus()
                return

    def _show_note(self, page: NoticePage) -> None:
        if page.note is None or (self._note is not None and self._note.name != page.note.name):
            empty_layout(self._note_place)
            self._note = None
        if page.note is not None:
            if self._note is None:
                self._note = FieldBox(page.note)
                self._note.entered.connect(self.entered)
                if isinstance(self._note.input, QLineEdit):
                    self._note.input.returnPressed.connect(self._keep_note)
                self._note_place.addWidget(self._note)
            self._note.show_field(page.note)

    def _keep_note(self) -> None:
        self._tell_mark(self._list.current(), "miss")
        self._list.setFocus()

    def _tell_mark(self, row: int, verb: str) -> None:
        self.chosen.emit("row", row)
        self.verb_pressed.emit(f"mark_{verb}")

    def _tell_row(self, row: int) -> None:
        self.chosen.emit("row", row)
