"""Virtual time for blocking code: every actor is a thread of its own, and only one ever runs.

Whoever sleeps hands over to the next in the order of time, so a history follows from its seed.
"""

import heapq
import threading
from collections.abc import Callable


class Abandoned(BaseException):
    """The play is over; a strand that still sleeps goes home. No code under test may catch it."""


class Strands:
    """A clock in whole milliseconds and what happens on it."""

    def __init__(self) -> None:
        self.now = 0
        self._planned: list[tuple[int, int, Callable[[], None]]] = []
        self._nth = 0
        self._scheduler = threading.Semaphore(0)
        self._turns: list[threading.Semaphore] = []
        self._own = threading.local()
        self._error: BaseException | None = None
        self._is_over = False

    def call_at(self, at: int, work: Callable[[], None]) -> None:
        """Do something that takes no time at that moment."""
        self._nth += 1
        heapq.heappush(self._planned, (at, self._nth, work))

    def start(self, at: int, work: Callable[[], None]) -> None:
        """Let an actor begin then; it may sleep."""
        turn = threading.Semaphore(0)
        self._turns.append(turn)

        def live() -> None:
            self._own.turn = turn
            turn.acquire()
            try:
                if not self._is_over:
                    work()
            except Abandoned:
                pass
            # Whatever an actor raises belongs to whoever runs the play.
            except BaseException as error:
                self._error = error
            finally:
                self._scheduler.release()

        threading.Thread(target=live, daemon=True).start()
        self.call_at(at, lambda: self._hand_over(turn))

    def sleep(self, ms: int) -> None:
        """Let time pass for the actor that calls."""
        turn: threading.Semaphore = self._own.turn
        self.call_at(self.now + max(ms, 0), lambda: self._hand_over(turn))
        self._scheduler.release()
        turn.acquire()
        if self._is_over:
            raise Abandoned

    def run(self) -> None:
        """Play until nothing is planned; raises what an actor raised."""
        try:
            while self._planned and self._error is None:
                at, _nth, work = heapq.heappop(self._planned)
                self.now = max(self.now, at)
                work()
        finally:
            self._is_over = True
            for turn in self._turns:
                turn.release()
        if self._error is not None:
            raise self._error

    def _hand_over(self, turn: threading.Semaphore) -> None:
        turn.release()
        self._scheduler.acquire()
