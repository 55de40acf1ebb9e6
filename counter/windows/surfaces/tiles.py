"""Tiles of the ticket machine: a big name, a line and the wait, all one thing to press."""

from PyQt6.QtCore import QRect, Qt
from PyQt6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from counter.windows.parts.text import label
from counter.windows.surfaces.screens import Tile
from counter.windows.surfaces.stage import mark


class TileButton(QPushButton):
    """Shows a ``Tile``; its words are changed in place so that a touch is never lost."""

    def __init__(self, parent: QWidget, place: QRect, roles: tuple[str, ...], pad: int) -> None:
        """Make it with one label for each role."""
        super().__init__(parent)
        self.setObjectName("tile")
        self.setGeometry(place)
        self.setAutoDefault(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(pad, pad // 2, pad, pad // 2)
        column.setSpacing(0)
        column.addStretch()
        self._labels: list[QLabel] = []
        for role in roles:
            one = label(role=role)
            one.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            one.setWordWrap(True)
            column.addWidget(one)
            self._labels.append(one)
        column.addStretch()

    def show_tile(self, tile: Tile) -> None:
        """Show its words and whether it can be pressed."""
        words = (tile.title, tile.line, tile.wait)
        for one, text in zip(self._labels, words, strict=False):
            one.setText(text)
            one.setVisible(bool(text))
        self.setAccessibleName("，".join(text for text in words if text))
        self.setEnabled(tile.enabled)


class GreenTile(TileButton):
    """The one filled tile; chosen, it turns its colours round."""

    def __init__(self, parent: QWidget, place: QRect, pad: int) -> None:
        """Make it."""
        super().__init__(parent, place, ("kGreen", "kHint"), pad)
        self.setObjectName("greenTile")

    def show_tile(self, tile: Tile) -> None:
        """Show it, chosen or not."""
        super().show_tile(tile)
        mark(self, "chosen" if tile.wait else "")
