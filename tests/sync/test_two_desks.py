"""Real files, the real worker, a real PostgreSQL: what one desk saves, the other sees, once."""

import pytest

from counter.store import kinds, outbox
from counter.store.citizens import citizen_key
from counter.store.tables import Citizen
from tests.sync.desks import now
from tests.sync.waiting import wait_until


@pytest.fixture
def desks(hall, tmp_path):
    first, seat = hall.desk(tmp_path / "first")
    second, other_seat = hall.desk(tmp_path / "second")
    workers = [first.worker(seat.address), second.worker(other_seat.address)]
    yield first, second, workers
    for worker in workers:
        assert worker.stop()
    first.engine.dispose()
    second.engine.dispose()


def take_in(desk, phone=None):
    key = citizen_key(bytes(32), "01", "371799199001010018")
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


def is_sent(desk):
    return outbox.state(desk.engine).pending == 0


def test_two_desks_taking_in_one_citizen_offline_end_with_one_and_nothing_parked(hall, desks):
    first, second, workers = desks
    key = take_in(first)
    take_in(second, phone="13800000000")

    for worker in workers:
        worker.start()
    wait_until(lambda: is_sent(first) and is_sent(second))

    assert hall.ask("select phone from hall.citizen where id = %s", key) == [("13800000000",)]
    assert outbox.state(first.engine).parked == 0
    assert outbox.state(second.engine).parked == 0
    bodies = hall.ask(
        "select count(*) from sync.inbox where status = 'applied' and ws in (%s, %s)",
        first.store.origin.ws,
        second.store.origin.ws,
    )
    assert bodies == [(2,)]
