"""How long to wait before trying again: doubling, capped, with full jitter."""

from collections.abc import Callable
from dataclasses import dataclass

FIRST_MS = 200
CAP_MS = 8_000


@dataclass
class BackOff:
    """Counts failures in a row and draws the next pause; ``random`` gives numbers in [0, 1)."""

    random: Callable[[], float]
    failures: int = 0

    def reset(self) -> None:
        """Forget earlier failures: the other side answered."""
        self.failures = 0

    def next_ms(self) -> int:
        """Note a failure and draw a pause: 0.2 s doubling to 8 s, anywhere between nothing and the
        full pause.

        Full jitter keeps twelve desks from knocking at the same moment after an outage.
        """
        ceiling = min(CAP_MS, FIRST_MS * 2 ** min(self.failures, 10))
        self.failures += 1
        return int(self.random() * ceiling)
