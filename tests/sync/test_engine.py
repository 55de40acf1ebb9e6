"""The engine under virtual time, against a centre that can lose its answer after storing."""

import itertools
import random
import uuid
from datetime import timedelta

import pytest

from sync.status import Link
from tests.sync.virtual import Desk

SEEDS = range(60)


def stormy(seed: int):
    chance = random.Random(seed)
    return lambda _: chance.choices(["fair", "down", "lost", "hang"], [6, 1, 2, 1])[0]


def play(seed: int, checks_mark: bool = True) -> Desk:
    """A bad hour: saves, lost answers, silences, the program killed; then the weather clears."""
    chance = random.Random(seed)
    desk = Desk(seed)
    desk.centre.checks_mark = checks_mark
    desk.centre.weather = stormy(seed)
    for _ in range(40):
        desk.file.save(chance.choice([0, 1, 3, 120]))
        desk.run(chance.choice([100, 3_000, 20_000]))
        if chance.random() < 0.3:
            desk.start()
    desk.centre.weather = lambda _: "fair"
    desk.run(60_000)
    return desk


def first(desk: Desk, link: Link, after: int) -> int:
    return next(at for at, status in desk.statuses if at > after and status.link is link)


@pytest.mark.parametrize("seed", SEEDS)
def test_every_set_reaches_the_centre_once_and_in_order(seed):
    desk = play(seed)

    assert desk.centre.inbox == desk.file.bodies
    assert desk.status.pending == 0
    assert desk.file.rows == desk.centre.feed


def test_a_centre_that_does_not_check_its_mark_is_caught():
    caught = [
        seed for seed in SEEDS if (desk := play(seed, False)).centre.inbox != desk.file.bodies
    ]

    # A seed in which no answer is lost has nothing to catch.
    assert len(caught) >= len(SEEDS) - 3


def test_an_answer_lost_after_storing_is_learnt_by_sending_again():
    desk = Desk()
    desk.centre.parks = frozenset({2})
    desk.file.save(3)
    fate = iter(["lost"])
    desk.centre.weather = lambda name: next(fate, "fair") if name == "push" else "fair"

    desk.run(2_000)

    assert desk.centre.inbox == desk.file.bodies
    assert desk.file.outcomes[2].status == "parked"
    assert desk.status.parked == 1


def test_batches_grow_while_quick_and_halve_when_unanswered():
    desk = Desk()
    desk.file.save(3_000)

    desk.run(1_000)

    assert desk.centre.sizes[:5] == [50, 100, 200, 400, 500]
    fate = iter(["down", "down"])
    desk.centre.weather = lambda name: next(fate, "fair") if name == "push" else "fair"
    desk.file.save(1_000)
    desk.centre.sizes.clear()
    desk.run(2_000)
    assert desk.centre.sizes[0] == 125


def test_slow_batches_do_not_grow():
    desk = Desk()
    desk.centre.took_ms = 2_100
    desk.file.save(500)

    desk.run(30_000)

    assert set(desk.centre.sizes) == {50}


def test_a_centre_restored_from_yesterday_is_fed_again():
    desk = Desk()
    desk.file.save(10)
    desk.run(1_000)
    del desk.centre.inbox[4:]
    desk.centre.incarnation = uuid.UUID(int=2)
    fate = iter(["down"])
    desk.centre.weather = lambda _: next(fate, "fair")

    desk.run(20_000)

    assert desk.centre.inbox == desk.file.bodies
    assert desk.file.incarnation == uuid.UUID(int=2)
    assert desk.alarms == ["centre_restored"]


def test_a_gap_found_while_pushing_goes_back_to_the_centres_mark():
    desk = Desk()
    desk.file.save(10)
    desk.run(1_000)
    del desk.centre.inbox[4:]
    desk.file.save()

    desk.run(5_000)

    assert desk.centre.inbox == desk.file.bodies


def test_a_copied_file_stops_pushing_and_keeps_pulling():
    desk = Desk()
    desk.file.save(3)
    desk.run(1_000)
    desk.centre.inbox.append(b"made by the copy")
    desk.file.save()

    desk.run(5_000)
    desk.centre.feed.append(99)
    desk.run(16_000)

    assert desk.status.stopped_code == "fork"
    assert desk.status.pending == 1
    assert desk.status.link is Link.ONLINE
    assert desk.file.rows[-1] == 99
    assert desk.alarms == ["fork"]


def test_a_restored_file_is_noticed_before_it_makes_a_fork():
    desk = Desk()
    desk.centre.inbox = [b"from before the restore"]

    desk.run(1_000)

    assert desk.status.stopped_code == "fork"


def test_a_stop_is_lifted_when_the_centre_takes_sets_again():
    desk = Desk()
    desk.centre.state = "quarantined"
    desk.file.save(2)
    desk.run(5_000)
    assert desk.status.stopped_code == "state"

    desk.centre.state = "active"
    fate = iter(["down"])
    desk.centre.weather = lambda _: next(fate, "fair")
    desk.run(10_000)

    assert desk.status.stopped_code is None
    assert desk.status.pending == 0


def test_an_outage_is_noticed_within_five_seconds_and_its_end_within_ten():
    for seed in range(30):
        desk = Desk(seed)
        desk.run(10_000 + seed * 37)
        assert desk.status.link is Link.ONLINE
        desk.centre.weather = lambda _: "hang"
        cut = desk.clock.ms
        desk.run(60_000)
        noticed = first(desk, Link.OFFLINE, after=cut)
        desk.centre.weather = lambda _: "fair"
        healed = desk.clock.ms
        desk.file.save()
        desk.run(15_000)
        back = first(desk, Link.ONLINE, after=healed)

        assert noticed - cut <= 5_000
        assert back - healed <= 10_000
        assert desk.status.pending == 0


def test_what_is_saved_in_a_silent_outage_is_counted_within_one_attempt():
    for seed in range(20):
        desk = Desk(seed)
        desk.run(2_000)
        desk.centre.weather = lambda _: "hang"
        desk.run(10_000 + 300 * seed)
        desk.file.save(2)

        desk.run(4_000)

        assert desk.status.pending == 2


def test_attempts_are_spaced_by_no_more_than_eight_seconds():
    desk = Desk()
    started: list[int] = []

    def down(call: str) -> str:
        started.append(desk.clock.ms)
        return "down"

    desk.centre.weather = down

    desk.run(120_000)

    gaps = [later - earlier for earlier, later in itertools.pairwise(started)]
    assert max(gaps) <= 8_050
    assert gaps[0] <= 250
    assert len(started) < 120


def test_news_is_pulled_every_fifteen_seconds_without_any_hint():
    desk = Desk()
    desk.run(5_000)
    desk.centre.feed.append(1)

    desk.run(16_000)

    assert desk.file.rows == [1]


def test_our_own_rows_are_looked_for_again_while_a_transaction_hides_them():
    desk = Desk()
    desk.run(1_000)
    desk.centre.horizon_lag = 1
    desk.file.save()
    desk.centre.calls.clear()

    desk.run(3_000)

    assert desk.centre.calls.count("pull") == 3


def test_a_push_without_progress_for_a_minute_alarms_and_starts_over():
    desk = Desk()
    desk.run(1_000)
    # A centre that answers every push and never moves its mark.
    desk.centre.push = lambda _, has_more=False: desk.centre._push([])  # type: ignore[method-assign]
    desk.file.save()

    desk.run(55_000)
    assert desk.alarms == []
    desk.run(10_000)

    assert desk.alarms == ["no_progress"]
    assert desk.centre.calls.count("connect") == 2


def test_an_idle_desk_asks_for_signs_of_life_and_little_else():
    desk = Desk()
    desk.run(60_000)

    assert desk.centre.calls.count("probe") <= 60
    assert desk.centre.calls.count("pull") <= 6
    assert len(desk.statuses) <= 7


@pytest.mark.parametrize("minutes", [0, 3, -90])
def test_the_status_tells_how_far_the_desks_clock_is_from_the_centres(minutes):
    desk = Desk()
    desk.ahead = timedelta(minutes=minutes)

    desk.run(5_000)

    assert desk.status.ahead == timedelta(minutes=minutes)
