"""The one place where sync meets Qt: what the worker tells becomes signals on the screen's
thread."""

from collections.abc import Callable

from PyQt6.QtCore import QObject, pyqtSignal

from sync.copies import CopyKeeper, CopyStatus
from sync.performer import Listeners
from sync.status import SyncStatus
from sync.worker import Worker


class SyncBridge(QObject):
    """Starts and stops the worker, and hands its news to the screen.

    Make it on the screen's thread: a signal sent from the worker's thread then waits in the
    screen's queue, so the worker never runs a slot and the screen never waits for the worker.
    """

    status_changed = pyqtSignal(object)
    """A ``SyncStatus``."""
    news_arrived = pyqtSignal()
    """Pulled rows have changed the local database."""
    copies_changed = pyqtSignal(object)
    """A ``CopyStatus``."""
    alarm_raised = pyqtSignal(str)
    """Something an administrator should hear of, by its code."""

    def __init__(
        self,
        make_worker: Callable[[Listeners], Worker],
        make_keeper: Callable[[Callable[[CopyStatus], None]], CopyKeeper],
    ) -> None:
        """Make both threads with this bridge as their listener; they are not started yet."""
        super().__init__()
        self._keeper = make_keeper(self.copies_changed.emit)
        self._worker = make_worker(
            Listeners(
                on_status=self.status_changed.emit,
                on_alarm=self.alarm_raised.emit,
                on_news=self.news_arrived.emit,
            )
        )

    @property
    def status(self) -> SyncStatus | None:
        """The latest status, or nothing before the first."""
        return self._worker.status

    def start(self) -> None:
        """Start the worker, and the keeper of copies."""
        self._worker.start()
        self._keeper.start()

    def wake(self) -> None:
        """Say that a change set was saved; may be called from any thread."""
        self._worker.wake()

    def stop(self) -> bool:
        """Stop both threads; says whether they ended within two seconds each."""
        stopped = (self._worker.stop(), self._keeper.stop())
        return all(stopped)
