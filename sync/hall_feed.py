"""Keeps what a screen in the hall shows: asked at every hint and every other second, and told apart
from silence.

A display must not show an old call as the newest. An authority that hangs is noticed within
``POLL_S + SILENCE_S`` seconds, on a thread of its own.
"""

import selectors
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, LiteralString, TypeVar

from sync.line import Line, LoginRefused, Patience, Refused, Unreachable
from sync.settings import CentreAddress

Answer = TypeVar("Answer")
POLL_S = 1.5
"""A hint may be lost; after this long the question is asked without one."""
SILENCE_S = 2.5
RETRY_S = 1.0
_LOOK_S = 0.1
_JOIN_S = 5.0


@dataclass(frozen=True)
class Question(Generic[Answer]):
    """One function of the queue, how its answer is read, and the channel of its hints."""

    query: LiteralString
    read: Callable[[Any], Answer]
    channel: str


@dataclass(frozen=True)
class FeedListeners(Generic[Answer]):
    """Who is told, on the feed's thread: every answer, and every failure to get one."""

    on_answer: Callable[[Answer], None]
    on_cut: Callable[[], None]


class HallFeed(Generic[Answer]):
    """One thread and one connection, from ``start`` to ``stop``."""

    def __init__(
        self, address: CentreAddress, question: Question[Answer], listeners: FeedListeners[Answer]
    ) -> None:
        """Nothing is connected yet."""
        self._address, self._question, self._listeners = address, question, listeners
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="hall-feed", daemon=True)

    def start(self) -> None:
        """Begin to ask."""
        self._thread.start()

    def stop(self) -> None:
        """Hang up; nobody is told anything afterwards."""
        self._stopping.set()
        self._thread.join(_JOIN_S)

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                self._keep_asking()
            except (Unreachable, LoginRefused, Refused):
                self._tell_cut()
            # An answer without its form is no answer; its text may not be quoted.
            except (KeyError, TypeError, ValueError):
                self._tell_cut()
            self._stopping.wait(RETRY_S)

    def _keep_asking(self) -> None:
        patience = Patience(silence_s=SILENCE_S, is_stopped=self._stopping.is_set)
        line = Line.open(self._address, patience)
        try:
            line.listen(self._question.channel)
            while not self._stopping.is_set():
                line.hinted = False
                answer = self._question.read(line.call(self._question.query))
                if not self._stopping.is_set():
                    self._listeners.on_answer(answer)
                self._wait_for_hint(line)
        finally:
            line.close()

    def _wait_for_hint(self, line: Line) -> None:
        end = time.monotonic() + POLL_S
        with selectors.DefaultSelector() as selector:
            selector.register(line.pgconn.socket, selectors.EVENT_READ)
            while time.monotonic() < end and not line.hinted and not self._stopping.is_set():
                if selector.select(_LOOK_S):
                    line.take_in()

    def _tell_cut(self) -> None:
        if not self._stopping.is_set():
            self._listeners.on_cut()
