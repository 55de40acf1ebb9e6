"""The catch-up check: whether what the feed told is in the file.

A cursor says how far was read, not that every row arrived: a mistake in the feed, in this program
or in the file would stay unseen for ever. So now and then the centre lists what it told, table, key
and version of each row, and the file is compared; what is lacking is read again. Each round
compares what had been read by the round before: a row that came into the feed behind the cursor,
which must never be, is in the list by then.
"""

from dataclasses import dataclass

from counter.store.outbox import OutboxState
from sync.actions import Check

EVERY_MS = 900_000
RETRY_MS = 300_000
MOST_HEADS = 2_000


@dataclass
class CheckStage:
    """Compares when nothing else is to be done: soon after connecting, then every quarter of an
    hour."""

    due_ms: int = 0

    def begin(self, now_ms: int) -> None:
        """A connection stands: compare once what is read now."""
        self.due_ms = now_ms

    def next_check(self, file: OutboxState, now_ms: int) -> Check | None:
        """The next page to compare, if there is one and it is time."""
        if now_ms < self.due_ms:
            return None
        if file.unchecked <= 0:
            self.rest(now_ms)
            return None
        return Check(MOST_HEADS)

    def rest(self, now_ms: int) -> None:
        """This round is over."""
        self.due_ms = now_ms + EVERY_MS

    def refused(self, now_ms: int) -> None:
        """The centre does not know how, or no more."""
        self.due_ms = now_ms + RETRY_MS
