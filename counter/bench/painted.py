"""The processes the start benchmark watches: each says when its first window is painted.

``python -m counter.bench.painted desk|bare|idle``; ``idle`` opens a throw-away desk up to the
sign-in page and says how much memory the process then holds.
"""

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from PyQt6.QtCore import QEvent, QObject, QTimer
from PyQt6.QtWidgets import QApplication, QWidget

from counter.app import HEIGHT, WIDTH, Program, open_qt
from counter.settings import DeskSettings

PAINTED = "painted"
_LOOK_MS = 100


class FirstPaint(QObject):
    """Tells once that a window got its first paint, after what it paints is on the screen."""

    def __init__(self, window: QWidget, tell: Callable[[], None]) -> None:
        """Watch one window."""
        super().__init__(window)
        self._tell, self._is_told = tell, False
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:  # noqa: N802 - Qt's name
        """Notice the paint and let it happen."""
        if event is not None and event.type() == QEvent.Type.Paint and not self._is_told:
            self._is_told = True
            QTimer.singleShot(0, self._tell)
        return False


def main(which: str) -> int:
    """Open the window, say so, end."""
    application = open_qt()
    if which == "bare":
        window = QWidget()
        window.resize(WIDTH, HEIGHT)
        FirstPaint(window, lambda: _say(application, PAINTED))
        window.show()
        return application.exec()
    with tempfile.TemporaryDirectory(prefix="counter-start-") as folder:
        return _desk(application, Path(folder), idle=which == "idle")


def _desk(application: QApplication, folder: Path, *, idle: bool) -> int:
    # A profile that is not there yet is looked for only after the paint.
    (folder / "profile.toml").touch(0o600)
    program = Program(application, DeskSettings(folder, simulate=idle))
    if not idle:
        FirstPaint(program.sign_in_window, lambda: _say(application, PAINTED))
    program.begin()
    look = QTimer()
    look.timeout.connect(lambda: _tell_memory(application, program))
    if idle:
        look.start(_LOOK_MS)
    status = application.exec()
    look.stop()
    program.close()
    return status


def _tell_memory(application: QApplication, program: Program) -> None:
    if program.desk is not None:
        _say(application, str(_resident_mb()))


def _resident_mb() -> int:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * 4096 // 1_000_000


def _say(application: QApplication, word: str) -> None:
    sys.stdout.write(word + "\n")
    sys.stdout.flush()
    application.exit(0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
