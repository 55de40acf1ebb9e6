"""``counter sync --once``: what it says and how it ends."""

import json
import uuid

import pytest

from counter.cli import main
from counter.commands.sync import exchange_once
from counter.store.profile import Centre, Profile
from tests.sync.desks import desk_of


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


def test_a_folder_without_a_profile_is_one_clear_sentence(tmp_path, capsys):
    status = main(["sync", "--once", "--profile", str(tmp_path)])

    told = capsys.readouterr()
    assert status != 0
    assert "profile.toml" in told.err
    assert told.out == ""
