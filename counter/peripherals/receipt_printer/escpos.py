"""Drives an 80 mm ESC/POS receipt printer with a Chinese font over TCP, a serial port or a pty.

A write that succeeds does not mean paper came out, so the driver asks: before the job, between its
parts and at the end, where `GS r` is answered only after everything before it was printed.
"""

from __future__ import annotations

import logging
import time
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from counter.peripherals import DeviceLost, PeripheralError, PortInUse, PortNotAllowed
from counter.peripherals.link import Link
from counter.peripherals.receipt_printer import (
    FontMissing,
    JobRefused,
    Outcome,
    Paper,
    PrinterStatus,
    PrintResult,
    Problem,
    Slip,
)
from counter.peripherals.receipt_printer.fonts import SlipFont
from counter.peripherals.receipt_printer.graphics import EscposGraphics
from counter.peripherals.receipt_printer.line_encoder import LineEncoder
from counter.peripherals.receipt_printer.slip import Line

log = logging.getLogger(__name__)

DEVICE = "打印机"
_REMEMBERED_JOBS = 256
_BLOCK_BYTES = 1024
_FENCE = b"\x1dr\x01"
_OFFLINE = 0x08
_SECONDS_PER_ITEM = 0.06
_CONNECT_PROBLEMS: dict[type[PeripheralError], Problem] = {
    PortInUse: Problem.IN_USE,
    PortNotAllowed: Problem.NOT_ALLOWED,
}


@dataclass(frozen=True, slots=True)
class Timing:
    """How long the driver waits, in seconds."""

    answer: float = 1.0
    #: Between two looks while the printer works.
    poll: float = 0.3
    #: For the whole paper to come out after the last byte.
    finish: float = 15.0


@dataclass(frozen=True, slots=True)
class Profile:
    """What one make of printer can do; confirm on the unit that is bought."""

    #: Repertoire of its own Chinese font: `gb2312` or `gbk`.
    charset: str = "gbk"
    #: Answers `GS r 1` in order; without it the end of a job is estimated by time.
    has_fence: bool = True


class EscposPrinter:
    """A ReceiptPrinter over a Link; connects for each job, as network printers serve one desk."""

    def __init__(
        self, link: Link, profile: Profile | None = None, timing: Timing | None = None
    ) -> None:
        """Take the wire; nothing is opened yet."""
        self._link = link
        self._profile = profile or Profile()
        self._timing = timing or Timing()
        self._graphics = EscposGraphics()
        self._font: SlipFont | None = None
        self._sent: OrderedDict[str, None] = OrderedDict()
        self._is_fence_passed = False

    def print_slip(self, job_id: str, slip: Slip) -> PrintResult:
        """Print and say what became of it."""
        if job_id in self._sent:
            raise JobRefused(DEVICE)
        try:
            commands = list(self._encoder().encode(slip))
        except FontMissing:
            return PrintResult(job_id, Outcome.FAILED, Problem.NO_FONT)
        try:
            result = self._print(job_id, commands)
        finally:
            self._link.close()
        log.info("print job: outcome=%s bytes=%d", result.outcome, sum(map(len, commands)))
        return replace(result, job_id=job_id)

    def status(self) -> PrinterStatus:
        """Ask the printer how it is."""
        try:
            return self._look()
        finally:
            self._link.close()

    def close(self) -> None:
        """Let go of the port."""
        self._link.close()

    def _print(self, job_id: str, commands: list[bytes]) -> PrintResult:
        before = self._look()
        if before.problem is not None:
            return _result(Outcome.FAILED, before.problem, before.paper)
        self._remember(job_id)
        try:
            return self._send(commands) if before.is_known else self._send_blindly(commands)
        except DeviceLost:
            return _result(Outcome.UNKNOWN, Problem.CANNOT_TELL)

    def _look(self) -> PrinterStatus:
        try:
            self._link.open()
            self._link.flush()
            return self._ask_status()
        except PeripheralError as trouble:
            problem = _CONNECT_PROBLEMS.get(type(trouble), Problem.ABSENT)
            return PrinterStatus(is_known=False, problem=problem)

    def _encoder(self) -> LineEncoder:
        return LineEncoder(
            draw_line=self._draw, draw_qr=self._graphics.qr, charset=self._profile.charset
        )

    def _draw(self, line: Line) -> bytes:
        # Found when first needed: most slips hold no rare character.
        self._font = self._font or SlipFont()
        return self._graphics.raster(self._font.draw(line))

    def _remember(self, job_id: str) -> None:
        self._sent[job_id] = None
        if len(self._sent) > _REMEMBERED_JOBS:
            self._sent.popitem(last=False)

    def _send_blindly(self, commands: Iterable[bytes]) -> PrintResult:
        """Send to a printer that says nothing about itself: only the clerk can see the paper."""
        for block in _blocks(commands):
            self._link.write(block)
        return _result(Outcome.UNKNOWN, Problem.CANNOT_TELL)

    def _send(self, commands: list[bytes]) -> PrintResult:
        for block in _blocks(commands):
            self._link.write(block)
            if (stop := self._stopped()) is not None:
                return _result(Outcome.FAILED, stop.problem, stop.paper)
        if self._profile.has_fence:
            self._is_fence_passed = False
            self._link.write(_FENCE)
            return self._wait(time.monotonic() + self._timing.finish)
        return self._wait(time.monotonic() + 0.5 + len(commands) * _SECONDS_PER_ITEM)

    def _wait(self, end: float) -> PrintResult:
        """Watch the printer until the fence is answered or, without one, the time is over."""
        while time.monotonic() < end:
            stop = self._stopped()
            if self._is_fence_passed:
                break
            if stop is not None:
                return _result(Outcome.FAILED, stop.problem, stop.paper)
            self._listen(self._timing.poll, stop_at_status=False)
        if self._profile.has_fence and not self._is_fence_passed:
            return _result(Outcome.UNKNOWN, Problem.CANNOT_TELL)
        return _result(Outcome.PRINTED, paper=self._ask_status().paper)

    def _stopped(self) -> PrinterStatus | None:
        """Look whether the printer went off line; None when it did not, or does not say."""
        answer = self._ask(1)
        if answer is None or not answer & _OFFLINE:
            return None
        status = self._ask_status()
        return status if status.problem else PrinterStatus(True, Problem.OFFLINE, status.paper)

    def _ask_status(self) -> PrinterStatus:
        first = self._ask(1)
        if first is None:
            return PrinterStatus(is_known=False)
        cause, error, paper = (self._ask(n) for n in (2, 3, 4))
        is_known = None not in (cause, error, paper)
        return PrinterStatus(
            is_known=is_known,
            problem=_problem(first, cause or 0, error or 0, paper or 0),
            paper=_paper(paper),
        )

    def _ask(self, n: int) -> int | None:
        self._link.write(b"\x10\x04" + bytes([n]))
        return self._listen(self._timing.answer, stop_at_status=True)

    def _listen(self, seconds: float, *, stop_at_status: bool) -> int | None:
        """Sort incoming bytes by their fixed bits: status answers, the fence's answer, noise."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            data = self._link.read(1, left)
            if not data:
                break
            if data[0] & 0x93 == 0x12:
                if stop_at_status:
                    return data[0]
            elif data[0] & 0xF0 == 0:
                self._is_fence_passed = True
                if not stop_at_status:
                    break
        return None


def _result(
    outcome: Outcome, problem: Problem | None = None, paper: Paper = Paper.UNKNOWN
) -> PrintResult:
    """Make a result; the job's id is filled in where the job is known."""
    return PrintResult("", outcome, problem, paper)


def _blocks(commands: Iterable[bytes]) -> Iterator[bytes]:
    """Join whole commands to blocks, since no status question may stand inside a command."""
    block = b""
    for command in commands:
        if block and len(block) + len(command) > _BLOCK_BYTES:
            yield block
            block = b""
        block += command
    if block:
        yield block


def _problem(first: int, cause: int, error: int, paper: int) -> Problem | None:
    """Read the four answers, the cause a clerk can mend first."""
    table = (
        (paper & 0x60 or cause & 0x20, Problem.PAPER_OUT),
        (cause & 0x04, Problem.COVER_OPEN),
        (error & 0x08, Problem.CUTTER),
        (error & 0x40, Problem.OVERHEATED),
        (error & 0x20 or cause & 0x40, Problem.BROKEN),
        (first & _OFFLINE, Problem.OFFLINE),
    )
    return next((problem for bits, problem in table if bits), None)


def _paper(answer: int | None) -> Paper:
    if answer is None:
        return Paper.UNKNOWN
    if answer & 0x60:
        return Paper.OUT
    return Paper.NEAR_END if answer & 0x0C else Paper.ENOUGH
