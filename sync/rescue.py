"""The rescue stage: handing in what an earlier file of this workstation still holds."""

from dataclasses import dataclass

from counter.store.outbox import OutboxState
from sync.actions import Rescue

MOST_SETS = 100
"""Each is taken by itself at the centre; a call should take well under its patience."""
LEAST_SETS = 5
MOST_BYTES = 256 * 1024
RETRY_MS = 300_000


@dataclass
class RescueStage:
    """Sends after everything else: what is new at the counter comes first."""

    max_sets: int = MOST_SETS
    not_before_ms: int = 0

    def next_rescue(self, file: OutboxState, now_ms: int) -> Rescue | None:
        """The next batch, if there is one and it may go."""
        if file.earlier <= 0 or now_ms < self.not_before_ms:
            return None
        return Rescue(self.max_sets, MOST_BYTES)

    def failed(self) -> None:
        """No answer: send less next time."""
        self.max_sets = max(LEAST_SETS, self.max_sets // 2)

    def refused(self, now_ms: int) -> None:
        """The centre will not hear of it now; an older centre does not know how."""
        self.not_before_ms = now_ms + RETRY_MS
