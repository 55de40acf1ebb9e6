"""The hall's own server: copies within a second, unreadable there, brought to the centre when the
desk is dead, taken once however often they come."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql

from counter import cli
from counter.store.profile import read_profile
from counter.workplace import centre_address, read_keys
from sync.asking import ShortLine
from sync.central.admin.export_hall import export_hall
from sync.central.admin.open_copies import Opened, open_copies
from sync.central.admin.refusals import NotDone
from sync.central.admin.verify import verify
from sync.central.admin.windows import Place, add_window
from sync.central.database import create_database
from sync.copies import CopyKeeper, CopyStatus
from sync.hall_server import members
from sync.hall_server.forwarding import Forwarded, forward
from sync.hall_server.install import install, status
from tests.journeys.machine import NUMBERS, Machine, at_centre
from tests.postgres import Centre

HALL_DATABASE = "counter_hall"


class HallServer:
    """A database on the hall's own network; here another one of the same server."""

    def __init__(self, centre: Centre, folder: Path) -> None:
        self.centre, self.file = centre, folder / "hall-01.server.json"
        self.dsn = centre.cluster.dsn(HALL_DATABASE)
        create_database(centre.cluster.dsn(), HALL_DATABASE)

    def take_over(self) -> int:
        """What the two administrators do after a machine was added or replaced."""
        address = f"localhost:{self.centre.cluster.port}/{HALL_DATABASE}"
        export_hall(self.centre.dsn, 1, address, self.centre.keys, self.file)
        return install(self.dsn, members.read(self.file))

    def forward(self, silent_s: float = 0.0) -> Forwarded:
        hall = members.read(self.file)
        with (
            psycopg.connect(self.dsn) as here,
            self.centre.connect(hall.role, hall.password) as there,
        ):
            return forward(here, there, silent_s)

    def all(self, query: str) -> list[Any]:
        with psycopg.connect(self.dsn) as connection:
            return connection.execute(query.encode()).fetchall()


@pytest.fixture(scope="module")
def hall(centre: Centre, tmp_path_factory: pytest.TempPathFactory) -> HallServer:
    return HallServer(centre, tmp_path_factory.mktemp("hall"))


@pytest.fixture
def machine(centre: Centre, hall: HallServer, tmp_path: Path) -> Machine:
    """A machine that has heard from the centre where the hall's server is."""
    made = Machine(centre, tmp_path / "desk", Place(1, next(NUMBERS)))
    made.set_up()
    hall.take_over()
    made.sync()
    return made


@contextmanager
def keeping(machine: Machine) -> Iterator[CopyKeeper]:
    profile = read_profile(machine.folder)
    password = read_keys(machine.credentials(str(profile.id))).password
    there = replace(centre_address(profile, password), dbname=HALL_DATABASE)
    with machine.file() as engine:
        keeper = CopyKeeper(engine, profile.origin, lambda _address: ShortLine(there))
        keeper.start()
        try:
            yield keeper
        finally:
            assert keeper.stop()


def wait_for(keeper: CopyKeeper, kept: int | None, patience_s: float = 8.0) -> float:
    began = time.monotonic()
    while keeper.status != CopyStatus(kept):
        assert time.monotonic() - began < patience_s, keeper.status
        time.sleep(0.01)
    return time.monotonic() - began


def kept(hall: HallServer, machine: Machine) -> list[int]:
    ws = read_profile(machine.folder).ws
    rows = hall.all(f"select seq from keep.copy where ws = '{ws}' order by seq")
    return [seq for (seq,) in rows]


def test_what_is_saved_while_the_centre_is_away_is_at_the_hall_within_a_second(
    machine: Machine, hall: HallServer
) -> None:
    machine.save("away.1", "away.2")
    with keeping(machine) as keeper:
        wait_for(keeper, 2)
        machine.save("away.3")
        # A save by another program: without its bell it waits for the next look.
        assert wait_for(keeper, 3) < 2.0

    assert kept(hall, machine) == [1, 2, 3]


def test_nobody_in_the_hall_can_read_a_copy(machine: Machine, hall: HallServer) -> None:
    machine.save("a.very.telling.event")
    with keeping(machine) as keeper:
        wait_for(keeper, 1)

    (found,) = hall.all("select string_agg(copy, ''::bytea) from keep.copy")
    assert b"telling" not in bytes(found[0])
    assert machine.events


def test_what_the_centre_has_is_forgotten_at_the_hall(machine: Machine, hall: HallServer) -> None:
    machine.save("away.1", "away.2")
    with keeping(machine) as keeper:
        wait_for(keeper, 2)
        machine.sync()
        machine.save("away.3")
        keeper.wake()
        wait_for(keeper, 1)

    assert kept(hall, machine) == [3]


def test_a_dead_desk_loses_nothing_and_when_it_comes_back_nothing_is_there_twice(
    machine: Machine, hall: HallServer, centre: Centre
) -> None:
    machine.save("before")
    machine.sync()
    machine.save(*(f"away.{n}" for n in range(7)))
    with keeping(machine) as keeper:
        wait_for(keeper, 7)

    assert hall.forward(silent_s=3600.0).copies == 0
    assert hall.forward().copies >= 7
    assert hall.forward().copies == 0
    assert open_copies(centre.dsn, centre.keys).taken >= 7
    assert at_centre(machine) == sorted(machine.events)

    machine.save("back")
    outcome = machine.sync()

    assert (outcome.is_done, outcome.status.stopped_code) == (True, None)
    assert at_centre(machine) == sorted(machine.events)
    assert open_copies(centre.dsn, centre.keys) == Opened(0, 0, 0)
    assert verify(centre.dsn).problems == ()


def test_a_dead_desk_that_is_replaced_loses_nothing_either(
    machine: Machine, hall: HallServer, centre: Centre, tmp_path: Path
) -> None:
    machine.save("away.1", "away.2", "away.3")
    with keeping(machine) as keeper:
        wait_for(keeper, 3)
    hall.forward()
    late = machine.copy(tmp_path / "late")

    machine.renew()
    assert open_copies(centre.dsn, centre.keys).taken >= 3
    assert at_centre(machine) == sorted(machine.events)

    # The disk of the dead PC turns up after all: the same sets are known.
    late.renew()
    assert late.sync().is_done
    assert at_centre(machine) == sorted(machine.events)
    assert verify(centre.dsn).problems == ()


def test_a_copy_waits_for_the_one_before_it(
    machine: Machine, hall: HallServer, centre: Centre
) -> None:
    machine.save("away.1", "away.2")
    with keeping(machine) as keeper:
        wait_for(keeper, 2)
    ws = read_profile(machine.folder).ws
    with psycopg.connect(hall.dsn) as connection:
        (first,) = connection.execute(
            "delete from keep.copy where ws = %s and seq = 1 returning copy", (ws,)
        ).fetchall()
    hall.forward()

    assert open_copies(centre.dsn, centre.keys) == Opened(0, 1, 0)
    assert at_centre(machine) == []

    machine.sync()
    assert open_copies(centre.dsn, centre.keys).damaged == 0
    assert at_centre(machine) == ["away.1", "away.2"]
    assert first


def test_a_copy_cannot_be_passed_off_as_another(
    machine: Machine, hall: HallServer, centre: Centre
) -> None:
    machine.save("away.1", "away.2")
    with keeping(machine) as keeper:
        wait_for(keeper, 2)
    ws = read_profile(machine.folder).ws
    with psycopg.connect(hall.dsn) as connection:
        connection.execute(
            "update keep.copy c set copy = (select o.copy from keep.copy o where o.ws = c.ws"
            " and o.seq = 1) where c.ws = %s and c.seq = 2",
            (ws,),
        )
    hall.forward()

    assert open_copies(centre.dsn, centre.keys) == Opened(1, 0, 1)
    assert at_centre(machine) == ["away.1"]
    with centre.admin() as admin:
        admin.execute("delete from sync.forwarded where ws = %s", (ws,))


def test_a_server_put_back_from_a_backup_gets_the_copies_again(
    machine: Machine, hall: HallServer
) -> None:
    machine.save("away.1", "away.2")
    with keeping(machine) as keeper:
        wait_for(keeper, 2)
        with psycopg.connect(hall.dsn) as connection:
            connection.execute("delete from keep.copy")
        machine.save("away.3")
        keeper.wake()
        wait_for(keeper, 3)

    assert kept(hall, machine) == [1, 2, 3]


def test_a_hall_without_a_server_or_one_that_is_away_holds_nothing_up(
    centre: Centre, tmp_path: Path
) -> None:
    made = Machine(centre, tmp_path / "desk", Place(2, next(NUMBERS)))
    made.set_up()
    made.save("alone")
    with made.file() as engine:
        origin = read_profile(made.folder).origin
        keeper = CopyKeeper(engine, origin, lambda address: pytest.fail(address))
        keeper.start()
        time.sleep(0.2)
        assert keeper.stop()

    assert keeper.status == CopyStatus(None)


def test_only_members_leave_copies_and_only_the_halls_server_brings_them(
    machine: Machine, hall: HallServer, centre: Centre
) -> None:
    profile = read_profile(machine.folder)
    password = read_keys(machine.credentials(str(profile.id))).password
    outsider = centre.bundle(1, 2)
    there = replace(centre, dbname=HALL_DATABASE)
    keep = "select keep_api.keep(1, 1, '{}', '{}', 0)"
    forward_ = "select api.forward(gen_random_uuid(), 1, '{1}', '{\"\"}', '{\"\"}')"

    assert _refusal(there, outsider.role, outsider.password, keep) == "CW002"
    assert _refusal(centre, profile.centre.user, password, forward_) == "42501"
    hall_file = members.read(hall.file)
    assert _refusal(centre, hall_file.role, hall_file.password, "select api.open_sets()") == "42501"
    for query in ("select * from keep.copy", "select * from keep.member"):
        assert _refusal(there, profile.centre.user, password, query) == "42501"


@pytest.mark.parametrize("place", range(5))
def test_a_null_in_any_argument_is_refused(
    machine: Machine, hall: HallServer, centre: Centre, place: int
) -> None:
    profile = read_profile(machine.folder)
    password = read_keys(machine.credentials(str(profile.id))).password
    at_hall = ["1", "1", "'{}'::bytea[]", "'{}'::bytea[]", "0"]
    at_hall[place] = "null"
    at_the_centre = [f"'{profile.ws}'", "1", "'{1}'", "'{\"\"}'::bytea[]", "'{\"\"}'::bytea[]"]
    at_the_centre[place] = "null"
    there, hall_file = replace(centre, dbname=HALL_DATABASE), members.read(hall.file)

    keep = f"select keep_api.keep({', '.join(at_hall)})"
    bring = f"select api.forward({', '.join(at_the_centre)})"

    assert _refusal(there, profile.centre.user, password, keep) == "CW001"
    assert _refusal(centre, hall_file.role, hall_file.password, bring) == "CW001"


def _refusal(centre: Centre, role: str, password: str, query: str) -> str | None:
    with centre.connect(role, password) as connection, pytest.raises(psycopg.Error) as error:
        connection.execute(query.encode())
    return error.value.sqlstate


def test_the_command_makes_the_database_brings_copies_and_tells_how_it_stands(
    machine: Machine, hall: HallServer, centre: Centre, capsys: pytest.CaptureFixture[str]
) -> None:
    machine.save("away.1", "away.2")
    with keeping(machine) as keeper:
        wait_for(keeper, 2)
    dsn, file = ("--dsn", hall.dsn), ("--from", str(hall.file))
    certificate = centre.cluster.certificate
    assert certificate is not None
    where = f"localhost:{centre.cluster.port}/{centre.dbname}"

    assert cli.main(["hall", "init", *dsn, *file, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["machines"] >= 1
    run = ["--centre", where, "--authority", str(certificate.ca), "--once", "--json"]
    assert cli.main(["hall", "run", *dsn, *file, *run]) == 0
    assert json.loads(capsys.readouterr().out) == {"forwarded": 0}
    assert cli.main(["hall", "status", *dsn, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)

    mine = [one for one in told["windows"] if one["window_no"] == machine.place.window_no]
    assert told["is_current"]
    assert [(one["kept"], one["forwarded"]) for one in mine] == [(2, 0)]
    assert mine[0]["heard_at"]


def test_a_replaced_machine_may_leave_copies_and_the_old_one_no_more(
    machine: Machine, hall: HallServer, centre: Centre
) -> None:
    before = read_profile(machine.folder)
    password = read_keys(machine.credentials(str(before.id))).password
    machine.renew()
    hall.take_over()
    machine.sync()
    machine.save("new")

    with keeping(machine) as keeper:
        wait_for(keeper, 1)
    with pytest.raises(psycopg.OperationalError):
        centre.connect(before.centre.user, password)


def test_it_says_no_in_one_sentence(
    centre: Centre, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(NotDone, match="主机:端口/数据库"):
        export_hall(centre.dsn, 1, "nowhere", centre.keys, tmp_path / "hall.json")
    with pytest.raises(NotDone, match="没有9号大厅"):
        export_hall(centre.dsn, 9, "a:1/b", centre.keys, tmp_path / "hall.json")
    with pytest.raises(NotDone, match="恢复密钥"):
        export_hall(centre.dsn, 1, "a:1/b", tmp_path / "nothing", tmp_path / "hall.json")
    (tmp_path / "bad.json").write_text("{}")
    assert cli.main(["hall", "init", "--dsn", "x", "--from", str(tmp_path / "bad.json")]) == 1
    assert "已损坏" in capsys.readouterr().err
    create_database(centre.cluster.dsn(), "counter_empty")
    with pytest.raises(NotDone, match="hall init"):
        status(centre.cluster.dsn("counter_empty"))
    assert add_window(centre.dsn, Place(2, next(NUMBERS)), centre.keys).epoch == 1
    _drop(centre, "counter_empty")


def _drop(centre: Centre, name: str) -> None:
    with psycopg.connect(centre.cluster.dsn(), autocommit=True) as connection:
        connection.execute(sql.SQL("drop database {}").format(sql.Identifier(name)))
