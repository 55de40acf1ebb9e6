"""A sheet laid over the work area: closed by Esc or by its own key, and nothing under it moves."""

from PyQt6.QtCore import QEvent, QObject, Qt
from PyQt6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from counter.windows.parts.key_cap import KeyCap
from counter.windows.parts.text import label

_MOVES = (QEvent.Type.Move, QEvent.Type.Resize)


class Sheet(QFrame):
    """A titled frame over ``parent``; a subclass fills ``column``."""

    def __init__(self, title: str, hint: str, parent: QWidget) -> None:
        """Build it hidden."""
        super().__init__(parent)
        self._area: QWidget | None = None
        self.setObjectName("sheet")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(title)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(24, 20, 24, 20)
        whole.setSpacing(14)
        head = QHBoxLayout()
        head.addWidget(label(title, "title"))
        head.addStretch()
        head.addWidget(label(hint, "caption"))
        head.addSpacing(12)
        head.addWidget(KeyCap("Esc"))
        head.addWidget(label("关闭", "small"))
        whole.addLayout(head)
        self.column = QVBoxLayout()
        self.column.setSpacing(8)
        whole.addLayout(self.column)
        whole.addStretch()
        self.hide()

    def lay(self, area: QWidget) -> None:
        """Cover ``area`` and come to the front; it moves with the area, as when a banner comes."""
        if self._area is not area:
            self._area = area
            area.installEventFilter(self)
        self.setGeometry(area.geometry())
        self.raise_()
        self.show()

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:  # noqa: N802 - Qt's name
        """Follow the area the sheet lies on."""
        if event is not None and event.type() in _MOVES and self._area is not None:
            self.setGeometry(self._area.geometry())
        return super().eventFilter(watched, event)

    def put_away(self) -> None:
        """Take it away again."""
        self.hide()
