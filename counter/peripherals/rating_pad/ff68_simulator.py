"""A call box with a rating pad at the other end of the wire; repeats a key until acknowledged."""

from __future__ import annotations

import threading

from counter.peripherals.wire import Wire

_REPEATS = 3
_REPEAT_SECONDS = 0.5


class SimulatedCallBox:
    """Sends rating keys and checks the acknowledgements, with frames built by itself."""

    def __init__(self, wire: Wire, address: int = 3) -> None:
        """Sit down at a wire and listen."""
        self.received = bytearray()
        self._address = address
        self._wire = wire
        self._changed = threading.Condition()
        wire.start(self._receive)

    @property
    def url(self) -> str:
        """What the driver opens."""
        return self._wire.url

    def rate(self, key: int, repeat_seconds: float = _REPEAT_SECONDS) -> bool:
        """Press a rating key; True when the host acknowledged it."""
        return any(self._press_once(key, repeat_seconds) for _ in range(_REPEATS))

    def wait_asked(self, timeout: float = 5.0) -> bool:
        """Wait until the host asked for a rating."""
        start = self._frame(0x01, 0x0B)
        with self._changed:
            return self._changed.wait_for(lambda: start in self.received, timeout)

    def send_raw(self, data: bytes) -> None:
        """Send any bytes."""
        self._wire.send(data)

    def close(self) -> None:
        """Switch the box off."""
        self._wire.close()

    def _press_once(self, key: int, wait: float) -> bool:
        acknowledgement = self._frame(0x01, key)
        with self._changed:
            seen = self.received.count(acknowledgement)
            self._wire.send(self._frame(0x11, key))
            return self._changed.wait_for(lambda: self.received.count(acknowledgement) > seen, wait)

    def _receive(self, data: bytes) -> None:
        with self._changed:
            self.received += data
            self._changed.notify_all()

    def _frame(self, command: int, data: int) -> bytes:
        check = (self._address + command + data) % 256
        return bytes([0xFF, 0x68, 3, 3, 0x68, self._address, command, data, check, 0x16])
