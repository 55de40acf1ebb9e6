"""Rows of the waiting queue: place, ticket, class, business, since when, how long, why there."""

from PyQt6.QtCore import QRect, Qt
from PyQt6.QtWidgets import QWidget

from counter.windows.parts.row_brush import RowBrush
from counter.windows.parts.rows import RowKind
from counter.windows.parts.text import label
from counter.windows.screen import QueueRow
from counter.windows.style import size

_RIGHT = Qt.AlignmentFlag.AlignRight
# Share of the width where each column begins, and the heads over them.
COLUMNS = (
    ("序", 0.0, 0.035, _RIGHT),
    ("号", 0.06, 0.09, Qt.AlignmentFlag.AlignLeft),
    ("类别", 0.155, 0.13, Qt.AlignmentFlag.AlignLeft),
    ("业务", 0.29, 0.30, Qt.AlignmentFlag.AlignLeft),
    ("取号", 0.60, 0.07, Qt.AlignmentFlag.AlignLeft),
    ("已等", 0.66, 0.09, _RIGHT),
    ("为什么排在这里", 0.775, 0.215, Qt.AlignmentFlag.AlignLeft),
)


class QueueRows(RowKind):
    """Draws a ``QueueRow``."""

    def height(self) -> int:
        """One line."""
        return size("row")

    def tint(self, row: QueueRow, *, focused: bool) -> str:
        """The row of the keyboard alone is blue."""
        return "actt" if focused else ""

    def draw(self, brush: RowBrush, row: QueueRow, *, focused: bool) -> None:
        """The cells in their columns; a late wait is bold, the green channel a green chip."""
        cells = (
            (row.place, "body", "ink3"),
            (row.label, "strong", "ink1"),
            (row.series, "body", "ink1"),
            (row.business, "body", "ink1"),
            (row.taken, "body", "ink2"),
            (row.waited, "body!" if row.is_late else "body", "ink1"),
            (row.why, "small", "ink2"),
        )
        for (words, look, token), (_head, begin, share, side) in zip(cells, COLUMNS, strict=True):
            box = _box(brush.area, begin, share)
            if words == row.series and row.is_green:
                brush.chip_from(box.left(), box.center().y(), words, "green")
            else:
                brush.text(box, words, look, token, side)


class QueueHeads(QWidget):
    """The heads over the rows, in the same columns."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make the heads."""
        super().__init__(parent)
        self.setFixedHeight(size("row") - 4)
        self._heads = [label(head, "caption") for head, *_column in COLUMNS]
        for head in self._heads:
            head.setParent(self)

    def resizeEvent(self, event: object) -> None:  # noqa: N802 - Qt's name
        """Stand over the columns."""
        for head, (_words, begin, share, side) in zip(self._heads, COLUMNS, strict=True):
            head.setGeometry(_box(self.rect(), begin, share))
            head.setAlignment(side | Qt.AlignmentFlag.AlignVCenter)


def _box(area: QRect, begin: float, share: float) -> QRect:
    left = area.left() + 8 + int(area.width() * begin)
    return QRect(left, area.top(), int(area.width() * share), area.height())
