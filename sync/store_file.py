"""The desk's encrypted file as sync sees it."""

import datetime as dt
import uuid
from collections.abc import Callable, Sequence

from sqlalchemy import Engine

from counter.store import catch_up, earlier, inbox, outbox, scans
from counter.store.catch_up import Range
from counter.store.earlier import EarlierBatch
from counter.store.outbox import Confirmation, OutboxState, OutgoingSet
from counter.store.scans import Blob
from sync.values import Cursors, FeedHeads, PullAnswer, PushAnswer, RescueAnswer


class StoreFile:
    """Outbox, mark and cursors of an open store."""

    def __init__(self, engine: Engine, now: Callable[[], dt.datetime]) -> None:
        """Take the open database and the clock, which dates what is written down."""
        self._engine, self._now = engine, now

    def state(self) -> OutboxState:
        """How the outbox stands."""
        return outbox.state(self._engine)

    def batch(self, after: int, max_sets: int, max_bytes: int) -> Sequence[OutgoingSet]:
        """The next change sets in order."""
        return outbox.waiting(self._engine, after, max_sets, max_bytes)

    def acknowledge(self, answer: PushAnswer) -> None:
        """Move the mark up and keep what was parked or refused."""
        confirmed = Confirmation(answer.hwm, answer.xid, answer.incarnation, answer.results)
        outbox.acknowledge(self._engine, confirmed, self._now())

    def take_mark(self, mark: int, incarnation: uuid.UUID) -> None:
        """Set the mark back to the centre's."""
        outbox.rewind(self._engine, mark, incarnation)

    def set_stopped(self, code: str | None) -> None:
        """Keep, or lift, why the centre takes nothing from this desk."""
        outbox.stop(self._engine, code)

    def earlier_batch(self, max_sets: int, max_bytes: int) -> EarlierBatch | None:
        """The next change sets of an earlier file."""
        return earlier.batch(self._engine, max_sets, max_bytes)

    def note_rescued(self, epoch: int, answer: RescueAnswer) -> None:
        """Keep how far the centre has an earlier file."""
        earlier.note(self._engine, epoch, answer.mark, answer.code)

    def next_scan(self) -> Blob | None:
        """The oldest scan the centre does not have whole."""
        return scans.next_waiting(self._engine)

    def scan_chunk(self, name: str) -> bytes | None:
        """One chunk's bytes."""
        return scans.chunk(self._engine, name)

    def settle_scan(self, blob: str, state: str) -> None:
        """Keep what became of a scan's bytes at the centre; forget those it has long had."""
        now = self._now()
        scans.settle(self._engine, blob, state, now)
        scans.forget(self._engine, now - scans.KEPT)

    def next_range(self) -> Range | None:
        """The next part of a feed to compare."""
        return catch_up.next_range(self._engine)

    def end_check(self) -> None:
        """Leave what is read by now to the next round."""
        catch_up.end_round(self._engine)

    def compare(self, part: Range, told: FeedHeads) -> int:
        """Compare what was told; gives how much is lacking, which is read again."""
        lacking = catch_up.lacking(self._engine, told.heads)
        if lacking:
            catch_up.read_again(self._engine, part, self._now())
        else:
            catch_up.mark_checked(self._engine, part.scope, told.end)
        return lacking

    def cursors(self) -> Cursors:
        """How far the feed has been read; all scopes are of one feed."""
        known = inbox.cursors(self._engine)
        return Cursors(
            feed_epoch=known[0].feed_epoch if known else "",
            scopes=tuple({"scope": each.scope, "xid": each.xid, "id": each.id} for each in known),
        )

    def apply(self, page: PullAnswer) -> int:
        """Apply rows and cursors together; gives how many rows were new."""
        return inbox.apply_page(self._engine, page, self._now()).rows
