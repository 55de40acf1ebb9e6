"""Benchmarks, each with its floor: what the same work costs with everything of ours left out.

The floor is measured in the same run, turn by turn with the thing itself, so that a slow or busy
machine slows both; the ratio of the two medians is what is compared between machines and releases.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

BENCHES: Mapping[str, str] = MappingProxyType(
    {
        "save": "counter.bench.save",
        "start": "counter.bench.start",
        "desk": "counter.bench.desk",
        "push": "counter.bench.push",
        "call": "counter.bench.call",
        "drain": "counter.bench.drain",
        "push-many": "counter.bench.push_many",
        "feed": "counter.bench.feed",
    }
)
"""Name -> module with ``run() -> BenchResult``; imported by name, because each needs other
libraries.
"""


@dataclass(frozen=True)
class BenchResult:
    """One benchmark's figures; times in milliseconds, ``ratio`` = median over the floor's
    median. ``figures`` are what one benchmark has besides.
    """

    bench: str
    n: int
    p50_ms: float
    p95_ms: float
    p99_ms: float
    floor_p50_ms: float
    ratio: float
    note: str
    figures: Mapping[str, float] = field(default_factory=dict)


def result(
    bench: str,
    times_s: Sequence[float],
    floor_s: Sequence[float],
    note: str,
    figures: Mapping[str, float] | None = None,
) -> BenchResult:
    """Sum up the times of a benchmark and of its floor, both in seconds."""
    floor = percentile(floor_s, 50)
    return BenchResult(
        bench=bench,
        n=len(times_s),
        p50_ms=_ms(percentile(times_s, 50)),
        p95_ms=_ms(percentile(times_s, 95)),
        p99_ms=_ms(percentile(times_s, 99)),
        floor_p50_ms=_ms(floor),
        ratio=round(percentile(times_s, 50) / floor, 2),
        note=note,
        figures={name: round(value, 3) for name, value in (figures or {}).items()},
    )


def percentile(times: Sequence[float], percent: int) -> float:
    """The time that ``percent`` of all times do not exceed."""
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, len(ordered) * percent // 100)]


def _ms(seconds: float) -> float:
    return round(seconds * 1000, 3)
