"""``oldest-version``: who must be updated, and what a program that is too old says."""

import json
import uuid

import pytest

from counter import cli
from counter.commands.sync import exchange_once
from counter.store import outbox
from counter.store.profile import Centre as Where
from counter.store.profile import Profile
from counter.windows.presenters.link import LinkView, outage
from counter.workflows.ports import TOO_OLD
from sync.central.admin.oldest_version import require_version
from sync.central.admin.refusals import NotDone
from tests.builders import MONDAY
from tests.central.conftest import MakeDesk
from tests.postgres import Centre
from tests.sync.desks import desk_of


def test_it_names_the_workstations_that_last_greeted_with_an_older_program(
    desk_at: MakeDesk, centre: Centre
) -> None:
    desk_at(1).call("select api.hello('0.9.12', 1)")
    desk_at(2).call("select api.hello('0.10', 1)")

    behind = require_version(centre.dsn, "0.10.0", own="0.10.0")

    mine = [(one.window_no, one.app_version) for one in behind if one.hall_id == 1]
    assert (1, "0.9.12") in mine
    assert (3, None) in mine


@pytest.mark.parametrize("oldest", ["", "1", "1.x", "1.2.3.4.5", "0.3.1"])
def test_what_is_no_version_or_newer_than_the_centre_is_refused(
    centre: Centre, oldest: str
) -> None:
    with pytest.raises(NotDone):
        require_version(centre.dsn, oldest, own="0.3.0")


def test_the_command_says_who_has_to_be_updated(
    centre: Centre, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COUNTER_CENTRAL_DSN", centre.dsn)

    assert cli.main(["central", "oldest-version", "0.0.1", "--json"]) == 0

    told = json.loads(capsys.readouterr().out)
    assert told["oldest"] == "0.0.1"
    assert {one["app_version"] for one in told["to_update"]} == {None}
    assert cli.main(["central", "oldest-version", "999.0"]) == 1


def test_a_program_that_is_too_old_says_so_and_keeps_what_it_has(
    centre: Centre, tmp_path, capsys: pytest.CaptureFixture[str]
) -> None:
    bundle, cluster = centre.bundle(1), centre.cluster
    desk = desk_of(centre, tmp_path / "desk", bundle)
    desk.observe()
    require_version(centre.dsn, "98.0", own="98.0")
    assert cluster.certificate is not None
    where = "localhost", cluster.port, centre.dbname, bundle.role, str(cluster.certificate.ca)
    place = bundle.ws, bundle.epoch, bundle.hall_id, bundle.window_no
    profile = Profile(tmp_path, uuid.uuid4(), *place, centre=Where(*where))

    status = exchange_once(profile, desk.engine, bundle.password, as_json=False, patience_s=0.5)

    assert status == 1
    said = capsys.readouterr().out
    assert "程序版本过低" in said
    assert "还有 1 笔留在本机" in said
    assert (outbox.state(desk.engine).stopped_code, outbox.state(desk.engine).pending) == (
        TOO_OLD,
        1,
    )
    desk.engine.dispose()


def test_the_banner_asks_for_the_update() -> None:
    shown = outage(LinkView(False, MONDAY, pending=3, stopped=TOO_OLD), MONDAY)
    other = outage(LinkView(False, MONDAY, pending=3, stopped="fork"), MONDAY)

    assert shown is not None
    assert other is not None
    assert "升级" in shown.since
    assert "升级" not in other.since
