"""L3: power cuts under both databases, made from a record of what real processes did to files.

    python -m tests.faults.power --cuts 200 --seed 1 [--side desk] [--mistake synchronous=NORMAL]

Its last line says how many cuts were made and what was lost. The seed repeats the choices of the
disk; the processes that were recorded are real and do not repeat to the byte.
"""

import argparse
import itertools
import random
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from tests.faults import power_centre, power_desk
from tests.faults.power_disk import PowerCut, Rules, Verdict
from tests.faults.recording import Recording, build_recorder

MISTAKES = {
    "desk": ("synchronous=NORMAL", "synchronous=OFF"),
    "centre": ("synchronous_commit=off", "fsync=off", "full_page_writes=off"),
}
"""Settings that lose what was promised; each must be caught."""


class Run(Protocol):
    """One recording, and how what a cut leaves of it is checked."""

    recording: Recording

    def check(self, image: Path, end: int) -> Verdict: ...


class Side(Protocol):
    """What is recorded again and again in ``ground``, with one setting set wrongly or none."""

    ground: Path
    rules: Rules
    mistake: str

    def record(self, nth: int, seed: int) -> Run: ...
    def close(self) -> None: ...


@dataclass(frozen=True)
class Plan:
    """Which side, how many cuts, how many of them in one recording; ``mistake`` is a setting set
    wrongly on purpose; ``until_found`` ends at the first loss."""

    side: str
    cuts: int
    seed: int
    cuts_a_recording: int = 25
    saves: int = 150
    seconds: float = 5.0
    mistake: str = ""
    until_found: bool = False


@dataclass
class Found:
    """What was cut and what was missing; ``hurt`` is the number of cuts after which something
    was."""

    cuts: int = 0
    promises: int = 0
    lost: int = 0
    hurt: int = 0
    faults: list[str] = field(default_factory=list)

    def words(self) -> str:
        """One line."""
        return (
            f"{self.cuts} cuts, {self.promises} promises: {self.lost} lost in {self.hurt} cuts,"
            f" {len(self.faults)} faults"
        )


@dataclass
class _DeskSide:
    ground: Path
    library: Path
    plan: Plan
    rules: Rules = power_desk.RULES
    mistake: str = ""

    def record(self, nth: int, seed: int) -> Run:
        room = self.ground / f"run-{nth}"
        room.mkdir()
        synchronous = self.mistake.partition("=")[2] or "FULL"
        life = power_desk.Life(seed, self.plan.saves, synchronous)
        return power_desk.record_desk(room, self.library, life)

    def close(self) -> None:
        """Nothing lives on."""


@contextmanager
def a_side(plan: Plan) -> Iterator[Side]:
    """What is recorded for this plan, on a throw-away ground with a recorder of its own."""
    with tempfile.TemporaryDirectory(prefix="l3-", ignore_cleanup_errors=True) as name:
        ground = Path(name)
        # The server's unprivileged user must get into it.
        ground.chmod(0o755)
        library = build_recorder(ground)
        made: Side
        if plan.side == "desk":
            made = _DeskSide(ground, library, plan)
        else:
            made = power_centre.CentreSide(ground, library, plan.seconds)
        with closing(made):
            yield made


def run(plan: Plan, say: Callable[[str], object] = print) -> Found:
    """Record, cut, check; says its seed first."""
    with a_side(plan) as side:
        return run_on(side, plan, say)


def run_on(side: Side, plan: Plan, say: Callable[[str], object]) -> Found:
    """The same on a side that is there."""
    wrong = f" with {plan.mistake}" if plan.mistake else ""
    say(f"seed {plan.seed}: {plan.cuts} cuts of the {plan.side}{wrong}")
    found, chance = Found(), random.Random(plan.seed)
    side.mistake = plan.mistake
    for nth in itertools.count():
        if found.cuts >= plan.cuts or (plan.until_found and found.hurt):
            break
        recorded = side.record(nth, chance.getrandbits(32))
        _cut(recorded, side.rules, chance, _Bounds(plan, nth, side.ground / "image", found))
        shutil.rmtree(side.ground / f"run-{nth}")
    for fault in found.faults[:20]:
        say(fault)
    say(f"seed {plan.seed}: {plan.side}{wrong}: {found.words()}")
    return found


@dataclass(frozen=True)
class _Bounds:
    """Where one recording's cuts are made and counted."""

    plan: Plan
    nth: int
    room: Path
    found: Found


def _cut(recorded: Run, rules: Rules, chance: random.Random, bounds: _Bounds) -> None:
    plan, found = bounds.plan, bounds.found
    records = list(recorded.recording.records())
    for _ in range(min(plan.cuts_a_recording, plan.cuts - found.cuts)):
        at = chance.randint(1, len(records))
        image = bounds.room / "data"
        PowerCut(recorded.recording, records[:at], rules, chance).leave(image)
        verdict = recorded.check(image, records[at - 1].end)
        found.cuts += 1
        found.promises += verdict.promises
        found.lost += verdict.lost
        found.hurt += bool(verdict.lost or verdict.faults)
        where = f"recording {bounds.nth}, cut after record {at} of {len(records)}"
        found.faults += [f"{where}: {fault}" for fault in verdict.faults]
        if plan.until_found and found.hurt:
            return


def main() -> int:
    """The long run; 1 when something was lost."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cuts", type=int, default=200, help="on each side")
    parser.add_argument("--seed", type=int, default=random.randrange(2**32))
    parser.add_argument("--side", choices=sorted(MISTAKES), action="append")
    parser.add_argument(
        "--mistake", default="", choices=[each for s in MISTAKES.values() for each in s]
    )
    asked = parser.parse_args()
    meant = [side for side, known in MISTAKES.items() if asked.mistake in known]
    sides = asked.side or meant or list(MISTAKES)
    found = [run(Plan(side, asked.cuts, asked.seed, mistake=asked.mistake)) for side in sides]
    return 1 if any(each.hurt for each in found) else 0


if __name__ == "__main__":
    sys.exit(main())
