"""How long a person who takes a number now will wait, as a range; unknown is never zero."""

from dataclasses import dataclass

FEWEST_CALLS = 3
SHORTEST_SPAN_S = 300
"""Fewer calls or a shorter time say nothing about a pace."""
LONGEST_MIN = 120
"""Longer waits are not told to the minute."""


@dataclass(frozen=True)
class WaitRange:
    """Minutes, low to high; ``high`` is None beyond two hours."""

    low: int
    high: int | None


def wait_range(waiting: int, called: int, span_s: int) -> WaitRange | None:
    """The range for one more person behind ``waiting``, from ``called`` calls within ``span_s``.

    A fifth less to a quarter more than the pace of the last hour says; None when there is no pace.
    """
    if called < FEWEST_CALLS or span_s < SHORTEST_SPAN_S:
        return None
    seconds = waiting * span_s // called
    low, high = max(1, seconds * 4 // 5 // 60), -(-seconds * 5 // (4 * 60))
    if low >= LONGEST_MIN:
        return WaitRange(LONGEST_MIN, None)
    return WaitRange(low, max(high, low + 1))
