"""A list of rows over a thin table model."""

from typing import Any

from PyQt6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt, pyqtSignal
from PyQt6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from counter.windows.screen import Row
from counter.windows.style import colour

_MARKS = {"done": "✓ ", "bad": "✕ ", "warn": "◇ ", "act": "✎ ", "": ""}
_INKS = {"done": "ok", "bad": "bad", "warn": "warn", "act": "act", "off": "off"}


class RowModel(QAbstractTableModel):
    """Rows of text with a state word in the last column."""

    def __init__(self, heads: tuple[str, ...], view: QObject) -> None:
        """Declare the columns, the last for the state word; the model ends with its view."""
        super().__init__(view)
        self._heads = heads
        self._rows: tuple[Row, ...] = ()

    def show_rows(self, rows: tuple[Row, ...]) -> None:
        """Replace the rows; nothing happens when they are the same."""
        if rows == self._rows:
            return
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def rowCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008, N802 - Qt's shape
        """How many rows."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008, N802 - Qt's shape
        """How many columns."""
        return 0 if parent.isValid() else len(self._heads)

    def headerData(  # noqa: N802 - Qt's name
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """The column heads."""
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return self._heads[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return None

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Text, colour and tip of one cell."""
        row = self._rows[index.row()]
        is_word = index.column() == len(self._heads) - 1
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.AccessibleTextRole:
                if is_word:
                    return _MARKS.get(row.state, "") + row.word
                return row.cells[index.column()]
            case Qt.ItemDataRole.ForegroundRole:
                return colour(_INKS[row.state]) if is_word and row.state in _INKS else None
            case Qt.ItemDataRole.BackgroundRole:
                return colour("badt") if row.state == "bad" else None
            case Qt.ItemDataRole.ToolTipRole:
                return row.tip or None
            case _:
                return None


class RowList(QTableView):
    """Shows rows; arrows move, a press or Enter tells the row."""

    chosen = pyqtSignal(int)

    def __init__(
        self, heads: tuple[str, ...], widths: tuple[int, ...], parent: QWidget | None = None
    ) -> None:
        """``widths`` in pixels, 0 for the column that takes the rest."""
        super().__init__(parent)
        self._rows = RowModel(heads, self)
        self.setModel(self._rows)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabKeyNavigation(False)
        side, top = self.verticalHeader(), self.horizontalHeader()
        assert side is not None
        assert top is not None
        side.hide()
        side.setDefaultSectionSize(32)
        top.setHighlightSections(False)
        for column, width in enumerate(widths):
            if width:
                top.setSectionResizeMode(column, QHeaderView.ResizeMode.Fixed)
                top.resizeSection(column, width)
            else:
                top.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
        self.activated.connect(lambda index: self.chosen.emit(index.row()))

    def show_rows(self, rows: tuple[Row, ...], current: int = -1) -> None:
        """Show these rows and select ``current`` if given."""
        kept = self.currentIndex().row()
        self._rows.show_rows(rows)
        wanted = current if current >= 0 else kept
        if 0 <= wanted < len(rows) and self.isEnabled():
            self.selectRow(wanted)
        else:
            self.clearSelection()
