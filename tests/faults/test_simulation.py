"""The short part of L1: bad days in virtual time on real files, with a death at any I/O step."""

import pytest

from tests.faults.simulation import plan_of, play

SEEDS = range(12)
STEPS = range(1, 100, 9)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_bad_day_comes_right(seed: int) -> None:
    found, _steps = play(seed, *plan_of(seed))

    assert found == [], f"seed {seed}"


@pytest.mark.parametrize("step", STEPS)
def test_a_desk_may_die_at_any_step(step: int) -> None:
    found, steps = play(500, step)

    assert found == [], f"seed 500, died at {step}"
    assert steps > step


@pytest.mark.parametrize(
    ("mistake", "seed", "words"),
    [
        ("no check of numbers", 7, "applied twice"),
        ("no horizon", 1, "the feed had lost a row"),
        ("cursor before the rows", 13, "the feed had lost a row"),
        ("own edits dropped at the answer", 2, "an own write vanished"),
        (
            "the mark moves in another transaction than the effects",
            5,
            "an effect was applied twice or never",
        ),
        ("a hint is the only trigger", 10, "a desk is not what the centre is"),
    ],
)
def test_a_mistake_made_on_purpose_is_caught(mistake: str, seed: int, words: str) -> None:
    found, _steps = play(seed, *plan_of(seed), mistake=mistake)

    assert any(words in one for one in found)
    assert play(seed, *plan_of(seed))[0] == []
