"""What the engine's actions are performed on: the centre at the other end, and the desk's own
file."""

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Protocol

from counter.store.catch_up import Range
from counter.store.earlier import EarlierBatch
from counter.store.outbox import OutboxState, OutgoingSet
from counter.store.scans import Blob
from sync.values import (
    Cursors,
    FeedHeads,
    Hello,
    PullAnswer,
    PushAnswer,
    RescueAnswer,
    ScanAnswer,
    SelfReport,
)


class Centre(Protocol):
    """The centre's functions. Every call raises ``Unreachable``, or ``Refused`` with an
    SQLSTATE."""

    def connect(self) -> None:
        """Open a connection; also raises ``LoginRefused``."""

    def hello(self) -> Hello:
        """Greet, and listen for hints from now on."""

    def push(self, sets: Sequence[OutgoingSet], has_more: bool = False) -> PushAnswer:
        """Hand over change sets with consecutive numbers, in one transaction there; ``has_more``:
        more follow at once, so that nobody need be woken for these."""

    def pull(self, cursors: Cursors, max_rows: int) -> PullAnswer:
        """Ask every scope for what lies beyond its cursor."""

    def rescue(self, batch: EarlierBatch) -> RescueAnswer:
        """Hand in change sets of an earlier file of this workstation."""

    def lack_of_scan(self, blob: Blob) -> ScanAnswer:
        """Announce a scan's bytes and ask which of them are lacking."""

    def put_scan_chunk(self, blob: str, nth: int, data: bytes) -> None:
        """Hand over one chunk of an announced scan."""

    def feed_heads(self, part: Range, max_heads: int) -> FeedHeads:
        """List what a part of a feed told."""

    def tell(self, report: SelfReport, wall: dt.datetime) -> None:
        """Say how this desk stands and what its clock shows."""

    def probe(self) -> None:
        """Ask for a sign of life."""

    def close(self) -> None:
        """Hang up without ceremony; never raises."""


class DeskFile(Protocol):
    """The sync side of the desk's file; each writing method is one transaction."""

    def state(self) -> OutboxState:
        """How the outbox stands."""

    def batch(self, after: int, max_sets: int, max_bytes: int) -> Sequence[OutgoingSet]:
        """The next change sets in order: at least one if any, else within both limits."""

    def acknowledge(self, answer: PushAnswer) -> None:
        """Move the mark up to the centre's and keep what it parked or refused."""

    def take_mark(self, mark: int, incarnation: uuid.UUID) -> None:
        """Set the mark back to the centre's and remember which centre this is."""

    def set_stopped(self, code: str | None) -> None:
        """Keep, or lift, why the centre takes nothing from this desk."""

    def earlier_batch(self, max_sets: int, max_bytes: int) -> EarlierBatch | None:
        """The next change sets of an earlier file, if there are any."""

    def note_rescued(self, epoch: int, answer: RescueAnswer) -> None:
        """Take down how far the centre keeps an earlier file."""

    def next_scan(self) -> Blob | None:
        """The oldest scan the centre does not have whole."""

    def scan_chunk(self, name: str) -> bytes | None:
        """One chunk's bytes, by their hash."""

    def settle_scan(self, blob: str, state: str) -> None:
        """Keep that the centre has a scan whole, or found other bytes."""

    def next_range(self) -> Range | None:
        """The next part of a feed to compare."""

    def end_check(self) -> None:
        """Nothing is left to compare in this round; what is read by now is compared in the next."""

    def compare(self, part: Range, told: FeedHeads) -> int:
        """Compare what was told with the file; gives how much is lacking, which is read again."""

    def cursors(self) -> Cursors:
        """How far the feed has been read."""

    def apply(self, page: PullAnswer) -> int:
        """Apply rows and cursors together; gives how many rows were new."""
