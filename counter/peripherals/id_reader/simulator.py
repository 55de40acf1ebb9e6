"""A card reader at the other end of the wire: the module's states, a card to lay down, faults.

It reads and builds frames by itself, from the documented table, so that driver and simulator cannot
share a mistake.
"""

from __future__ import annotations

import threading
from functools import reduce
from operator import xor

from counter.peripherals.faults import Faults
from counter.peripherals.id_reader.fixture_cards import SimulatedCard
from counter.peripherals.wire import Wire

_PREAMBLE = bytes.fromhex("AAAAAA9669")
_OK, _FOUND, _NONE, _NOT_SELECTED, _NOT_READ, _NO_ADDRESS = 0x90, 0x9F, 0x80, 0x81, 0x41, 0x91
_BAD_CHECK, _BAD_LENGTH, _BAD_COMMAND = 0x10, 0x11, 0x21
_LONGEST_REQUEST = 64
#: 05.03-20151203-0000123456-1234567890
SAMPLE_READER_ID = bytes.fromhex("05000300A37B330140E20100D2029649")

FIND = bytes.fromhex("2001")
READ = bytes.fromhex("3001")


class SimulatedIdReader:
    """Answers like a reader with a card on it, or none; knobs are plain attributes."""

    def __init__(self, wire: Wire) -> None:
        """Sit down at a wire and listen."""
        #: Every request is answered with this code (0x60 self-test failed, 0x66 not authorised).
        self.dead_status: int | None = None
        #: What `find` says of a card that was read and still lies there; makes differ (80 or 81).
        self.lying_status = _NONE
        #: The card is pulled away as soon as it is read.
        self.pull_during_read = False
        #: Faults for the answers to one request only, by its two command bytes.
        self.faults_for: dict[bytes, Faults] = {}
        self.requests: list[bytes] = []
        self._wire = wire
        self._card: SimulatedCard | None = None
        self._is_found = self._is_selected = self._is_consumed = False
        self._buffer = bytearray()
        self._lock = threading.Lock()
        wire.start(self._receive)

    @property
    def url(self) -> str:
        """What the driver opens."""
        return self._wire.url

    def lay_card(self, card: SimulatedCard) -> None:
        """Put a card on the reader."""
        with self._lock:
            self._card = card
            self._forget()

    def remove_card(self) -> None:
        """Lift the card."""
        with self._lock:
            self._card = None
            self._forget()

    def close(self) -> None:
        """Switch the reader off."""
        self._wire.close()

    def _forget(self) -> None:
        self._is_found = self._is_selected = self._is_consumed = False

    def _receive(self, data: bytes) -> None:
        self._buffer += data
        while (start := self._buffer.find(_PREAMBLE)) >= 0:
            body = self._buffer[start + len(_PREAMBLE) :]
            if len(body) < 2:
                return
            length = int.from_bytes(body[:2], "big")
            if length > _LONGEST_REQUEST:
                self._buffer.clear()
                self._answer(b"", _BAD_LENGTH)
                return
            if len(body) < 2 + length:
                return
            del self._buffer[: start + len(_PREAMBLE) + 2 + length]
            self._serve(bytes(body[: 2 + length]))

    def _serve(self, body: bytes) -> None:
        request = body[2:4]
        self.requests.append(request)
        if reduce(xor, body) != 0:
            self._answer(request, _BAD_CHECK)
        elif self.dead_status is not None:
            self._answer(request, self.dead_status)
        else:
            with self._lock:
                status, data = self._outcome(request)
            self._answer(request, status, data)

    def _outcome(self, request: bytes) -> tuple[int, bytes]:
        match request.hex():
            case "10ff":
                self._forget()
                return _OK, b""
            case "11ff":
                return _OK, b""
            case "12ff":
                return _OK, SAMPLE_READER_ID
            case "2001":
                return self._find()
            case "2002":
                return self._select()
            case "3001":
                return self._read()
            case "3003":
                return self._new_address()
            case _:
                return _BAD_COMMAND, b""

    def _find(self) -> tuple[int, bytes]:
        if self._card is None:
            return _NONE, b""
        if self._is_consumed:
            return self.lying_status, b""
        self._is_found = True
        # Not zeros: a driver that compares whole answers must fail here.
        return _FOUND, bytes.fromhex("11223344")

    def _select(self) -> tuple[int, bytes]:
        if self._card is None or not self._is_found:
            return _NOT_SELECTED, b""
        self._is_selected = True
        return _OK, bytes.fromhex("0102030405060708")

    def _read(self) -> tuple[int, bytes]:
        if self.pull_during_read:
            self._card = None
        if self._card is None or not self._is_selected:
            self._forget()
            return _NOT_READ, b""
        self._is_consumed = True
        if self._card.read_status is not None:
            return self._card.read_status, b""
        sizes = len(self._card.text).to_bytes(2, "big") + len(self._card.photo).to_bytes(2, "big")
        return _OK, sizes + self._card.text + self._card.photo

    def _new_address(self) -> tuple[int, bytes]:
        if self._card is None or not self._is_selected:
            return _NOT_READ, b""
        if not self._card.new_addresses:
            return _NO_ADDRESS, b""
        blank = " "
        rows = [text.ljust(35, blank).encode("utf-16-le") for text in self._card.new_addresses]
        return _OK, b"".join(rows)

    def _answer(self, request: bytes, status: int, data: bytes = b"") -> None:
        body = (4 + len(data)).to_bytes(2, "big") + bytes([0, 0, status]) + data
        frame = _PREAMBLE + body + bytes([reduce(xor, body)])
        self._wire.send(frame, self.faults_for.get(request))
