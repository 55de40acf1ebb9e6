"""The desk's window made ready while somebody signs in, breath by breath.

Building, filling and painting a window for the first time each hold the screen's thread; done
while the password is typed, nobody waits for them.
"""

from collections.abc import Callable, Iterator

from PyQt6 import sip
from PyQt6.QtCore import QObject, QSize, QTimer

from counter.windows.desk_window import DeskWindow
from counter.windows.screen import DeskScreen


class SpareWindow(QObject):
    """Prepares one window after another; whoever signs in takes the one that is under way."""

    def __init__(self, parent: QObject, blank: Callable[[], DeskScreen]) -> None:
        """Take the picture to fill a window with that belongs to nobody."""
        super().__init__(parent)
        self._blank = blank
        self._window: DeskWindow | None = None
        self._steps: Iterator[None] = iter(())
        # One at a time, and only when nothing else is to be done on this thread.
        self._breath = QTimer(self)
        self._breath.setInterval(0)
        self._breath.timeout.connect(self._go_on)

    def prepare(self, size: QSize) -> None:
        """Begin a window of this size, or go on with the one that is there."""
        if self._window is None:
            self._steps = self._make(size)
        self._breath.start()

    def rest(self) -> None:
        """A password is being checked, which takes every core: what is there is enough."""
        self._breath.stop()

    def take(self) -> DeskWindow:
        """The window as far as it is; its pages that are missing are built by its user."""
        self._breath.stop()
        window, self._window = self._window, None
        return window or DeskWindow()

    def close(self) -> None:
        """End what nobody took."""
        self._breath.stop()
        if self._window is not None:
            sip.delete(self._window)
            self._window = None

    def _go_on(self) -> None:
        if next(self._steps, self) is self:
            self._breath.stop()

    def _make(self, size: QSize) -> Iterator[None]:
        window = self._window = DeskWindow()
        yield
        while window.build_page():
            yield
        window.resize(size)
        yield
        window.show_screen(self._blank())
        for part in window.regions():
            yield
            # Painted to nowhere: styles, fonts and icons are ready when it is painted to be seen.
            part.grab()
