"""The worker's thread: what goes wrong in it is told, and never ends it."""

import pytest

from counter.store.trouble import DiskFull
from sync.performer import Listeners
from sync.settings import CentreAddress
from tests.sync.desks import new_desk
from tests.sync.waiting import wait_until


@pytest.fixture
def desk(tmp_path):
    desk = new_desk(tmp_path / "desk")
    yield desk
    desk.engine.dispose()


def test_a_file_that_cannot_be_read_for_a_while_does_not_end_the_worker(
    desk, tmp_path, monkeypatch, caplog
):
    monkeypatch.setattr("sync.worker.RESTART_S", 0.01)
    alarms, statuses = [], []
    listeners = Listeners(on_status=statuses.append, on_alarm=alarms.append)
    worker = desk.worker(CentreAddress(str(tmp_path), 5432, "centre", "ws", "secret"), listeners)
    state, fails = worker._file.state, iter([True] * 3)

    def full_at_first():
        if next(fails, False):
            raise DiskFull
        return state()

    monkeypatch.setattr(worker._file, "state", full_at_first)

    worker.start()
    wait_until(lambda: statuses)

    assert worker.stop()
    assert alarms == ["worker"] * 3
    assert "DiskFull" in caplog.text


def test_waking_and_stopping_a_worker_that_never_ran_is_harmless(desk, tmp_path):
    worker = desk.worker(CentreAddress(str(tmp_path), 5432, "centre", "ws", "secret"))

    for _ in range(10_000):
        worker.wake()

    assert worker.stop()
    worker.wake()
