"""The short part of L3: power cuts under a desk and under a centre, and the settings that lose."""

import os
import random
from pathlib import Path

import pytest

from tests.faults.power import MISTAKES, Found, Plan, run
from tests.faults.recording import can_record

pytestmark = pytest.mark.skipif(
    not can_record(), reason="the recorder needs a C compiler and Linux's loader"
)


def some_cuts(side: str, cuts: int, seed: int | None = None, **plan: object) -> Found:
    if seed is None:
        seed = int(os.environ.get("COUNTER_SEED", random.randrange(2**32)))
    lines: list[str] = []
    found = run(Plan(side, cuts, seed, **plan), lines.append)  # type: ignore[arg-type]
    found.faults = [f"{lines[0]}: {fault}" for fault in found.faults]
    return found


def test_a_power_cut_under_a_desk_loses_nothing_it_was_told_is_saved() -> None:
    found = some_cuts("desk", 20)

    assert (found.lost, found.faults) == (0, [])
    assert found.cuts == 20
    assert found.promises > 100


def test_a_power_cut_under_the_centre_loses_nothing_it_answered_for() -> None:
    found = some_cuts("centre", 3, seconds=3.0)

    assert (found.lost, found.faults) == (0, [])
    assert found.promises > 10


def test_a_desk_that_does_not_flush_every_save_is_caught() -> None:
    found = some_cuts("desk", 40, 1, saves=60, mistake="synchronous=NORMAL", until_found=True)

    assert found.lost > 0


def test_a_centre_that_answers_before_it_flushes_is_caught() -> None:
    found = some_cuts(
        "centre", 25, 1, seconds=3.0, mistake="synchronous_commit=off", until_found=True
    )

    assert found.lost > 0


def test_the_long_run_has_one_command_and_it_is_documented() -> None:
    how_to = Path(__file__).parents[2] / "docs" / "how-to" / "prove-nothing-is-lost.md"
    text = how_to.read_text(encoding="utf-8")

    assert "python -m tests.faults.power --cuts 200" in text
    assert all(mistake in text for known in MISTAKES.values() for mistake in known)
