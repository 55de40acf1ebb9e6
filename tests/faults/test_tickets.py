"""The short part of L0: small shifts come right, and each mistake made on purpose is caught."""

import pytest

from tests.faults.ticket_mistakes import ALL
from tests.faults.tickets import Shift, play

SMALL = Shift(windows=2, hours=3, tickets=14)
CAUGHT = (
)


@pytest.mark.parametrize("seed", range(4))
def test_a_shift_of_outages_and_deaths_comes_right(seed: int) -> None:
    played = play(seed, shift=SMALL)

    assert played.faults == (), f"seed {seed}"
    assert played.calls > 5


def test_a_seed_plays_the_same_shift_again() -> None:
    assert play(3, shift=SMALL) == play(3, shift=SMALL)


@pytest.mark.parametrize(("mistake", "seed", "words"), CAUGHT)
def test_a_mistake_made_on_purpose_is_caught(mistake: str, seed: int, words: str) -> None:
    assert words in play(seed, mistake, SMALL).faults
    assert play(seed, shift=SMALL).faults == ()


def test_every_mistake_is_kept() -> None:
    assert {mistake for mistake, _seed, _words in CAUGHT} == set(ALL)
