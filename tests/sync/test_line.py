"""A connection that never waits for ever, over TLS and through bad weather."""

import dataclasses
import datetime as dt
import time

import pytest

from counter.bench.slow_line import FAIR, Proxy, Weather
from sync.central.certificates import make_server_certificate
from sync.line import Line, LoginRefused, Patience, Refused, Unreachable
from sync.settings import CentreAddress


@pytest.fixture
def address(prepared_centre):
    return prepared_centre.address_of(prepared_centre.bundle())


@pytest.fixture
def proxy(address):
    with Proxy(("127.0.0.1", address.port)) as proxy:
        yield proxy


@pytest.fixture
def through(address, proxy):
    return dataclasses.replace(address, port=proxy.port)


def opened(address: CentreAddress, silence_s: float = 0.5) -> Line:
    return Line.open(address, Patience(silence_s))


def test_the_link_is_tls_and_bytes_travel_whole(address):
    line = opened(address)
    body = bytes(range(256)) * 1000

    assert line.call("select ssl from pg_stat_ssl where pid = pg_backend_pid()") is True
    assert line.call("select %b::bytea", (body,)) == body
    line.close()


def test_a_server_with_another_name_is_not_trusted(address):
    with Proxy(("127.0.0.1", address.port), host="127.0.0.2") as elsewhere:
        misnamed = dataclasses.replace(address, host="127.0.0.2", port=elsewhere.port)

        with pytest.raises(Unreachable):
            opened(misnamed)


def test_a_server_of_another_authority_is_not_trusted(address, tmp_path_factory):
    folder = tmp_path_factory.mktemp("other")
    other = make_server_certificate(folder, "localhost", dt.datetime.now(dt.UTC))

    with pytest.raises(Unreachable):
        opened(dataclasses.replace(address, ca_file=other.ca))


def test_a_wrong_password_is_told_apart_from_an_absent_server(address):
    with pytest.raises(LoginRefused):
        opened(dataclasses.replace(address, password="wrong"))
    with pytest.raises(Unreachable):
        opened(dataclasses.replace(address, port=1))


def test_a_refused_call_leaves_the_line_usable(address):
    line = opened(address)

    with pytest.raises(Refused, match="22012"):
        line.call("select 1/0")

    assert line.call("select 1") == 1
    line.close()


def test_a_notification_is_noticed(address):
    listener, teller = opened(address), opened(address)
    listener.listen("feed_1")

    teller.call("select pg_notify('feed_1', '')")
    listener.call("select 1")

    assert listener.hinted
    listener.close()
    teller.close()


def test_silence_ends_a_call(proxy, through):
    line = opened(through)
    proxy.weather = Weather(hangs=True)

    began = time.monotonic()
    with pytest.raises(Unreachable):
        line.call("select 1")

    assert 0.5 <= time.monotonic() - began < 1.0
    assert line.closed


def test_silence_ends_an_attempt_to_connect(proxy, through):
    proxy.weather = Weather(hangs=True)

    began = time.monotonic()
    with pytest.raises(Unreachable):
        opened(through)

    assert time.monotonic() - began < 1.0


def test_a_slow_link_that_moves_is_not_given_up(proxy, through):
    line = opened(through)
    proxy.weather = Weather(bytes_per_s=100_000)

    began = time.monotonic()
    answer = line.call("select repeat('x', 120000)")

    assert len(answer) == 120_000
    assert time.monotonic() - began > 0.8
    line.close()


def test_a_deadline_ends_a_call_that_moves(proxy, through):
    line = opened(through)
    proxy.weather = Weather(bytes_per_s=100_000)
    line.patience = Patience(5, deadline=time.monotonic() + 0.4)

    began = time.monotonic()
    with pytest.raises(Unreachable):
        line.call("select repeat('x', 400000)")

    assert time.monotonic() - began < 0.9


def test_a_wait_ends_when_told_to_stop(proxy, through):
    line = opened(through)
    proxy.weather = Weather(hangs=True)
    asked_at = time.monotonic()
    line.patience = Patience(60, is_stopped=lambda: time.monotonic() - asked_at > 0.2)

    with pytest.raises(Unreachable):
        line.call("select 1")

    assert time.monotonic() - asked_at < 0.6


@pytest.mark.parametrize(
    "weather", [Weather(refuses=True), Weather(swallows_answer=True), Weather(cut_after=20_000)]
)
def test_a_cut_is_noticed_at_once(proxy, through, weather):
    line = opened(through, silence_s=10)
    proxy.weather = weather

    began = time.monotonic()
    with pytest.raises(Unreachable):
        line.call("select %s::text", ("x" * 100_000,))

    assert time.monotonic() - began < 0.5
    proxy.weather = FAIR
    again = opened(through)
    assert again.call("select 1") == 1
    again.close()
