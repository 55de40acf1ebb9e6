"""A clerk's hands on the real windows: keys, typed text, presses, signatures; and a camera.

Nothing here calls a presenter or a workflow: what the tour does, a person can do.
"""

import math
import time
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from typing import Any, Final, TypeVar

from PyQt6.QtCore import QEvent, QPoint, QPointF, Qt
from PyQt6.QtGui import QInputMethodEvent, QKeySequence, QMouseEvent
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication, QComboBox, QFrame, QLineEdit, QPushButton, QWidget

from counter.tour.heartbeat import Heartbeat

Part = TypeVar("Part", bound=QWidget)
PATIENCE_S = 15.0
# The stubs of PyQt6 6.9 declare the functions of QTest as methods of an instance.
_QTEST: Final[Any] = QTest


class TourFailed(Exception):
    """Something did not come in time, or is not where a clerk expects it."""


class Hands:
    """Works one window after the other."""

    def __init__(self, pictures: Path | None = None, patience_s: float = PATIENCE_S) -> None:
        """Write pictures into a folder, if one is given."""
        self._pictures, self._patience_s = pictures, patience_s
        self.shots: list[Path] = []
        self.heart: Heartbeat | None = None
        """Measures the desk's pauses; the camera's own are not counted."""
        self._signatures = 0

    def wait(
        self, condition: Callable[[], object], what: str, patience_s: float | None = None
    ) -> None:
        """Let the program run until something is so; raises ``TourFailed`` naming it."""
        if not self.wait_for(condition, patience_s or self._patience_s):
            raise TourFailed(f"nothing came of: {what}")

    def wait_for(self, condition: Callable[[], object], patience_s: float) -> bool:
        """Let the program run until something is so; whether it was in time."""
        end = time.monotonic() + patience_s
        while not condition():
            if time.monotonic() > end:
                return False
            _QTEST.qWait(5)
        return True

    def part(self, window: QWidget, kind: type[Part], name: str) -> Part:
        """A visible part by its object name; raises ``TourFailed``."""
        self.wait(
            lambda: (found := window.findChild(kind, name)) is not None and found.isVisible(),
            f"{name} on the screen",
        )
        found = window.findChild(kind, name)
        assert found is not None
        return found

    def key(self, window: QWidget, name: str) -> None:
        """Press a key in Qt's spelling, as ``F7`` or ``Ctrl+Return``, wherever the focus is."""
        # Nobody presses in the very moment the last work ends: the loop goes round first.
        self._breathe()
        pressed = QKeySequence.fromString(name, QKeySequence.SequenceFormat.PortableText)[0]
        _QTEST.keyClick(window.windowHandle(), pressed.key(), pressed.keyboardModifiers())

    def press(self, window: QWidget, name: str) -> None:
        """Press a button with the mouse."""
        button = self.part(window, QPushButton, name)
        self.wait(button.isEnabled, f"{name} ready to be pressed")
        self.push(button)

    def type(self, window: QWidget, name: str, text: str) -> None:
        """Empty a field and type; Chinese comes from an input method, as at a real desk."""
        line = self.part(window, QLineEdit, name)
        self.reach(window, line)
        line.selectAll()
        if text.isascii():
            _QTEST.keyClicks(line, text)
        else:
            event = QInputMethodEvent()
            event.setCommitString(text)
            QApplication.sendEvent(line, event)
        if line.text() != text:
            raise TourFailed(f"{name} did not take what was typed")
        self._breathe()

    def choose(self, window: QWidget, name: str, value: str) -> None:
        """Choose in a drop-down with the arrow keys."""
        box = self.part(window, QComboBox, name)
        wanted = box.findData(value)
        if wanted < 0:
            raise TourFailed(f"{name} does not offer {value}")
        self.reach(window, box)
        _QTEST.keyClick(box, Qt.Key.Key_Home)
        while box.currentIndex() < wanted:
            _QTEST.keyClick(box, Qt.Key.Key_Down)
            self._breathe()

    def is_laid(self, window: QWidget, title: str) -> bool:
        """Whether a sheet of that title lies over the work area."""
        return any(
            sheet.accessibleName() == title and sheet.isVisible()
            for sheet in window.findChildren(QFrame, "sheet")
        )

    def reach(self, window: QWidget, part: QWidget) -> None:
        """Put the focus on a part, as a press with the mouse does."""
        part.setFocus()

    def push(self, button: QPushButton) -> None:
        """Press a button with the mouse."""
        _QTEST.mouseClick(button, Qt.MouseButton.LeftButton)

    def sign(self, field: QWidget) -> None:
        """Write a signature of two strokes with the pointer; no two are the same, as by hand."""
        width, height = field.width(), field.height()
        self._signatures += 1
        sway = 0.18 + 0.1 * math.sin(self._signatures)
        for begin, end in ((0.15, 0.45), (0.5, 0.85)):
            points = [
                QPoint(
                    int(width * (begin + (end - begin) * step / 30)),
                    int(height * (0.5 + sway * math.sin(step / 3 + self._signatures))),
                )
                for step in range(31)
            ]
            _QTEST.mousePress(field, Qt.MouseButton.LeftButton, pos=points[0])
            for point in points[1:]:
                _drag(field, point)
            _QTEST.mouseRelease(field, Qt.MouseButton.LeftButton, pos=points[-1])
            self._breathe()

    def _breathe(self) -> None:
        """A person's hands are slower than the program: it comes to its own between two keys."""
        _QTEST.qWait(1)

    def shoot(self, window: QWidget, name: str) -> None:
        """Take a picture of a window."""
        if self._pictures is None:
            return
        path = self._pictures / f"{len(self.shots) + 1:02d}-{name}.png"
        _QTEST.qWait(1)
        with self.heart.not_counted() if self.heart is not None else nullcontext():
            window.grab().save(str(path))
        self.shots.append(path)


def _drag(field: QWidget, at: QPoint) -> None:
    """Move the pointer with the button held; QTest's own move holds none."""
    held = Qt.MouseButton.LeftButton
    place = QPointF(at)
    event = QMouseEvent(
        QEvent.Type.MouseMove,
        place,
        QPointF(field.mapToGlobal(at)),
        held,
        held,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(field, event)
