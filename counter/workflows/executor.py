"""Where slow steps run: in line in tests and scripts, on a thread behind a window."""

from collections.abc import Callable
from typing import Protocol, TypeVar

Answer = TypeVar("Answer")


class Executor(Protocol):
    """Runs work in turn and brings the answer, or the exception, back to the caller's thread."""

    def submit(
        self,
        work: Callable[[], Answer],
        done: Callable[[Answer], None],
        failed: Callable[[Exception], None],
    ) -> None:
        """Run ``work``; then call ``done`` with its answer or ``failed`` with what it raised."""


class InlineExecutor:
    """Runs the work at once on the caller's thread."""

    def submit(
        self,
        work: Callable[[], Answer],
        done: Callable[[Answer], None],
        failed: Callable[[Exception], None],
    ) -> None:
        """Run ``work`` now; an error of ``done`` itself is not taken for one of the work."""
        try:
            answer = work()
        # One of the few places that may: whatever work raises belongs to `failed`.
        except Exception as error:
            failed(error)
        else:
            done(answer)
