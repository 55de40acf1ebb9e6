"""From starting the process to the painted sign-in page, and the memory of an idle desk.

The floor is a bare PyQt6 window with the same imports in a process of its own, turn by turn.
"""

import subprocess
import sys
import time

from counter.bench import BenchResult, result

ROUNDS = 10
WARM_UP = 2


def run() -> BenchResult:
    """Start both, turn by turn; takes some ten seconds."""
    times, floors = [], []
    for turn in range(WARM_UP + ROUNDS):
        desk, bare = until_painted("desk"), until_painted("bare")
        if turn >= WARM_UP:
            times.append(desk)
            floors.append(bare)
    note = (
        "warm start of the process to the first paint of the sign-in page; floor: bare PyQt6 "
        f"window with the same imports; idle desk with simulators {idle_megabytes()} MB resident"
    )
    return result("start", times, floors, note)


def until_painted(which: str) -> float:
    """Seconds from starting the process ``which`` to its word that it has painted."""
    began = time.perf_counter()
    return _ask(which)[1] - began


def idle_megabytes() -> int:
    """Resident memory of a desk that waits at its sign-in page, its simulators included, in MB."""
    return int(_ask("idle")[0])


def _ask(which: str) -> tuple[str, float]:
    """What the process says, and when; its own end is waited for, but not timed."""
    command = [sys.executable, "-m", "counter.bench.painted", which]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as started:
        assert started.stdout is not None
        said = started.stdout.readline().strip()
        return said, time.perf_counter()
