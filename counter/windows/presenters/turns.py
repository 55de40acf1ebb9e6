"""One piece of work after the other, each begun on what is so when its turn comes."""

from collections import deque
from collections.abc import Callable

from counter.windows.presenters.facts import Worked
from counter.workflows.executor import Executor

Begin = Callable[[], Callable[[], Worked]]


class Turns:
    """Begins the next work only after the last one's answer was taken in.

    An executor alone would begin it on what was so before that answer.
    """

    def __init__(
        self,
        executor: Executor,
        done: Callable[[Worked, bool], None],
        failed: Callable[[Exception], None],
    ) -> None:
        """``done`` and ``failed`` run on the caller's thread; the flag says if it was a verb."""
        self._executor, self._done, self._failed = executor, done, failed
        self._waiting: deque[tuple[Begin, bool]] = deque()
        self._running = False

    def add(self, begin: Begin, *, is_verb: bool) -> None:
        """Queue work; ``begin`` gives, when its turn comes, what runs off this thread."""
        self._waiting.append((begin, is_verb))
        self._next()

    def _next(self) -> None:
        if self._running or not self._waiting:
            return
        begin, is_verb = self._waiting.popleft()
        self._running = True

        def done(worked: Worked) -> None:
            self._running = False
            self._done(worked, is_verb)
            self._next()

        def failed(error: Exception) -> None:
            self._running = False
            try:
                self._failed(error)
            finally:
                self._next()

        self._executor.submit(begin(), done, failed)
