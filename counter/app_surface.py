"""What the programs of the hall's screens share: Qt with the hall's font, the feed's bridge, the
end in order."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from PyQt6.QtCore import QLoggingCategory, QObject, QTimer, pyqtSignal
from PyQt6.QtGui import QFont, QFontDatabase
from PyQt6.QtWidgets import QApplication, QWidget

from counter.app import ended_by_signals
from counter.app_devices import Identity, enrol_device, open_device
from counter.app_opening import WhereTo
from counter.windows.style import FAMILIES
from sync.hall_feed import FeedListeners, HallFeed, Question

TICK_MS = 1000


@dataclass(frozen=True)
class SurfaceSettings:
    """How a screen in the hall is started."""

    folder: Path
    simulate: bool = False
    in_window: bool = False
    where: WhereTo | None = None
    """Given once, to set the device up with its code."""


class Closes(Protocol):
    """A program that can be ended."""

    def close(self) -> None:
        """End its threads and windows."""


def open_surface_qt() -> QApplication:
    """The application with the hall's font; there is one in a process."""
    present = QApplication.instance()
    application = present if isinstance(present, QApplication) else QApplication(sys.argv[:1])
    application.setApplicationName("counter")
    if application.platformName() == "offscreen":
        # This platform says of every window that it cannot keep its size hints.
        QLoggingCategory.setFilterRules("default.warning=false")
    families = set(QFontDatabase.families())
    application.setFont(QFont(next((one for one in FAMILIES if one in families), FAMILIES[0])))
    return application


def identity_of(settings: SurfaceSettings, kind: str) -> Identity:
    """Who this device is, set up first where a code was given; raises ``CannotOpen``."""
    if settings.where is not None:
        return enrol_device(settings.folder, kind, settings.where)
    return open_device(settings.folder, kind)


def run_surface(
    application: QApplication, window: QWidget, program: Closes, *, in_window: bool
) -> int:
    """Show the window until it is closed; the exit status of the program."""
    if in_window:
        window.show()
    else:
        window.showFullScreen()
    try:
        with ended_by_signals(application):
            return application.exec()
    finally:
        program.close()


def ticking(parent: QObject, tick: Callable[[], None], every_ms: int = TICK_MS) -> QTimer:
    """A timer that calls a bound method until it is stopped."""
    timer = QTimer(parent)
    timer.timeout.connect(tick)
    timer.start(every_ms)
    return timer


class FeedBridge(QObject):
    """Brings the feed's news to the Qt thread."""

    answered = pyqtSignal(object)
    cut = pyqtSignal()

    def __init__(self, identity: Identity, query: Any, read: Callable[[Any], Any]) -> None:
        """Make the feed; it is not started yet."""
        super().__init__()
        listeners = FeedListeners[Any](self.answered.emit, self.cut.emit)
        question = Question(query, read, identity.channel)
        self._feed = HallFeed(identity.address, question, listeners)

    def start(self) -> None:
        """Begin to ask."""
        self._feed.start()

    def stop(self) -> None:
        """Hang up."""
        self._feed.stop()
