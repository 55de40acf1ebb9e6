"""Keys as the window system hands them to a window; Qt passes them on to what has the focus."""

from PyQt6.QtCore import Qt
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QWidget


def press_key(
    window: QWidget,
    key: Qt.Key,
    held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
) -> None:
    """Press one key with what is held at the time; the window must have been shown."""
    QTest.keyClick(window.windowHandle(), key, held)
