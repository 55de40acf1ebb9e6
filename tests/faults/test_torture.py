"""The short part of L2: a storm of bytes cut, desks killed and a server restarted, then quiet."""

import os
import random
from pathlib import Path

from tests.faults.torture import Found, Plan, run


def a_storm(seed: int | None = None, **plan: object) -> Found:
    if seed is None:
        seed = int(os.environ.get("COUNTER_SEED", random.randrange(2**32)))
    lines: list[str] = []
    hard = {"seconds": 12.0, "desks": 4, "restart_every_s": 5.0, "life_s": (0.5, 3.0)}
    found = run(Plan(seed=seed, **{**hard, **plan}), lines.append)  # type: ignore[arg-type]
    found.faults = tuple(f"{lines[0]}: {fault}" for fault in found.faults)
    return found


def test_a_storm_loses_nothing_does_nothing_twice_and_leaves_nobody_stuck() -> None:
    found = a_storm()

    assert found.faults == ()
    assert found.kills >= 8
    assert found.cuts >= 8
    assert found.restarts >= 1
    assert found.sets > 100


def test_a_desk_that_gives_up_after_a_failure_is_caught() -> None:
    found = a_storm(3, seconds=6.0, fault="gives up after a failure", healed_s=8.0)

    assert any("stuck" in fault for fault in found.faults)


def test_the_long_run_has_one_command_and_it_is_documented() -> None:
    how_to = Path(__file__).parents[2] / "docs" / "how-to" / "prove-nothing-is-lost.md"

    assert "python -m tests.faults.torture --seconds 600" in how_to.read_text(encoding="utf-8")
