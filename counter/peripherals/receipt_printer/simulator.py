"""A receipt printer at the other end of the wire: interprets the bytes, keeps the paper, fails on
request.
"""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import dataclass

from counter.peripherals.receipt_printer.receipt import (
    MISSING_GLYPH,
    Printed,
    PrintedFeed,
    PrintedLine,
    PrintedQr,
    PrintedRaster,
    Receipt,
)
from counter.peripherals.receipt_printer.tokens import Token, Tokenizer
from counter.peripherals.wire import Wire

_ALWAYS = 0x12
_STRANGE = 0x81


@dataclass(slots=True)
class Knobs:
    """What a test or a trainer can do to the printer."""

    #: Printed lines until the paper ends; None = a full roll.
    paper_left: int | None = None
    is_paper_near_end: bool = False
    is_cover_open: bool = False
    is_cutter_jammed: bool = False
    is_overheated: bool = False
    is_broken: bool = False
    is_switched_offline: bool = False
    #: Status questions are not answered at all, or with bytes that lack the fixed bits.
    answers_status: bool = True
    is_status_strange: bool = False
    #: Seconds the mechanism takes for a line.
    line_seconds: float = 0.0
    #: Power is lost, and with it what was not yet printed, after so many received bytes.
    power_off_after: int | None = None
    #: Repertoire of the built-in font; anything else prints as a box and is recorded.
    charset: str = "gbk"


class SimulatedReceiptPrinter:
    """Prints into `receipts`; `errors` names every byte a real printer would not understand."""

    def __init__(self, wire: Wire, knobs: Knobs | None = None) -> None:
        """Sit down at a wire and listen."""
        self.knobs = knobs or Knobs()
        self.receipts: list[Receipt] = []
        self.current = Receipt()
        self.raw = bytearray()
        self.errors: list[str] = []
        self._wire = wire
        self._tokens = Tokenizer()
        self._waiting: deque[Token] = deque()
        self._turn = threading.Condition()
        self._is_closing = False
        self._is_busy = False
        self._page = _Page(self.errors)
        self._mechanism = threading.Thread(target=self._work, name="printer", daemon=True)
        self._mechanism.start()
        wire.start(self._receive)

    @property
    def url(self) -> str:
        """What the driver opens."""
        return self._wire.url

    def load_paper(self) -> None:
        """Put a new roll in; what waits is printed."""
        with self._turn:
            self.knobs.paper_left = None
            self._turn.notify_all()

    def wait_idle(self, timeout: float = 5.0) -> bool:
        """Wait until everything received is on paper; False when it is not in time."""
        with self._turn:
            return self._turn.wait_for(lambda: not self._waiting and not self._is_busy, timeout)

    def wait_receipts(self, count: int, timeout: float = 5.0) -> bool:
        """Wait until so many sheets were cut; False when they are not in time."""
        with self._turn:
            return self._turn.wait_for(lambda: len(self.receipts) >= count, timeout)

    def close(self) -> None:
        """Switch the printer off."""
        self._wire.close()
        with self._turn:
            self._is_closing = True
            self._turn.notify_all()
        self._mechanism.join(timeout=2.0)

    def _receive(self, data: bytes) -> None:
        limit = self.knobs.power_off_after
        self.raw += data
        if limit is not None and len(self.raw) >= limit:
            self._power_off()
            return
        for token in self._tokens.feed(data):
            if token.is_urgent:
                self._answer_status(token.data[0])
            else:
                with self._turn:
                    self._waiting.append(token)
                    self._turn.notify_all()

    def _power_off(self) -> None:
        with self._turn:
            self.knobs.power_off_after = None
            self._tokens = Tokenizer()
            self._page = _Page(self.errors)
            self._waiting.clear()
        self._wire.hang_up()

    def _answer_status(self, n: int) -> None:
        if not self.knobs.answers_status:
            return
        answer = {1: self._online, 2: self._cause, 3: self._error, 4: self._paper}[n]()
        self._wire.send(bytes([_STRANGE if self.knobs.is_status_strange else answer]))

    def _has_error(self) -> bool:
        return self.knobs.is_cutter_jammed or self.knobs.is_overheated or self.knobs.is_broken

    def _is_out(self) -> bool:
        return self.knobs.paper_left is not None and self.knobs.paper_left <= 0

    def _is_stopped(self) -> bool:
        knobs = self.knobs
        return (
            self._is_out() or knobs.is_cover_open or knobs.is_switched_offline or self._has_error()
        )

    def _online(self) -> int:
        return _ALWAYS | (0x08 if self._is_stopped() else 0)

    def _cause(self) -> int:
        cover = 0x04 if self.knobs.is_cover_open else 0
        paper = 0x20 if self._is_out() else 0
        return _ALWAYS | cover | paper | (0x40 if self._has_error() else 0)

    def _error(self) -> int:
        cutter = 0x08 if self.knobs.is_cutter_jammed else 0
        fatal = 0x20 if self.knobs.is_broken else 0
        return _ALWAYS | cutter | fatal | (0x40 if self.knobs.is_overheated else 0)

    def _paper(self) -> int:
        if self._is_out():
            return _ALWAYS | 0x6C
        return _ALWAYS | (0x0C if self.knobs.is_paper_near_end else 0)

    def _work(self) -> None:
        while True:
            with self._turn:
                self._is_busy = False
                self._turn.notify_all()
                self._turn.wait_for(lambda: self._is_closing or self._may_print())
                if self._is_closing:
                    return
                token = self._waiting.popleft()
                self._is_busy = True
            self._execute(token)

    def _may_print(self) -> bool:
        return bool(self._waiting) and not self._is_stopped()

    def _execute(self, token: Token) -> None:
        if token.name == "1d72":
            if self.knobs.answers_status:
                self._wire.send(b"\x03" if self.knobs.is_paper_near_end else b"\x00")
            return
        for printed in self._page.take(token, self.knobs.charset):
            self.current.items.append(printed)
            self._use_paper()
        if token.name == "1d56":
            self.current.is_cut = True
            self.receipts.append(self.current)
            self.current = Receipt()

    def _use_paper(self) -> None:
        if self.knobs.line_seconds:
            threading.Event().wait(self.knobs.line_seconds)
        if self.knobs.paper_left is not None:
            self.knobs.paper_left -= 1


class _Page:
    """The printer's modes and the line it is filling."""

    def __init__(self, errors: list[str]) -> None:
        self._errors = errors
        self._text = bytearray()
        self._align = self._size = 0
        self._is_chinese = False
        self._qr_module, self._qr_payload = 3, b""

    def take(self, token: Token, charset: str) -> list[Printed]:
        match token.name:
            case "text":
                self._text += token.data
            case "0a":
                return [self._line(charset)]
            case "1b64":
                return [PrintedFeed(token.data[0])]
            case "1d76":
                return [_raster(token.data)]
            case "1d28":
                return self._code(token.data)
            case "unknown":
                self._errors.append(f"unknown command {token.data.hex(' ')}")
            case _:
                self._set_mode(token)
        return []

    def _set_mode(self, token: Token) -> None:
        match token.name:
            case "1b40":
                self._text.clear()
                self._align = self._size = 0
            case "1c26" | "1c2e":
                self._is_chinese = token.name == "1c26"
            case "1b61":
                self._align = token.data[0]
            case "1d21":
                self._size = token.data[0]

    def _line(self, charset: str) -> PrintedLine:
        raw = bytes(self._text)
        self._text.clear()
        width, height = (self._size >> 4) + 1, (self._size & 0x0F) + 1
        line = PrintedLine(self._decode(raw, charset), self._align, width, height)
        if line.columns > 48:
            self._errors.append(f"line of {line.columns} columns")
        return line

    def _decode(self, raw: bytes, charset: str) -> str:
        text = ""
        at = 0
        while at < len(raw):
            size = 2 if self._is_chinese and raw[at] > 0x80 else 1
            text += self._character(raw[at : at + size], charset)
            at += size
        return text

    def _character(self, code: bytes, charset: str) -> str:
        if len(code) == 1 and code[0] > 0x7F:
            self._errors.append(f"byte {code.hex()} outside the Chinese mode")
            return MISSING_GLYPH
        try:
            return code.decode(charset)
        except UnicodeDecodeError:
            self._errors.append(f"no character {code.hex()} in the font")
            return MISSING_GLYPH

    def _code(self, data: bytes) -> list[Printed]:
        """Serve `GS ( k`: 43 sets the module, 50 stores the data, 51 prints."""
        function = data[4] if len(data) > 4 else 0
        if function == 0x43:
            self._qr_module = data[5]
        elif function == 0x50:
            self._qr_payload = data[6:]
        elif function == 0x51:
            return [PrintedQr(self._qr_payload.decode("utf-8"), self._qr_module)]
        return []


def _raster(data: bytes) -> PrintedRaster:
    return PrintedRaster(
        width_bytes=data[2] | data[3] << 8, rows=data[4] | data[5] << 8, dots=data[6:]
    )
