"""The benchmark of a drain measures what it says, on a small backlog."""

import pytest

from counter.bench import bare_rows
from counter.bench.drain import SLOW, Stage, measure, prepared

SETS, BATCH = 100, 50


@pytest.fixture(scope="module")
def stage():
    with prepared(SETS) as found:
        yield found


def test_thing_floor_and_loop_are_measured_turn_by_turn(stage: Stage) -> None:
    times = measure(stage, 1, BATCH)

    assert [len(each) for each in (times.drains, times.floors, times.loops)] == [1, 1, 1]
    assert 700 < stage.size() < 900


def test_a_drain_over_a_slow_line_takes_its_round_trips(stage: Stage) -> None:
    assert stage.drain(SLOW) > 2 * SLOW.delay_s


def test_the_floor_writes_as_many_rows_as_the_drain(stage: Stage) -> None:
    rows = stage.written(SETS // BATCH)
    ws = stage.backlog.bundle.ws

    with stage.ground.copy("bare") as dbname, stage.ground.connect(dbname) as admin:
        bare_rows.put_in(admin)
        bare_rows.write(admin, rows)
        counted = admin.execute(
            "select (select count(*) from sync.inbox), (select count(*) from hall.hold),"
            " (select count(*) from hall.audit where made_ws = %s),"
            " (select count(*) from hall.visit where state = 'held' and ver = 2),"
            " (select count(*) from hall.ticket where state = 'held' and ver = 2),"
            " (select count(*) from sync.change where ws = %s)",
            (ws, ws),
        ).fetchone()

    assert counted == (SETS, SETS, SETS, SETS, SETS, 3 * SETS)
