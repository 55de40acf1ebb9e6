"""The feed of a screen in the hall: woken at once, silent authorities noticed, back by itself."""

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from counter.bench.slow_line import FAIR, Proxy, Weather
from counter.workflows.ports import HallView
from sync import reading
from sync.hall_feed import POLL_S, SILENCE_S, FeedListeners, HallFeed, Question
from sync.settings import CentreAddress
from tests.faults.silent_centre import SilentCentre
from tests.hall_devices import a_device
from tests.postgres import Centre

NOTICED_S = 5.0


class Screen:
    """Remembers what it was told, and when."""

    def __init__(self) -> None:
        self.views: list[HallView] = []
        self.cuts: list[float] = []
        self.changed = threading.Condition()

    def answered(self, view: HallView) -> None:
        with self.changed:
            self.views.append(view)
            self.changed.notify_all()

    def cut(self) -> None:
        with self.changed:
            self.cuts.append(time.monotonic())
            self.changed.notify_all()

    def wait(self, condition: Callable[[], bool], timeout: float = 10.0) -> bool:
        with self.changed:
            return self.changed.wait_for(condition, timeout)


@pytest.fixture(scope="module")
def own(centres: Callable[[], Centre]) -> Centre:
    return centres()


@pytest.fixture(scope="module")
def address(own: Centre, tmp_path_factory: pytest.TempPathFactory) -> CentreAddress:
    return a_device(own, tmp_path_factory.mktemp("d") / "display", "display").address


@pytest.fixture
def screen() -> Screen:
    return Screen()


def feed_at(address: CentreAddress, screen: Screen) -> HallFeed[HallView]:
    question = Question("select queue_api.hall_view()", reading.hall_view, "queue_1")
    return HallFeed(address, question, FeedListeners(screen.answered, screen.cut))


@pytest.fixture
def feed(address: CentreAddress, screen: Screen) -> Iterator[HallFeed[HallView]]:
    made = feed_at(address, screen)
    made.start()
    yield made
    made.stop()


@pytest.mark.usefixtures("feed")
def test_a_number_taken_reaches_the_screen_before_the_next_poll(
    own: Centre, screen: Screen
) -> None:
    assert screen.wait(lambda: bool(screen.views))
    before = len(screen.views)

    with own.connect_as(own.bundle()) as window:
        window.execute("select queue_api.issue('A', 'L01')")
    began = time.monotonic()

    assert screen.wait(lambda: any(v.waits.series for v in screen.views[before:]))
    assert time.monotonic() - began < POLL_S


@pytest.mark.usefixtures("feed")
def test_without_a_hint_it_asks_by_itself(screen: Screen) -> None:
    assert screen.wait(lambda: len(screen.views) >= 3)
    assert screen.cuts == []


def test_an_authority_that_never_answers_is_noticed_in_five_seconds(
    tmp_path: Path, screen: Screen
) -> None:
    with SilentCentre(tmp_path) as silent:
        feed = feed_at(CentreAddress(str(silent.folder), silent.port, "x", "x", "x"), screen)
        began = time.monotonic()
        feed.start()

        assert screen.wait(lambda: bool(screen.cuts))
        feed.stop()

    assert screen.cuts[0] - began < NOTICED_S


def test_the_feed_ends_quickly_while_the_authority_hangs(tmp_path: Path, screen: Screen) -> None:
    with SilentCentre(tmp_path) as silent:
        feed = feed_at(CentreAddress(str(silent.folder), silent.port, "x", "x", "x"), screen)
        feed.start()
        while not silent.accepted:
            time.sleep(0.01)
        began = time.monotonic()
        feed.stop()

    assert time.monotonic() - began < 1.0
    assert screen.cuts == []


def test_a_login_that_is_refused_is_a_cut_and_asked_again(
    address: CentreAddress, screen: Screen
) -> None:
    wrong = CentreAddress(
        address.host, address.port, address.dbname, address.user, "wrong", address.ca_file
    )
    feed = feed_at(wrong, screen)
    feed.start()

    assert screen.wait(lambda: len(screen.cuts) >= 2)
    feed.stop()
    assert screen.views == []


def test_an_answer_without_its_form_is_a_cut_and_no_crash(
    address: CentreAddress, screen: Screen
) -> None:
    question = Question("select queue_api.waits()", reading.hall_view, "queue_1")
    feed = HallFeed(address, question, FeedListeners(screen.answered, screen.cut))
    feed.start()

    assert screen.wait(lambda: bool(screen.cuts))
    feed.stop()
    assert screen.views == []


@pytest.mark.parametrize("weather", [Weather(hangs=True), Weather(refuses=True)])
def test_an_outage_in_the_middle_is_noticed_and_the_feed_comes_back(
    address: CentreAddress, screen: Screen, weather: Weather
) -> None:
    with Proxy((address.host, address.port), "localhost") as proxy:
        feed = feed_at(replace(address, port=proxy.port), screen)
        feed.start()
        assert screen.wait(lambda: bool(screen.views))
        proxy.weather = weather
        began = time.monotonic()
        assert screen.wait(lambda: bool(screen.cuts))
        noticed = screen.cuts[0] - began
        known = len(screen.views)
        proxy.weather = FAIR

        assert screen.wait(lambda: len(screen.views) > known)
        feed.stop()
    assert noticed < NOTICED_S


def test_the_sum_of_both_waits_is_within_the_promise() -> None:
    assert POLL_S + SILENCE_S < NOTICED_S
