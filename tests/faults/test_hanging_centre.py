"""A centre that accepts and never answers must not be felt at the desk."""

import threading
import time
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest

from counter.tour.heartbeat import Heartbeat
from counter.workflows.ports import Offline
from sync.asking import ShortLine
from sync.copies import CopyKeeper
from sync.directory import PostgresDirectory
from sync.qt_bridge import SyncBridge
from sync.queue_authority import PostgresQueueAuthority
from sync.settings import CentreAddress
from sync.sign_in_desk import PostgresSignInDesk
from sync.status import Link
from tests.faults.silent_centre import SilentCentre
from tests.sync.desks import new_desk

BLOCKED_MS = 300
"""Whoever asks this centre on the screen's thread stops it for a deadline, 600 ms and more. How far
below 50 ms the desk stays is measured by the tour (``qt-pause-max``) with the machine's own pauses
beside it; a test must hold on a machine that is busy with others' work too."""


@pytest.fixture
def address(tmp_path):
    with SilentCentre(tmp_path) as centre:
        yield CentreAddress(str(tmp_path), centre.port, "centre", "ws", "secret")


def test_every_question_is_answered_offline_within_its_deadline(address):
    line, other = ShortLine(address, deadline_s=0.6), ShortLine(address, deadline_s=0.6)
    questions = [
        lambda: PostgresQueueAuthority(other).grant_next(uuid.uuid4()),
        lambda: PostgresDirectory(line).look_up("01", "371799199001010018", "loan"),
        # Waits for the one before it, and that counts against its own time.
        lambda: PostgresSignInDesk(line).standing("0001"),
    ]

    def ask(question):
        began = time.monotonic()
        with pytest.raises(Offline):
            question()
        return time.monotonic() - began

    with ThreadPoolExecutor(3) as pool:
        took = list(pool.map(ask, questions))

    assert max(took) < 1.0


def test_the_screen_never_pauses_and_the_worker_stops_in_time(qtbot, tmp_path, address):
    desk = new_desk(tmp_path)
    # The hall's server hangs as the centre does.
    bridge = SyncBridge(
        lambda listeners: desk.worker(address, listeners),
        lambda told: CopyKeeper(
            desk.engine, desk.store.origin, lambda _address: ShortLine(address), told
        ),
    )
    desk.store.call_when_saved(bridge.wake)
    queue = PostgresQueueAuthority(ShortLine(address))
    directory = PostgresDirectory(ShortLine(address))
    heard: list[object] = []
    bridge.status_changed.connect(heard.append)
    stopping = threading.Event()

    def work_on():
        while not stopping.wait(0.02):
            desk.observe()

    def look_up():
        with pytest.raises(Offline):
            directory.look_up("01", "371799199001010018", "loan")

    def count():
        with pytest.raises(Offline):
            queue.waiting()

    with ThreadPoolExecutor(3) as pool:
        with Heartbeat() as heart:
            bridge.start()
            asked = [pool.submit(look_up), pool.submit(count)]
            worked = pool.submit(work_on)
            qtbot.waitUntil(lambda: all(each.done() for each in asked), timeout=8_000)
        stopping.set()
        for each in [*asked, worked]:
            each.result()
    began = time.monotonic()
    has_stopped = bridge.stop()
    stop_took = time.monotonic() - began
    desk.engine.dispose()

    assert heart.own_ms <= BLOCKED_MS, heart.words
    # It did beat all the while; how often depends on the machine.
    assert heart.beats > 50
    assert has_stopped
    assert stop_took < 2.0
    assert bridge.status is not None
    assert bridge.status.link is Link.OFFLINE
    assert heard


def test_one_question_asked_on_the_screens_thread_would_be_caught(qtbot, address):
    directory = PostgresDirectory(ShortLine(address, deadline_s=0.6))

    with Heartbeat() as heart:
        qtbot.wait(100)
        with pytest.raises(Offline):
            directory.look_up("01", "371799199001010018", "loan")
        qtbot.wait(100)

    assert heart.own_ms > BLOCKED_MS, heart.words
