"""The benchmarks of the feed and of many desks measure what they say, in small."""

import pytest

from counter.bench import feed, push_many


def test_the_row_is_timed_from_desk_to_desk_beside_a_bare_notice() -> None:
    with feed.prepared() as stage:
        times, floors = feed.measure(stage, warm_up=1, rounds=2)

    assert (len(times), len(floors)) == (2, 2)
    assert min(times) > min(floors) > 0


def test_many_desks_push_while_more_of_them_listen() -> None:
    with push_many.prepared(push_many.Size(2, sets=30, enrolled=6, told=2)) as stage:
        rows = stage.written()
        took = {enrolled: [stage.push(enrolled)] for enrolled in (2, 6)}
        floor = stage.floor(rows)

    assert min(*took[2], *took[6], floor) > 0
    assert [len(calls) for calls in rows] == [1, 1]


def test_growth_is_against_the_fewest() -> None:
    figures = push_many.figures_of({12: [2.0], 120: [2.5], 1200: [3.0, 3.0]}, 2_000)

    assert (figures["s_total"], figures["per_set_ms_120"]) == (2.0, pytest.approx(1.25))
    assert (figures["growth_120"], figures["growth_1200"]) == (0.25, 0.5)
