"""``counter sync --once``: what it says and how it ends."""

import json
import os
import signal
import threading
import uuid

import pytest

from counter.cli import main
from counter.commands.sync import exchange_on, exchange_once
from counter.store import outbox
from counter.store.profile import Centre, Profile
from counter.workplace import WorkplaceKeys
from tests.sync.desks import desk_of
from tests.sync.waiting import wait_until


@pytest.fixture
def desk(centre, tmp_path):
    desk = desk_of(centre, tmp_path / "desk", centre.bundle(1))
    yield desk
    desk.engine.dispose()


def profile_of(centre, folder, port):
    bundle = centre.bundle(1)
    where = Centre(
        "localhost", port, centre.dbname, bundle.role, str(centre.cluster.certificate.ca)
    )
    place = bundle.ws, bundle.epoch, bundle.hall_id, bundle.window_no
    return Profile(folder, uuid.uuid4(), *place, centre=where)


def test_everything_is_exchanged_and_counted(centre, desk, tmp_path, capsys):
    for _ in range(60):
        desk.observe()
    profile = profile_of(centre, tmp_path, centre.cluster.port)

    status = exchange_once(profile, desk.engine, centre.bundle(1).password, as_json=True)

    told = json.loads(capsys.readouterr().out)
    assert status == 0
    assert told["ok"]
    assert (told["pushed"], told["pending"], told["parked"], told["refused"]) == (60, 0, 0, 0)
    assert told["pulled"] >= 5


def test_without_the_centre_it_says_what_stays_here(centre, desk, tmp_path, capsys):
    desk.observe()
    profile = profile_of(centre, tmp_path, 1)

    status = exchange_once(profile, desk.engine, "any", as_json=False, patience_s=0.5)

    assert status == 1
    assert "连不上中心，还有 1 笔留在本机。" in capsys.readouterr().out


def test_without_once_it_goes_on_until_told_to_end(centre, desk, tmp_path, capsys):
    profile = profile_of(centre, tmp_path, centre.cluster.port)
    bundle = centre.bundle(1)
    keys = WorkplaceKeys(bundle.password, bundle.pepper, bundle.directory_key, centre.pad())
    desk.observe()

    def end_when_sent():
        wait_until(lambda: outbox.state(desk.engine).pending == 0)
        os.kill(os.getpid(), signal.SIGTERM)

    earlier = [(each, signal.getsignal(each)) for each in (signal.SIGINT, signal.SIGTERM)]
    threading.Thread(target=end_when_sent, daemon=True).start()
    try:
        status = exchange_on(profile, desk.engine, keys, as_json=True)
    finally:
        for each, handler in earlier:
            signal.signal(each, handler)

    assert status == 0
    assert json.loads(capsys.readouterr().out)["pushed"] == 1


def test_a_folder_without_a_profile_is_one_clear_sentence(tmp_path, capsys):
    status = main(["sync", "--once", "--profile", str(tmp_path)])

    told = capsys.readouterr()
    assert status != 0
    assert "profile.toml" in told.err
    assert told.out == ""
