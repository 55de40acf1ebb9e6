"""Runs slow steps on a thread of their own; answers and exceptions come back to the Qt thread."""

import queue
import threading
from collections.abc import Callable
from typing import TypeVar

from PyQt6.QtCore import QObject, pyqtSignal, pyqtSlot

Answer = TypeVar("Answer")


class QtExecutor(QObject):
    """One worker thread, work in order; the endings run on the thread that made the executor."""

    _finished = pyqtSignal(object)
    # Emitted from the worker thread: Qt queues it to the thread this object lives on.

    def __init__(self, name: str = "desk work") -> None:
        """Start the thread."""
        super().__init__()
        self._work: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._is_closed = False
        self._finished.connect(self._end)
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    def submit(
        self,
        work: Callable[[], Answer],
        done: Callable[[Answer], None],
        failed: Callable[[Exception], None],
    ) -> None:
        """Run ``work`` off the Qt thread; then call one of the two endings on it."""

        def step() -> None:
            try:
                answer = work()
            # An exception on a worker thread would vanish: the window's thread gets it instead.
            except Exception as error:
                problem = error
                self._finished.emit(lambda: failed(problem))
            else:
                self._finished.emit(lambda: done(answer))

        self._work.put(step)

    def close(self) -> None:
        """Let what is queued finish and end the thread; waits two seconds at most.

        Its endings are dropped: what they would show is about to be closed too.
        """
        self._is_closed = True
        self._work.put(None)
        self._thread.join(2)

    @pyqtSlot(object)
    def _end(self, ending: Callable[[], None]) -> None:
        if not self._is_closed:
            ending()

    def _run(self) -> None:
        while (step := self._work.get()) is not None:
            step()
