"""The keys of the desk: one filter, so that they win over fields and a composing input method."""

from PyQt6.QtCore import QEvent, QKeyCombination, QObject, Qt, pyqtSignal
from PyQt6.QtGui import QKeyEvent, QKeySequence
from PyQt6.QtWidgets import QApplication, QWidget

# Printed on the strip under the monitor; the left side is Qt's portable spelling.
DESK_KEYS = {
    "F2": "call_next",
    "Ctrl+F2": "walk_up",
    "Shift+F2": "undo",
    "F3": "recall",
    "F4": "miss",
    "F5": "start",
    "F6": "hold",
    "F7": "read_card",
    "F9": "print",
    "F12": "finish",
    "Ctrl+L": "lock",
    "Ctrl+R": "again",
    "Ctrl+G": "take_limit",
    "Ctrl+B": "add_offset",
    "Ctrl+D": "refuse",
    "Ctrl+Return": "step_done",
    "Ctrl+Enter": "step_done",
    "Ctrl+Del": "sign_again",
    "Ctrl+Space": "witness",
    "Esc": "back",
    **{f"Ctrl+{n}": f"step_{n}" for n in range(1, 8)},
}


class DeskKeys(QObject):
    """Turns the desk's keys into verbs, whatever has the focus inside one window."""

    pressed = pyqtSignal(str)

    def __init__(self, window: QWidget) -> None:
        """Watch every key that goes to ``window`` or a widget in it."""
        super().__init__(window)
        self._window = window
        application = QApplication.instance()
        assert application is not None
        application.installEventFilter(self)

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:  # noqa: N802 - Qt's name
        """Claim the desk's keys before any field does; each press is told once."""
        if not isinstance(event, QKeyEvent) or not isinstance(watched, QWidget):
            return False
        if watched.window() is not self._window:
            return False
        verb = DESK_KEYS.get(spelling(event))
        if verb is None:
            return False
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        if event.type() == QEvent.Type.KeyPress:
            if not event.isAutoRepeat():
                self.pressed.emit(verb)
            return True
        return False


def spelling(event: QKeyEvent) -> str:
    """A pressed key in Qt's portable spelling, the number pad's like the others'."""
    modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    return QKeySequence(QKeyCombination(modifiers, Qt.Key(event.key()))).toString(
        QKeySequence.SequenceFormat.PortableText
    )
