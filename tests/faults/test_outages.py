"""The worker against a centre behind a bad network: noticed, survived, caught up, nothing twice."""

import contextlib
import dataclasses
import time

import pytest
from uuid6 import uuid7

from counter.bench.slow_line import FAIR, Proxy, Weather
from counter.store import kinds, outbox
from counter.store.tables import Citizen
from sync.line import Unreachable
from sync.once import run_once
from sync.performer import Listeners
from sync.postgres import PostgresCentre
from sync.status import Link
from sync.store_file import StoreFile
from tests.central.desks import TestDesk, insert
from tests.sync.desks import CLOCKS, VERSION, desk_of, now
from tests.sync.waiting import wait_until

NOTICED_S, RECOVERED_S = 5.0, 10.0
LOST_ANSWERS = 5


@pytest.fixture
def proxy(centre):
    with Proxy(("127.0.0.1", centre.cluster.port)) as proxy:
        yield proxy


@pytest.fixture
def desk(centre, tmp_path):
    desk = desk_of(centre, tmp_path / "desk", centre.bundle(1))
    yield desk
    desk.engine.dispose()


@pytest.fixture
def heard(worker):
    """The statuses the worker reported."""
    return worker._performer._listeners.on_status.__self__


@pytest.fixture
def worker(centre, proxy, desk):
    address = dataclasses.replace(centre.address_of(centre.bundle(1)), port=proxy.port)
    worker = desk.worker(address, Listeners(on_status=[].append))
    yield worker
    assert worker.stop()


def is_online(heard):
    return bool(heard) and heard[-1].link is Link.ONLINE


def is_sent(desk):
    return outbox.state(desk.engine).pending == 0


def inbox(centre, desk):
    with centre.admin() as admin:
        return admin.execute(
            "select body from sync.inbox where ws = %s and status = 'applied' order by seq",
            (desk.store.origin.ws,),
        ).fetchall()


def saved(desk):
    return [(each.body,) for each in outbox.waiting(desk.engine, 0, 10**6, 10**9)]


@pytest.mark.parametrize(
    "weather", [Weather(refuses=True), Weather(hangs=True)], ids=["refused", "silent"]
)
def test_an_outage_is_noticed_and_survived(proxy, desk, worker, heard, weather):
    worker.start()
    wait_until(lambda: is_online(heard))

    proxy.weather = weather
    noticed = wait_until(lambda: not is_online(heard))
    desk.observe()
    began = time.monotonic()
    desk.observe()
    save_took = time.monotonic() - began
    wait_until(lambda: heard[-1].pending == 2, 15)
    proxy.weather = FAIR
    recovered = wait_until(lambda: is_online(heard) and is_sent(desk), 15)

    assert noticed <= NOTICED_S
    assert recovered <= RECOVERED_S
    assert save_took < 0.2


class ForgetfulCentre(PostgresCentre):
    """Loses the line after the centre has committed, before the answer arrives, at every first
    try."""

    lost = 0
    _is_retry = True

    def push(self, sets, has_more=False):
        answer = super().push(sets, has_more)
        self._is_retry = not self._is_retry
        if self._is_retry:
            return answer
        self.lost += 1
        self.close()
        raise Unreachable("lost")


def test_answers_lost_after_the_commit_do_nothing_twice(centre, desk):
    bundle = centre.bundle(1)
    forgetful = ForgetfulCentre(centre.address_of(bundle), VERSION, bundle.epoch)
    key = a_citizen_known_elsewhere(centre)
    for number in range(LOST_ANSWERS):
        desk.observe()
        take_in(desk, key, f"1390000000{number}")
        outcome = run_once(StoreFile(desk.engine, now), forgetful, CLOCKS, patience_s=15)
        assert outcome.is_done

    assert forgetful.lost == LOST_ANSWERS
    assert inbox(centre, desk) == [each for n, each in enumerate(saved(desk)) if n % 2 == 0]
    # Not the first answer told what was parked, but the one to sending again.
    parked = [(each.seq, each.code) for each in outbox.outcomes(desk.engine)]
    assert parked == [(2, "conflict"), *((seq, "depends") for seq in range(4, 11, 2))]


def a_citizen_known_elsewhere(centre):
    """A citizen another window has taken in, with a phone number."""
    key = uuid7()
    with contextlib.closing(TestDesk(centre, centre.bundle(2), centre.signers["0102"])) as other:
        other.applies("citizen.take_in", insert("citizen", a_person("13800000000"), key))
    return key


def a_person(phone):
    document = {"doc_type": "01", "doc_number": "371799199001010018"}
    return {**document, "name": "李伟", "sex": "1", "phone": phone, "verification": "verified"}


def take_in(desk, key, phone):
    with desk.store.unit(kinds.CITIZEN_TAKE_IN, desk.signer, now()) as unit:
        known = unit.session.get(Citizen, key)
        if known is None:
            unit.add(Citizen(id=key, **a_person(phone)))
        else:
            known.phone = phone


@pytest.mark.parametrize("cut_after", [6_000, 13_000])
def test_connections_cut_anywhere_get_everything_across_in_the_end(
    centre, proxy, desk, worker, cut_after
):
    for _ in range(60):
        desk.observe()
    proxy.weather = Weather(cut_after=cut_after)
    worker.start()
    wait_until(lambda: proxy.cuts >= 3, 15)
    proxy.weather = FAIR
    wait_until(lambda: is_sent(desk), 15)

    assert inbox(centre, desk) == saved(desk)


def test_a_slow_link_is_no_outage(centre, proxy, desk, worker, heard):
    worker.start()
    wait_until(lambda: is_online(heard))
    proxy.weather = Weather(delay_s=0.1, bytes_per_s=64_000)
    heard.clear()

    for _ in range(20):
        desk.observe()
    wait_until(lambda: is_sent(desk), 10)

    assert all(status.link is Link.ONLINE for status in heard)


def test_a_restarted_server_is_found_again(centre, proxy, desk, worker, heard):
    worker.start()
    wait_until(lambda: is_online(heard))
    with centre.admin() as admin:
        admin.execute(
            "select pg_terminate_backend(pid, 5000) from pg_stat_activity where usename = %s",
            (centre.bundle(1).role,),
        )
    desk.observe()

    wait_until(lambda: is_sent(desk), RECOVERED_S)


@pytest.mark.parametrize("weather", [Weather(hangs=True), Weather(bytes_per_s=50)])
def test_the_worker_stops_in_two_seconds_in_any_weather(proxy, desk, worker, weather):
    proxy.weather = weather
    worker.start()
    desk.observe()
    time.sleep(0.3)

    began = time.monotonic()
    assert worker.stop()

    assert time.monotonic() - began < 2.0
