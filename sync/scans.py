"""The scans' own channel: the lowest of all, one chunk at a time, resumed by asking what is
missing."""

from dataclasses import dataclass

from counter.store.outbox import OutboxState
from sync.actions import SendScan

RETRY_MS = 300_000


@dataclass
class ScanStage:
    """Sends when nothing else is to be sent."""

    not_before_ms: int = 0

    def next_scan(self, file: OutboxState, now_ms: int) -> SendScan | None:
        """The next step for the oldest scan, if there is one and it may go."""
        if file.scans <= 0 or now_ms < self.not_before_ms:
            return None
        return SendScan()

    def refused(self, now_ms: int) -> None:
        """The centre will not have it now: its quota is used up, or it does not know how."""
        self.not_before_ms = now_ms + RETRY_MS
