"""Real files, the real worker, a real PostgreSQL over TLS: what one desk saves, the other sees,
once."""

import datetime as dt

import pytest
from sqlalchemy import select
from uuid6 import uuid7

from counter.store import kinds, outbox
from counter.store.citizens import citizen_key
from counter.store.tables import Citizen, PendingRow, Person, Shift
from counter.workflows.actor import Acting, Actor, Place
from counter.workflows.parked import Choice, decide, own_open_sets, with_detail
from sync.asking import ShortLine
from sync.open_sets import PostgresOpenSets
from sync.status import Link
from tests.sync.desks import desk_of, now
from tests.sync.waiting import wait_until

DIRECTORY_KEY = bytes(32)


@pytest.fixture
def desks(centre, tmp_path):
    first = desk_of(centre, tmp_path / "first", centre.bundle(1), "0101")
    second = desk_of(centre, tmp_path / "second", centre.bundle(2), "0102")
    yield first, second
    first.engine.dispose()
    second.engine.dispose()


@pytest.fixture
def workers(centre, desks):
    made = [
        desk.worker(centre.address_of(centre.bundle(number)))
        for number, desk in enumerate(desks, start=1)
    ]
    yield made
    for worker in made:
        assert worker.stop()


def start(workers):
    for worker in workers:
        worker.start()


def take_in(desk, phone=None):
    key = citizen_key(DIRECTORY_KEY, "01", "371799199001010018")
    with desk.store.unit(kinds.CITIZEN_TAKE_IN, desk.signer, now()) as unit:
        unit.add(
            Citizen(
                id=key,
                doc_type="01",
                doc_number="371799199001010018",
                name="李伟",
                sex="1",
                phone=phone,
                verification="to_verify",
            )
        )
    return key


def open_shift(desk, window_no):
    key, opened = uuid7(), now()
    with desk.store.unit(kinds.SHIFT_OPEN, desk.signer, opened) as unit:
        unit.add(
            Shift(
                id=key,
                person_id=desk.signer.id,
                window_no=window_no,
                day=opened.date(),
                opened_at=opened,
                state="open",
            )
        )
    return key


def shift_at(desk, key):
    with desk.store.reading() as session:
        return session.get(Shift, key)


def is_sent(desk):
    return outbox.state(desk.engine).pending == 0


def test_two_desks_taking_in_one_citizen_offline_end_with_one_and_nothing_parked(
    centre, desks, workers
):
    key = take_in(desks[0])
    take_in(desks[1], phone="13800000000")

    start(workers)
    wait_until(lambda: all(map(is_sent, desks)))

    with centre.admin() as admin:
        kept = admin.execute("select id, phone from hall.citizen").fetchall()
        became = admin.execute("select status, count(*) from sync.inbox group by 1").fetchall()
    assert kept == [(key, "13800000000")]
    assert became == [("applied", 2)]
    assert [outbox.state(desk.engine).parked for desk in desks] == [0, 0]


def test_what_one_desk_saves_the_other_sees_within_a_second(desks, workers):
    start(workers)
    wait_until(lambda: all(worker.moved.pulled for worker in workers))

    key = open_shift(desks[0], 1)

    assert wait_until(lambda: shift_at(desks[1], key) is not None) < 1.0
    seen = shift_at(desks[1], key)
    assert (seen.ver, seen.window_no, seen.state) == (1, 1, "open")


def test_people_of_the_hall_come_down_with_the_first_pull(desks, workers):
    start(workers)

    def staff():
        with desks[0].store.reading() as session:
            return sorted(session.scalars(select(Person.staff_no)))

    wait_until(lambda: staff() == ["0101", "0102", "0103", "0104"])


def test_own_edits_stay_visible_until_the_feed_has_shown_them(desks, workers):
    key = open_shift(desks[0], 1)
    start(workers)
    wait_until(lambda: shift_at(desks[0], key).ver == 1)

    with desks[0].store.unit(kinds.SHIFT_CLOSE, desks[0].signer, now()) as unit:
        shift = unit.session.get_one(Shift, key)
        shift.state, shift.closed_at, shift.facts = "closed", now(), {"tickets": 3}
    states = set()

    def is_confirmed():
        shift = shift_at(desks[0], key)
        states.add(shift.state)
        return shift.ver == 2

    wait_until(is_confirmed)
    wait_until(lambda: not pending_rows(desks[0]))
    assert states == {"closed"}
    assert shift_at(desks[0], key).facts == {"tickets": 3}


def pending_rows(desk):
    with desk.store.reading() as session:
        return session.scalars(select(PendingRow.seq)).all()


def test_a_conflict_is_parked_and_shown_in_the_status_while_the_rest_goes_on(desks, workers):
    key = take_in(desks[0], phone="13800000001")
    workers[0].start()
    wait_until(lambda: is_sent(desks[0]))
    take_in(desks[1], phone="13900000002")
    open_shift(desks[1], 2)

    workers[1].start()
    wait_until(lambda: workers[1].status and workers[1].status.parked == 1)
    wait_until(lambda: workers[1].status.pending == 0)

    [outcome] = outbox.outcomes(desks[1].engine)
    assert (outcome.status, outcome.code) == ("parked", "conflict")
    assert outcome.detail["key"] == str(key)
    assert outcome.detail["mine"] == {"phone": "13900000002"}
    assert outcome.detail["theirs"] == {"phone": "13800000001"}
    assert workers[1].status.link is Link.ONLINE


def acting(desk, window_no):
    origin = desk.store.origin
    place = Place(origin.ws, origin.epoch, origin.hall_id, window_no)
    actor = Actor(desk.signer.id, "职员", "0102", ("clerk",), desk.signer)
    return Acting(actor, place, now(), uuid7)


@pytest.mark.parametrize(("verdict", "phone"), [("ours", "13900000002"), ("theirs", "13800000001")])
def test_a_decision_settles_the_conflict_and_the_desk_hears_of_it(
    centre, desks, workers, verdict, phone
):
    key = take_in(desks[0], phone="13800000001")
    workers[0].start()
    wait_until(lambda: is_sent(desks[0]))
    take_in(desks[1], phone="13900000002")
    workers[1].start()
    wait_until(lambda: workers[1].status and workers[1].status.parked == 1)

    with desks[1].store.reading() as session:
        [parked] = own_open_sets(session)
    line = ShortLine(centre.address_of(centre.bundle(2)))
    place = parked.place
    told = PostgresOpenSets(line).detail(place.ws, place.epoch, place.seq)
    [head] = PostgresOpenSets(line).heads()
    parked = with_detail(parked, told.detail, told.by_window)
    assert (head.seq, head.window_no, parked.by_window) == (place.seq, 2, 1)
    with desks[1].store.unit(kinds.PARKED_DECIDE, desks[1].signer, now()) as unit:
        decide(unit, acting(desks[1], 2), parked, Choice(verdict, "person"))

    wait_until(lambda: workers[1].status.parked == 0)
    with centre.admin() as admin:
        assert admin.execute("select id, phone from hall.citizen").fetchall() == [(key, phone)]
    assert PostgresOpenSets(line).heads() == ()
    assert PostgresOpenSets(line).detail(place.ws, place.epoch, place.seq) is None
    line.close()


def test_a_revoked_workstation_stops_and_says_so(centre, desks, workers):
    with centre.admin() as admin:
        admin.execute(
            "update sync.workstation_sync set state = 'quarantined' where ws = %s",
            (centre.bundle(1).ws,),
        )
    open_shift(desks[0], 1)

    workers[0].start()
    wait_until(lambda: workers[0].status and workers[0].status.stopped_code == "state")

    status = workers[0].status
    assert status.pending == 1
    assert status.oldest is not None
    assert now() - status.oldest < dt.timedelta(minutes=1)
