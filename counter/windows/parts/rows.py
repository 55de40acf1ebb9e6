"""Lists of painted rows: one frozen value a row, one delegate a kind of row."""

from collections.abc import Mapping, Sequence
from typing import Any

from PyQt6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPoint,
    QRect,
    QSize,
    Qt,
    pyqtSignal,
)
from PyQt6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPen
from PyQt6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from counter.windows.keys import spelling
from counter.windows.parts.row_brush import RowBrush
from counter.windows.style import colour, set_state

FOCUS_PX = 2


class RowModel(QAbstractListModel):
    """Frozen values in order; a value says its own ``spoken`` text and ``tip`` if it has them."""

    def __init__(self, view: QObject) -> None:
        """The model ends with its view."""
        super().__init__(view)
        self.rows: tuple[Any, ...] = ()

    def show_rows(self, rows: Sequence[Any]) -> None:
        """Replace the rows; rows that only changed stay in place, so that focus stays too."""
        before, self.rows = self.rows, tuple(rows)
        if len(before) != len(self.rows):
            self.beginResetModel()
            self.endResetModel()
        elif before != self.rows:
            self.dataChanged.emit(self.index(0), self.index(len(self.rows) - 1))

    def rowCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008, N802 - Qt's shape
        """How many rows."""
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The value itself for its delegate; its words for a screen reader and the tip."""
        if not 0 <= index.row() < len(self.rows):
            return None
        row = self.rows[index.row()]
        match role:
            case Qt.ItemDataRole.UserRole:
                return row
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.AccessibleTextRole:
                return getattr(row, "spoken", None)
            case Qt.ItemDataRole.ToolTipRole:
                return getattr(row, "tip", None) or None
            case _:
                return None


class RowKind(QStyledItemDelegate):
    """How one kind of row is drawn; a subclass gives ``height`` and ``draw``."""

    def height(self) -> int:
        """Pixels of one row."""
        raise NotImplementedError

    def draw(self, brush: RowBrush, row: Any, *, focused: bool) -> None:
        """Draw one value; ``focused`` is the row the keyboard is on."""
        raise NotImplementedError

    def tint(self, row: Any, *, focused: bool) -> str:
        """The token of the row's ground, or nothing for the card's own."""
        return "actt" if focused else ""

    def pressed(self, row: Any, at: QPoint, area: QRect) -> str:
        """The verb under the pointer in the focused row, or nothing; ``area`` is the row's."""
        return ""

    def paint(
        self, painter: QPainter | None, option: QStyleOptionViewItem, index: QModelIndex
    ) -> None:
        """Ground, content, hair line, focus frame."""
        assert painter is not None
        row = index.data(Qt.ItemDataRole.UserRole)
        focused = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if token := self.tint(row, focused=focused):
            painter.fillRect(option.rect, colour(token))
        painter.setPen(QPen(colour("line3"), 1))
        painter.drawLine(option.rect.bottomLeft(), option.rect.bottomRight())
        self.draw(RowBrush(painter, option.rect), row, focused=focused)
        view = option.widget
        if focused and view is not None and view.hasFocus():
            painter.setPen(QPen(colour("focus"), FOCUS_PX))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(option.rect.adjusted(1, 1, -1, -1))
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex) -> QSize:  # noqa: N802 - Qt's name
        """One height for all rows."""
        return QSize(0, self.height())


class RowsView(QListView):
    """Shows rows; arrows move, Enter or a double press tells the row.

    ``verb_pressed`` tells the row and a verb: of a painted button, or of a key of ``keys``, which
    act only while the list has the focus, so digits and Space may be among them.
    """

    chosen = pyqtSignal(int)
    moved = pyqtSignal(int)
    verb_pressed = pyqtSignal(int, str)

    def __init__(
        self,
        kind: RowKind,
        name: str,
        keys: Mapping[str, str] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        """Make an empty list of one kind of rows.

        ``name`` is its object name; ``keys`` maps a key in Qt's spelling to a verb.
        """
        super().__init__(parent)
        self._keys = dict(keys or {})
        self.setObjectName(name)
        set_state(self, "painted")
        self._rows, self._kind = RowModel(self), kind
        kind.setParent(self)
        self.setModel(self._rows)
        self.setItemDelegate(kind)
        self.setUniformItemSizes(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.activated.connect(self._tell_chosen)

    def show_rows(self, rows: Sequence[Any], current: int = -1) -> None:
        """Show these rows; ``current`` takes the keyboard's row, else it stays where it was."""
        kept = self.current()
        self._rows.show_rows(rows)
        wanted = current if current >= 0 else min(kept, len(rows) - 1)
        if wanted >= 0 and wanted != self.current():
            self.setCurrentIndex(self._rows.index(wanted))
        self.updateGeometry()

    @property
    def rows(self) -> tuple[Any, ...]:
        """What is shown."""
        return self._rows.rows

    def current(self) -> int:
        """The keyboard's row, -1 for none."""
        return self.currentIndex().row()

    def natural_height(self) -> int:
        """Pixels all rows take together, frame included."""
        return self._kind.height() * len(self._rows.rows) + 2 * self.frameWidth()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As tall as its rows."""
        return QSize(super().sizeHint().width(), self.natural_height())

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """At least two rows, the rest scrolls."""
        least = min(self.natural_height(), 2 * self._kind.height())
        return QSize(super().minimumSizeHint().width(), least)

    def keyPressEvent(self, event: QKeyEvent | None) -> None:  # noqa: N802 - Qt's name
        """A key of this list is its verb; all others move as in any list."""
        verb = None if event is None else self._keys.get(spelling(event))
        if verb is None:
            super().keyPressEvent(event)
        elif self.current() >= 0 and event is not None and not event.isAutoRepeat():
            self.verb_pressed.emit(self.current(), verb)

    def currentChanged(self, current: QModelIndex, previous: QModelIndex) -> None:  # noqa: N802 - Qt's name
        """Tell where the keyboard went."""
        super().currentChanged(current, previous)
        if current.row() != previous.row():
            self.moved.emit(current.row())

    def mouseReleaseEvent(self, event: QMouseEvent | None) -> None:  # noqa: N802 - Qt's name
        """A press on a painted button of the row tells its verb."""
        super().mouseReleaseEvent(event)
        if event is None or event.type() != QEvent.Type.MouseButtonRelease:
            return
        at = event.position().toPoint()
        index = self.indexAt(at)
        if not index.isValid():
            return
        row = index.data(Qt.ItemDataRole.UserRole)
        verb = self._kind.pressed(row, at, self.visualRect(index))
        if verb:
            self.verb_pressed.emit(index.row(), verb)

    def _tell_chosen(self, index: QModelIndex) -> None:
        self.chosen.emit(index.row())
