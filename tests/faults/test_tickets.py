"""The short part of L0: small shifts come right, and each mistake made on purpose is caught."""

from functools import cache

import pytest

from tests.faults.ticket_mistakes import ALL
from tests.faults.tickets import Played, Shift, play

SMALL = Shift(windows=2, hours=3, tickets=14)
CAUGHT = (
    ("a grant revived by a late message", 6, "a grant once ended lives again"),
    ("an ended grant revived by a late request", 2, "a ticket is forgotten"),
    ("the term counts from the answer", 2, "called when the term was over"),
    ("no look before the call", 2, "called when the term was over"),
    ("the clock stands still in suspend", 4, "called when the term was over"),
    ("grants survive a reboot with the clock begun anew", 8, "called when the term was over"),
    ("the same ticket granted again when the term is over", 1, "one ticket, two windows"),
    ("given back before it is durable", 26, "one ticket, two windows"),
    ("every answer brings a whole term", 4, "called when the authority may count the term as over"),
)


SEEDS = sorted({seed for _mistake, seed, _words in CAUGHT})


@cache
def _right(seed: int) -> Played:
    return play(seed, shift=SMALL)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_shift_of_outages_and_deaths_comes_right(seed: int) -> None:
    assert _right(seed).faults == (), f"seed {seed}"
    assert _right(seed).calls > 5


def test_a_seed_plays_the_same_shift_again() -> None:
    assert play(SEEDS[0], shift=SMALL) == _right(SEEDS[0])


@pytest.mark.parametrize(("mistake", "seed", "words"), CAUGHT)
def test_a_mistake_made_on_purpose_is_caught(mistake: str, seed: int, words: str) -> None:
    assert words in play(seed, mistake, SMALL).faults


def test_every_mistake_is_kept() -> None:
    assert {mistake for mistake, _seed, _words in CAUGHT} == set(ALL)
