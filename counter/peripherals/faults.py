"""What can go wrong between a device and its cable: one layer shared by all simulators."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass


@dataclass(slots=True)
class Faults:
    """Knobs a test or a trainer turns; `wire.faults = Faults()` mends all."""

    #: How many answers are spoilt before the cable is good again; None spoils all.
    times: int | None = None
    #: Seconds before the answer.
    delay: float = 0.0
    #: The device hears and stays silent.
    mute: bool = False
    prefix: bytes = b""
    #: Only so many bytes of an answer get through.
    truncate: int | None = None
    #: (offset, mask): one byte is XORed with the mask.
    corrupt: tuple[int, int] | None = None
    #: Answers leave in pieces of this size.
    split: int | None = None
    duplicate: bool = False
    #: The cable breaks after so many bytes of an answer.
    hang_up_after: int | None = None
    #: The device takes no bytes: the sender's buffers fill up.
    deaf: bool = False

    def _spend(self) -> bool:
        if self.times is None:
            return True
        if self.times <= 0:
            return False
        self.times -= 1
        return True

    def send(
        self, data: bytes, write: Callable[[bytes], None], hang_up: Callable[[], None]
    ) -> None:
        """Pass an answer on through the faults."""
        if not self._spend():
            write(data)
            return
        if self.delay:
            time.sleep(self.delay)
        if self.mute:
            return
        for piece in self._pieces(self._spoilt(data)):
            write(piece)
        if self.hang_up_after is not None:
            hang_up()

    def _spoilt(self, data: bytes) -> bytes:
        body = bytearray(data)
        if self.corrupt is not None and self.corrupt[0] < len(body):
            body[self.corrupt[0]] ^= self.corrupt[1]
        if self.truncate is not None:
            del body[self.truncate :]
        if self.hang_up_after is not None:
            del body[self.hang_up_after :]
        return self.prefix + bytes(body) * (2 if self.duplicate else 1)

    def _pieces(self, data: bytes) -> Iterator[bytes]:
        size = self.split or max(1, len(data))
        for start in range(0, len(data), size):
            yield data[start : start + size]
