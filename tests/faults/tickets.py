"""L0: shifts of a hall's queue in virtual time, the real ticket code of the desk on real files.

Windows are cut off, die at any write, are suspended and started anew; an authority with the rules
of ``10_queue.sql`` hears them over a line that loses, delays, repeats and reorders. Any shift is
played again from its seed.

    python -m tests.faults.tickets --seeds 300
"""

import argparse
import random
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from tests.faults import ticket_mistakes
from tests.faults.row_centre import RowCentre
from tests.faults.simulation import memory, say
from tests.faults.strands import Strands
from tests.faults.ticket_authority import ModelAuthority
from tests.faults.ticket_desk import Hall, TicketDesk
from tests.faults.ticket_line import MINUTE
from tests.faults.ticket_machine import OPENED, Machine
from tests.faults.ticket_witness import HallBook

HOUR = 60 * MINUTE
LONGEST_CUT = 90 * MINUTE
DRAINED = 150 * MINUTE
"""After so long no message of the shift is on its way any more."""


@dataclass(frozen=True)
class Shift:
    """How big a shift is played."""

    windows: int = 3
    hours: int = 4
    tickets: int = 40


@dataclass(frozen=True)
class Played:
    """What was found and what happened."""

    faults: tuple[str, ...]
    calls: int
    cut_off: int
    deaths: int


def play(seed: int, mistake: str = "", shift: Shift = Shift()) -> Played:
    """One shift."""
    with (
        tempfile.TemporaryDirectory(prefix="l0-", dir=memory()) as name,
        ticket_mistakes.made(mistake),
    ):
        return _played(Path(name), seed, mistake, shift)


def _played(folder: Path, seed: int, mistake: str, shift: Shift) -> Played:
    chance, strands = random.Random(seed), Strands()
    machines = [
        Machine(number, strands, chance.getrandbits(32), mistake) for number in range(shift.windows)
    ]
    authority = ModelAuthority(
        OPENED,
        lambda: strands.now,
        {one.ws: one.window_no for one in machines},
        random.Random(chance.getrandbits(32)),
        mistake,
    )
    closes = shift.hours * HOUR
    book = HallBook(authority)
    hall = Hall(authority, RowCentre(), book, closes, closes + DRAINED)
    for _ in range(shift.tickets):
        strands.call_at(int(chance.uniform(-0.2, 0.8) * closes), lambda: authority.issue())
    desks = [TicketDesk(hall, one, folder / str(one.window_no)) for one in machines]
    for desk in desks:
        desk.line.weather.cuts = _cuts(chance, closes)
        desk.to_centre.cuts = _cuts(chance, closes)
        strands.start(0, desk.shift)
    try:
        strands.run()
        book.check_forgotten(set().union(*(desk.witness.live() for desk in desks)))
    finally:
        for desk in desks:
            desk.engine.dispose()
    deaths = sum(desk.fate.deaths for desk in desks)
    return Played(tuple(book.faults), book.calls, book.cut_off_calls, deaths)


def _cuts(chance: random.Random, closes: int) -> list[tuple[int, int]]:
    begins = [chance.randrange(closes) for _ in range(chance.randrange(1, 4))]
    return [(begin, begin + chance.randrange(MINUTE, LONGEST_CUT)) for begin in begins]


def main() -> int:
    """The long run; 1 when something was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=300)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--mistake", default="", choices=("", *ticket_mistakes.ALL))
    asked = parser.parse_args()
    bad = calls = cut_off = deaths = 0
    began = time.monotonic()
    for seed in range(asked.first, asked.first + asked.seeds):
        played = play(seed, asked.mistake)
        calls, cut_off = calls + played.calls, cut_off + played.cut_off
        deaths += played.deaths
        if played.faults:
            bad += 1
            say(f"seed {seed}: {'; '.join(played.faults)}")
    say(
        f"{asked.seeds} shifts from seed {asked.first}: {calls} calls, {cut_off} of them cut off,"
        f" {deaths} deaths, {bad} shifts with faults, {time.monotonic() - began:.0f} s"
    )
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
