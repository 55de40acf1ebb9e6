"""The worker against a centre behind a bad network: noticed, survived, caught up, nothing twice."""

import dataclasses
import random
import time

import pytest

from counter.store import outbox
from sync.performer import Listeners
from sync.status import Link
from tests.faults.proxy import FAIR, Proxy, Weather
from tests.sync.desks import desk_of
from tests.sync.waiting import wait_until

NOTICED_S, RECOVERED_S = 5.0, 10.0


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


def test_answers_lost_after_the_commit_do_nothing_twice(centre, proxy, desk, worker):
    chance = random.Random(7)
    worker.start()
    for _ in range(40):
        proxy.weather = chance.choice([FAIR, Weather(swallows_answer=True)])
        desk.observe()
        time.sleep(chance.random() * 0.03)
    proxy.weather = FAIR
    wait_until(lambda: is_sent(desk), 15)

    assert proxy.cuts > 3
    assert inbox(centre, desk) == saved(desk)


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
            "select pg_terminate_backend(pid) from pg_stat_activity where usename = %s",
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
