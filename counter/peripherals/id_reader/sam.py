"""Drives a card reader that speaks bare SAM frames over a serial port, a pty or a TCP bridge."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass

from counter.peripherals import NoAnswer, NotUnderstood, PeripheralError
from counter.peripherals.id_reader import (
    CardMoved,
    CardNotAccepted,
    CardNotLifted,
    CardUnreadable,
    NoCard,
    ReadCancelled,
    ReaderFault,
    ReaderIdentity,
    ReaderNotAuthorised,
    Reading,
    WrongCard,
    never,
)
from counter.peripherals.id_reader.card import newest_address, parse_card
from counter.peripherals.id_reader.sam_codec import (
    Blocks,
    Command,
    Frame,
    Parser,
    Status,
    encode,
    reader_label,
    split_blocks,
)
from counter.peripherals.link import Link, discard

log = logging.getLogger(__name__)

DEVICE = "读卡器"
_ID_BYTES = 16


@dataclass(frozen=True, slots=True)
class Timing:
    """How long the driver waits, in seconds; the defaults suit real readers."""

    #: Two vendors ask for more than 300 ms between looks for a card.
    poll: float = 0.32
    answer: float = 0.8
    #: A full answer takes 1.35 s at 9600 baud.
    read_answer: float = 3.0
    #: A frame that pauses longer than this is a half frame.
    silence: float = 0.3
    #: After a missing answer the wire must be quiet so long before the next question.
    drain: float = 0.2


_ERRORS: dict[int, type[PeripheralError]] = {
    Status.BAD_COMMAND: ReaderFault,
    Status.NOT_NOW: CardMoved,
    Status.UNKNOWN_ERROR: ReaderFault,
    Status.CARD_REJECTS: CardNotAccepted,
    Status.READER_REJECTS: CardNotAccepted,
    Status.DATA_REJECTED: CardNotAccepted,
    Status.WRONG_CARD: WrongCard,
    Status.READ_FAILED: CardMoved,
    Status.NO_RANDOM: CardMoved,
    Status.SELF_TEST_FAILED: ReaderFault,
    Status.NOT_AUTHORISED: ReaderNotAuthorised,
    Status.NO_CARD: CardMoved,
    Status.SELECT_FAILED: CardNotLifted,
}
#: Worth one more try: the module heard us badly, or its random source was not ready.
_TRY_AGAIN = {Status.BAD_CHECKSUM, Status.BAD_LENGTH, Status.NO_RANDOM}


class SamIdReader:
    """An IdReader over a Link; connects when first asked and again after the link was lost."""

    def __init__(self, link: Link, timing: Timing | None = None) -> None:
        """Take the wire; nothing is opened yet."""
        self._link = link
        self._timing = timing or Timing()
        self._parser = Parser()
        self._identity: ReaderIdentity | None = None
        self._has_read = False

    def identify(self) -> ReaderIdentity:
        """Connect if needed, test the module and ask its number."""
        if self._identity is not None and self._link.is_open:
            return self._identity
        self._link.open()
        try:
            self._expect(Command.STATUS)
            data = self._expect(Command.IDENTIFY).data
            if len(data) != _ID_BYTES:
                raise NotUnderstood(DEVICE)
        except PeripheralError:
            self._link.close()
            raise
        self._identity = ReaderIdentity(label=reader_label(data), raw=data.hex())
        self._has_read = False
        return self._identity

    def read(self, timeout: float, is_cancelled: Callable[[], bool] = never) -> Reading:
        """Wait up to `timeout` seconds for a card and read it."""
        identity = self.identify()
        self._wait_card(time.monotonic() + timeout, is_cancelled)
        started = time.monotonic()
        self._expect(Command.SELECT)
        blocks = self._read_blocks()
        address = self._read_new_address()
        self._has_read = True
        card = parse_card(blocks.text)
        # Lengths and times only: nothing that stands on the card may reach a log.
        log.info("card read: known=%s ms=%d", card is not None, _ms_since(started))
        if card is None:
            raise CardUnreadable(DEVICE)
        return Reading(card=card, reader=identity, new_address=address, photo=blocks.photo)

    def read_again(self) -> Reading:
        """Read the card that lies there now, lifted meanwhile or not."""
        self.identify()
        if self._has_read:
            # A module hides a card it has read until it is lifted; a reset lets it look again.
            self._expect(Command.RESET)
        return self.read(timeout=0)

    def is_card_present(self) -> bool:
        """Look once whether a card lies on the reader."""
        self.identify()
        if self._sees_card():
            return True
        if not self._has_read:
            return False
        # Some modules hide a card they have read until it is lifted; a reset lets them look again.
        self._expect(Command.RESET)
        return self._sees_card()

    def wait_removal(self, timeout: float) -> bool:
        """Wait until two looks in a row find no card."""
        self.identify()
        end = time.monotonic() + timeout
        empty_looks = 0
        while True:
            empty_looks = 0 if self._sees_card() else empty_looks + 1
            if empty_looks == 2:
                self._has_read = False
                return True
            if time.monotonic() >= end:
                return False
            time.sleep(self._timing.poll)

    def close(self) -> None:
        """Let go of the port."""
        self._link.close()
        self._identity = None

    def _wait_card(self, end: float, is_cancelled: Callable[[], bool]) -> None:
        while True:
            if is_cancelled():
                raise ReadCancelled(DEVICE)
            frame = self._ask(Command.FIND)
            if frame.status == Status.CARD_FOUND:
                return
            if frame.status != Status.NO_CARD:
                raise _error(frame)
            if time.monotonic() >= end:
                raise NoCard(DEVICE)
            time.sleep(self._timing.poll)

    def _sees_card(self) -> bool:
        frame = self._ask(Command.FIND)
        if frame.status in (Status.CARD_FOUND, Status.SELECT_FAILED):
            return True
        if frame.status == Status.NO_CARD:
            return False
        raise _error(frame)

    def _read_blocks(self) -> Blocks:
        blocks = split_blocks(self._expect(Command.READ).data)
        if blocks is None:
            raise CardUnreadable(DEVICE)
        return blocks

    def _read_new_address(self) -> str:
        frame = self._ask(Command.READ_NEW_ADDRESS)
        # Older readers do not know the command; that is not the card's fault.
        if frame.status in (Status.NOTHING_THERE, Status.BAD_COMMAND):
            return ""
        if frame.status != Status.OK:
            raise _error(frame)
        return newest_address(frame.data)

    def _expect(self, command: Command) -> Frame:
        frame = self._ask(command)
        if frame.status != Status.OK:
            raise _error(frame)
        return frame

    def _ask(self, command: Command) -> Frame:
        """Ask once, and once more when the wire spoilt the question or the answer."""
        frame = self._ask_once(command)
        if frame is None:
            # A late answer must not be taken for the next one.
            discard(self._link, self._timing.drain)
            frame = self._ask_once(command)
        elif frame.status in _TRY_AGAIN:
            frame = self._ask_once(command)
        if frame is None:
            discard(self._link, self._timing.drain)
            raise NoAnswer(DEVICE)
        return frame

    def _ask_once(self, command: Command) -> Frame | None:
        started = time.monotonic()
        is_reading = command in (Command.READ, Command.READ_NEW_ADDRESS)
        timeout = self._timing.read_answer if is_reading else self._timing.answer
        self._parser.clear()
        self._link.flush()
        self._link.write(encode(command))
        frame = self._receive(started + timeout)
        status = f"{frame.status:02x}" if frame else "none"
        log.debug("sam %s: status=%s ms=%d", command.name, status, _ms_since(started))
        return frame

    def _receive(self, end: float) -> Frame | None:
        has_begun = False
        while (left := end - time.monotonic()) > 0:
            wait = min(left, self._timing.silence) if has_begun else left
            data = self._link.read(self._parser.wanted, wait)
            if not data and has_begun:
                return None
            has_begun = has_begun or bool(data)
            frames = self._parser.feed(data)
            if frames:
                return frames[0]
        return None


def _error(frame: Frame) -> PeripheralError:
    return _ERRORS.get(frame.status, NotUnderstood)(DEVICE)


def _ms_since(started: float) -> int:
    return round((time.monotonic() - started) * 1000)
