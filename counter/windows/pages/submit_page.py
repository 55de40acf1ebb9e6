"""Step 6: acceptance, end of signing, first review, submitted."""

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from counter.windows.pages.page import WorkPage
from counter.windows.parts.cards import empty_layout
from counter.windows.parts.deadline_chip import DeadlineChip
from counter.windows.parts.fields import FieldGrid
from counter.windows.parts.rows import RowsView
from counter.windows.parts.status_rows import StatusRows
from counter.windows.parts.text import Elided, label
from counter.windows.screen import ClockLine, SubmitPage


class SubmitPageView(WorkPage):
    """Shows a ``SubmitPage``; a press on what stands in the way tells the key to go there."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Build the page."""
        super().__init__(parent)
        self._title, self._line = label(role="title"), Elided(role="small")
        heads = QVBoxLayout()
        heads.setSpacing(0)
        heads.addWidget(self._title)
        heads.addWidget(self._line)
        self.column.addLayout(heads)
        self._blocked = label("现在不能提交", "bold", "bad")
        self._blockers = RowsView(StatusRows(), "blockers", {"Space": "go"})
        self._blockers.chosen.connect(self._go)
        self._blockers.verb_pressed.connect(self._go)
        self.column.addWidget(self._blocked)
        self.column.addWidget(self._blockers)
        self._stages = RowsView(StatusRows(), "stages")
        self._papers = RowsView(StatusRows(), "papers")
        for shown in (self._stages, self._papers):
            # Nothing can be chosen in them: the keyboard goes from the opinion to the bar.
            shown.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            shown.setSelectionMode(RowsView.SelectionMode.NoSelection)
        self._steps: tuple[str, ...] = ()
        self._fields = FieldGrid(1)
        self._fields.entered.connect(self.entered)
        self.column.addLayout(self._middle())
        self._opinion_box = self._opinion()
        self.column.addWidget(self._opinion_box)
        self.column.addStretch()
        self._shown_clocks: tuple[ClockLine, ...] | None = None

    def _middle(self) -> QHBoxLayout:
        box = QFrame()
        box.setObjectName("card")
        self._clocks = QVBoxLayout(box)
        self._clocks.setContentsMargins(12, 8, 12, 8)
        self._clocks.setSpacing(6)
        left = _stacked(label("办到哪一步", "bold"), self._stages)
        right = _stacked(
            label("两个时限，以先到的为准", "bold"), box, label("单据", "bold"), self._papers
        )
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addLayout(left, 5)
        row.addLayout(right, 4)
        return row

    def _opinion(self) -> QFrame:
        box = QFrame()
        box.setObjectName("card")
        column = QVBoxLayout(box)
        column.setContentsMargins(12, 8, 12, 8)
        column.addWidget(self._fields)
        return box

    def show_page(self, page: SubmitPage) -> None:
        """Show how far the case is, what stands in the way and by when it is decided."""
        self._title.setText(page.title)
        self._line.show_text(page.line)
        self._steps = tuple(row.key for row in page.blockers)
        self._blocked.setVisible(bool(page.blockers))
        self._blockers.setVisible(bool(page.blockers))
        self._blockers.show_rows(page.blockers)
        self._blockers.setFixedHeight(self._blockers.natural_height())
        for shown, rows in ((self._stages, page.stages), (self._papers, page.papers)):
            shown.show_rows(rows)
            shown.setFixedHeight(shown.natural_height())
        self._show_clocks(page.clocks)
        self._opinion_box.setVisible(page.opinion is not None)
        if page.opinion is not None:
            self._fields.show_fields((page.opinion,))

    def focus_first(self) -> None:
        """What stands in the way comes first, else the opinion."""
        if self._steps:
            self._blockers.setFocus()
        else:
            super().focus_first()

    def _show_clocks(self, clocks: tuple[ClockLine, ...]) -> None:
        if clocks == self._shown_clocks:
            return
        self._shown_clocks = clocks
        empty_layout(self._clocks)
        for clock in clocks:
            row = QHBoxLayout()
            row.setSpacing(8)
            row.addWidget(DeadlineChip(clock.chip))
            row.addWidget(Elided(clock.words, "small"), 1)
            if clock.is_earlier:
                row.addWidget(label("先到", "bold"))
            self._clocks.addLayout(row)

    def _go(self, row: int, _verb: str = "") -> None:
        if 0 <= row < len(self._steps):
            self.verb_pressed.emit(f"step_{self._steps[row][-1]}")


def _stacked(*parts: QWidget) -> QVBoxLayout:
    column = QVBoxLayout()
    column.setSpacing(6)
    for part in parts:
        column.addWidget(part)
    column.addStretch()
    return column
