"""Virtual time is exact, plays in order and brings an actor's error to whoever plays."""

import pytest

from tests.faults.strands import Strands


def test_actors_take_turns_in_the_order_of_time() -> None:
    strands, seen = Strands(), []

    def act(name: str, ms: int) -> None:
        for _ in range(2):
            strands.sleep(ms)
            seen.append((strands.now, name))

    strands.start(0, lambda: act("slow", 30))
    strands.start(5, lambda: act("quick", 10))
    strands.call_at(20, lambda: seen.append((strands.now, "event")))
    strands.run()

    assert seen == [(15, "quick"), (20, "event"), (25, "quick"), (30, "slow"), (60, "slow")]


def test_an_actors_error_ends_the_play() -> None:
    strands = Strands()

    def fail() -> None:
        strands.sleep(1)
        raise ValueError("wrong")

    strands.start(0, lambda: strands.sleep(100))
    strands.start(0, fail)

    with pytest.raises(ValueError, match="wrong"):
        strands.run()
    assert strands.now == 1
