"""A desk's talk with a software pad under the pad's key: greets, proves, seals, then lets talk."""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Iterator
from typing import Protocol

from counter.peripherals import PeripheralError
from counter.peripherals.rating_pad.connection import Talk
from counter.peripherals.rating_pad.softpad_seal import (
    BadSeal,
    Greeting,
    Lines,
    SealedEnd,
    hello_line,
    new_nonce,
    proof_line,
    read_greeting,
)

GREETING_SECONDS = 3.0


class WrongPad(PeripheralError):
    """What answers does not hold this window's pad key."""

    code = "wrong-key"
    happened = "{device}不是登记给本窗口的那一台。"
    next_step = "请管理员在评价器上打开本窗口的设置；群众可扫小票上的二维码评价。"


class PadTalk(Talk, Protocol):
    """A talk that can be told its pad is the wrong one."""

    def refused(self, sentence: str) -> None:
        """The other end was refused."""
        ...


class KeyedTalk:
    """Wraps a talk; nothing of it travels before both ends have proved the key."""

    def __init__(self, inner: PadTalk, key: bytes) -> None:
        """Take the talk and the wire's key."""
        self._inner, self._key = inner, key
        self._nonce = b""
        self._end: SealedEnd | None = None
        self._lines = Lines()
        self._greeted_at = 0.0

    def connected(self, now: float) -> Iterable[bytes]:
        """Greet."""
        self._nonce, self._end, self._lines = new_nonce(), None, Lines()
        self._greeted_at = now
        return [hello_line(self._nonce)]

    def disconnected(self) -> None:
        """The link is gone."""
        self._end = None
        self._inner.disconnected()

    def received(self, data: bytes, now: float) -> Iterable[bytes]:
        """Take a proof, then sealed lines; raises ``WrongPad``."""
        try:
            return list(self._take(data, now))
        except BadSeal:
            trouble = WrongPad("评价器")
            self._inner.refused(trouble.sentence)
            raise trouble from None

    def tick(self, now: float) -> Iterable[bytes]:
        """Let the talk look at the time; what it says before the proof is said again after it."""
        said = list(self._inner.tick(now))
        return [] if self._end is None else [self._end.seal(line) for line in said]

    def is_silent(self, now: float) -> bool:
        """Whether there was no proof in time, or no sign of life since."""
        if self._end is None:
            return now - self._greeted_at > GREETING_SECONDS
        return self._inner.is_silent(now)

    def _take(self, data: bytes, now: float) -> Iterator[bytes]:
        for line in self._lines.feed(data):
            if self._end is None:
                yield from self._prove(line, now)
            else:
                for said in self._inner.received(self._end.open(line), now):
                    yield self._end.seal(said)

    def _prove(self, line: bytes, now: float) -> Iterator[bytes]:
        told = read_greeting(line, "hello")
        greeting = Greeting(self._key, self._nonce, told.get("nonce", b""))
        if not hmac.compare_digest(greeting.pad_proof(), told.get("proof", b"")):
            raise BadSeal
        yield proof_line(greeting.desk_proof())
        self._end = greeting.desk_end()
        for said in self._inner.connected(now):
            yield self._end.seal(said)
