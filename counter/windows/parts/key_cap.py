"""The small bordered name of a key beside the words of a verb."""

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QLabel, QSizePolicy, QWidget

from counter.windows.parts.unchanged import only_changes
from counter.windows.style import size


class KeyCap(QLabel):
    """Shows a key as it is printed on the strip; nothing when the verb has no key."""

    def __init__(self, key: str = "", parent: QWidget | None = None) -> None:
        """Show ``key``."""
        super().__init__(parent)
        self.setObjectName("keyCap")
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(size("keycap"))
        self.show_key(key)

    @only_changes
    def show_key(self, key: str) -> None:
        """Show another key."""
        self.setText(key)
        self.setVisible(bool(key))
