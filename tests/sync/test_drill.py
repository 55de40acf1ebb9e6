"""A drill really cuts: the real worker and short lines leave a real centre alone, and come back by
themselves with nothing lost."""

import datetime as dt
import time
from contextlib import closing
from dataclasses import dataclass

import pytest
from sqlalchemy import select

from counter.store import kinds, outbox
from counter.store.tables import Drill as DrillRow
from counter.store.tables import Outbox
from counter.workflows.actor import Acting, Actor, Place
from counter.workflows.drill_gate import DrillGate
from counter.workflows.drills import Drill, DrillAsked, start
from counter.workflows.ports import Offline
from sync.asking import ShortLine
from sync.open_sets import PostgresOpenSets
from sync.status import Link
from tests.sync.desks import RealDesk, boot_ms, desk_of, now
from tests.sync.waiting import wait_until

BACK_S = 10.0
HERE, HALL = DrillAsked(whole_hall=False, minutes=5), DrillAsked(whole_hall=True, minutes=5)


@dataclass
class Ahead:
    """The machine's clock, put on by a test instead of waiting."""

    by: dt.timedelta = dt.timedelta()

    def now(self):
        return now() + self.by

    def boot_ms(self):
        return boot_ms() + int(self.by.total_seconds() * 1000)

    def boot_id(self):
        return "boot"


@pytest.fixture
def clock():
    return Ahead()


@pytest.fixture
def desks(centre, tmp_path):
    first = desk_of(centre, tmp_path / "first", centre.bundle(1), "0101")
    second = desk_of(centre, tmp_path / "second", centre.bundle(2), "0102")
    yield first, second
    first.engine.dispose()
    second.engine.dispose()


@pytest.fixture
def gates(desks, clock):
    return [DrillGate(desk.store, clock) for desk in desks]


@pytest.fixture
def workers(centre, desks, gates):
    made = [
        desk.worker(centre.address_of(centre.bundle(number)), is_shut=gate.is_shut)
        for number, (desk, gate) in enumerate(zip(desks, gates, strict=True), start=1)
    ]
    for worker in made:
        worker.start()
    wait_until(lambda: all(is_up(worker) for worker in made))
    yield made
    for worker in made:
        assert worker.stop()


def is_up(worker):
    return worker.status is not None and worker.status.link is Link.ONLINE


def begin(centre, desk: RealDesk, clock, asked: DrillAsked, staff_no: str = "0104") -> Drill:
    """Somebody at the desk starts a drill."""
    signer, origin = centre.signers[staff_no], desk.store.origin
    actor = Actor(signer.id, "职员", staff_no, ("supervisor",), signer)
    place = Place(origin.ws, origin.epoch, origin.hall_id, 1)
    with desk.store.unit(kinds.DRILL_START, signer, clock.now()) as unit:
        return start(unit, Acting(actor, place, clock.now()), asked)


def at_centre(centre, desk):
    with centre.admin() as admin:
        found = admin.execute(
            "select body from sync.inbox where ws = %s order by seq", (desk.store.origin.ws,)
        )
        return [bytes(row[0]) for row in found]


def in_the_file(desk):
    with desk.store.reading() as session:
        return list(session.scalars(select(Outbox.body).order_by(Outbox.seq)))


def sessions(centre, number):
    with centre.admin() as admin:
        row = admin.execute(
            "select count(*) from pg_stat_activity where usename = %s and datname = %s",
            (centre.bundle(number).role, centre.dbname),
        ).fetchone()
    return row[0]


def test_a_desk_s_drill_really_cuts_it_off_and_it_comes_back_with_everything(
    centre, desks, workers, gates, clock
):
    desk, other = desks
    address = centre.address_of(centre.bundle(1))
    with closing(ShortLine(address, is_shut=gates[0].is_shut)) as line:
        PostgresOpenSets(line).heads()
        drill = begin(centre, desk, clock, HERE)

        wait_until(lambda: not is_up(workers[0]), 5)
        # The short line's open connection is of no use any more, and no new one is made.
        with pytest.raises(Offline):
            PostgresOpenSets(line).heads()
        for _ in range(20):
            desk.observe()
        known = at_centre(centre, desk)
        time.sleep(1.0)
        assert at_centre(centre, desk) == known
        assert sessions(centre, 1) == 0
        assert is_up(workers[1])
        with closing(ShortLine(centre.address_of(centre.bundle(2)))) as free:
            PostgresOpenSets(free).heads()

        clock.by = drill.ends_at - now()
        wait_until(lambda: is_up(workers[0]), BACK_S)
        wait_until(lambda: outbox.state(desk.engine).pending == 0)
        PostgresOpenSets(line).heads()

    assert at_centre(centre, desk) == in_the_file(desk)
    assert outbox.state(other.engine).pending == 0


def test_the_hall_s_drill_is_heard_of_everywhere_cuts_every_desk_and_ends_everywhere(
    centre, desks, workers, gates, clock
):
    drill = begin(centre, desks[0], clock, HALL)

    wait_until(lambda: gates[1].announced is not None)
    assert gates[1].announced == drill
    assert all(is_up(worker) for worker in workers)

    clock.by = drill.starts_at - now()
    wait_until(lambda: not any(is_up(worker) for worker in workers), 5)
    for desk in desks:
        desk.observe()

    clock.by = drill.ends_at - now()
    wait_until(lambda: all(is_up(worker) for worker in workers), BACK_S)
    wait_until(lambda: not any(outbox.state(desk.engine).pending for desk in desks))
    for desk in desks:
        assert at_centre(centre, desk) == in_the_file(desk)


def test_a_drill_that_no_supervisor_signed_is_refused_by_the_centre(
    centre, desks, workers, gates, clock
):
    begin(centre, desks[0], clock, HALL, staff_no="0101")

    wait_until(lambda: outbox.state(desks[0].engine).acked > 0 or at_centre(centre, desks[0]))
    wait_until(lambda: bool(outbox.outcomes(desks[0].engine)))
    (outcome,) = outbox.outcomes(desks[0].engine)
    assert outcome.status == "refused"
    with desks[1].store.reading() as session:
        assert session.scalars(select(DrillRow)).all() == []
    with centre.admin() as admin:
        assert admin.execute("select count(*) from hall.drill").fetchone() == (0,)
