"""Files that were copied or restored, machines that were replaced, a centre put back from a backup:
every change set a person was told is saved is at the centre in the end, once."""

import shutil
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from counter.app_opening import CannotOpen, open_profile
from counter.app_renewal import Renewed, fetch
from counter.store import outbox
from counter.store.credentials import MemoryCredentials
from counter.store.profile import read_profile
from counter.store.tables import LocalNumber
from counter.store.unit_of_work import Store
from counter.workplace import read_keys
from sync.central.admin.restored import LEAP, restored
from sync.central.admin.verify import verify
from sync.central.admin.windows import Place, add_window
from tests.journeys.machine import NUMBERS, Machine, at_centre
from tests.postgres import Centre


def test_two_copies_of_one_file_lose_nothing_and_one_goes_on_under_a_new_epoch(
    machine: Machine, tmp_path: Path
) -> None:
    machine.save("both.1", "both.2")
    machine.sync()
    clone = machine.copy(tmp_path / "clone")
    machine.save("ours.1", "ours.2")
    clone.save("theirs.1", "theirs.2", "theirs.3")
    machine.sync()
    assert clone.sync().status.stopped_code == "fork"
    machine.save("ours.3")
    assert machine.sync().status.stopped_code == "state"
    clone.save("theirs.4")

    assert clone.renew() == Renewed(2, 4)
    assert clone.sync().is_done
    assert machine.renew() == Renewed(3, 1)
    machine.save("ours.4")
    outcome = machine.sync()

    assert (outcome.is_done, outcome.status.pending, outcome.status.stopped_code) == (True, 0, None)
    assert at_centre(machine) == sorted({*machine.events, *clone.events})
    assert verify(machine.centre.dsn).problems == ()


def test_a_file_put_back_from_a_backup_goes_on_and_loses_neither_day(
    machine: Machine, tmp_path: Path
) -> None:
    machine.save("monday")
    machine.sync()
    backup = machine.copy(tmp_path / "backup")
    machine.save("tuesday.1", "tuesday.2", "tuesday.3")
    machine.sync()
    shutil.rmtree(machine.folder)
    back = backup.copy(machine.folder)
    assert back.sync().status.stopped_code == "fork"
    back.save("wednesday")
    assert back.sync().status.stopped_code == "fork"

    back.renew()
    back.save("thursday")
    outcome = back.sync()

    assert (outcome.is_done, outcome.status.pending) == (True, 0)
    assert at_centre(machine) == sorted({*machine.events, *back.events})
    assert back.alarms.count("fork") == 1


def test_printed_numbers_go_on_above_what_the_old_file_printed_unsent(machine: Machine) -> None:
    with machine.file() as engine, Store(engine, read_profile(machine.folder).origin).local() as at:
        at.merge(LocalNumber(series=f"01{machine.place.window_no}A", last=123))

    machine.renew()

    with machine.file() as engine, Store(engine, read_profile(machine.folder).origin).local() as at:
        found = at.get(LocalNumber, f"01{machine.place.window_no}B")
        assert found is not None
        assert found.last == 123


def test_a_renewed_machine_opens_as_any_other_and_keeps_the_old_file_whole(
    machine: Machine,
) -> None:
    machine.save("before.1", "before.2")
    machine.renew()

    opened = open_profile(machine.folder, machine.credentials(str(read_profile(machine.folder).id)))
    epoch = opened.workplace.profile.epoch
    opened.stack.close()

    assert epoch == 2
    aside = Machine(machine.centre, machine.folder / "earlier-1", machine.place, machine.vault)
    with aside.file() as engine:
        assert outbox.state(engine).last == 2


@pytest.mark.parametrize("moved", range(3))
def test_a_power_cut_while_files_are_put_aside_leaves_a_profile(
    machine: Machine, monkeypatch: pytest.MonkeyPatch, moved: int
) -> None:
    machine.save("before")
    left = iter([True] * moved)
    really = Path.replace

    def replace(path: Path, target: Path) -> Path:
        if path.name.startswith(("profile.toml", "counter.db")) and not next(left, False):
            raise KeyboardInterrupt
        return really(path, target)

    monkeypatch.setattr(Path, "replace", replace)
    with pytest.raises(KeyboardInterrupt):
        machine.renew()
    monkeypatch.undo()

    if moved:
        opened = open_profile(machine.folder, _any(machine))
        assert opened.workplace.profile.epoch == 2
        opened.stack.close()
    else:
        machine.renew()
    assert machine.sync().is_done
    assert at_centre(machine) == ["before"]


def _any(machine: Machine) -> MemoryCredentials:
    """The keyring entry of whichever profile is about to be moved in."""
    return machine.credentials(str(read_profile(machine.folder / "next").id))


def test_a_code_for_another_window_changes_nothing(machine: Machine, tmp_path: Path) -> None:
    other = Place(1, next(NUMBERS))
    code = add_window(machine.centre.dsn, other, machine.centre.keys).code
    machine.save("before")

    with pytest.raises(CannotOpen) as refused:
        fetch(machine.folder, code)

    assert f"{machine.place.window_no}号窗口" in refused.value.sentence
    assert machine.sync().is_done
    assert at_centre(machine) == ["before"]


def test_a_centre_put_back_from_a_backup_is_fed_again_by_every_desk(
    machine: Machine, tmp_path: Path
) -> None:
    centre = machine.centre
    second = Machine(centre, tmp_path / "second", Place(1, next(NUMBERS)))
    second.set_up()
    for each in (machine, second):
        each.save(f"{each.folder.name}.before")
        each.sync()
    name = f"{centre.dbname}_backup"
    _copy_database(centre, centre.dbname, name)
    for each in (machine, second):
        each.save(*(f"{each.folder.name}.after.{n}" for n in range(3)))
        each.sync()

    with psycopg.connect(centre.cluster.dsn(), autocommit=True) as connection:
        for one, other in ((centre.dbname, f"{name}_lost"), (name, centre.dbname)):
            connection.execute(
                sql.SQL("alter database {} rename to {}").format(
                    sql.Identifier(one), sql.Identifier(other)
                )
            )
    told = restored(centre.dsn)
    for each in (machine, second):
        each.save(f"{each.folder.name}.later")
        assert each.sync().is_done

    assert told.marks >= 2
    for each in (machine, second):
        assert at_centre(each) == sorted(each.events)
        assert each.alarms == ["centre_restored"]
    assert verify(centre.dsn).problems == ()


def test_a_restored_authority_grants_no_ticket_it_may_have_forgotten_about(
    machine: Machine,
) -> None:
    profile = read_profile(machine.folder)
    password = read_keys(machine.credentials(str(profile.id))).password
    with machine.centre.connect(profile.centre.user, password) as desk:
        issue = "select (queue_api.issue('A', 'L01'))->>'number'"
        before = [int(_one(desk, issue)) for _ in range(2)]
        told = restored(machine.centre.dsn)
        nothing = _one(desk, "select queue_api.grant_next(gen_random_uuid())")
        after = int(_one(desk, issue))
        granted = _one(desk, "select queue_api.grant_next(gen_random_uuid())")

    assert told.limbo == 2
    assert nothing is None
    assert after == before[-1] + LEAP + 1
    assert int(granted["ticket"]["number"]) == after


def _one(connection: psycopg.Connection, query: str):  # type: ignore[no-untyped-def]
    row = connection.execute(query.encode()).fetchone()
    assert row is not None
    return row[0]


def _copy_database(centre: Centre, source: str, target: str) -> None:
    """A backup: PostgreSQL's own copy of the whole database."""
    with psycopg.connect(centre.cluster.dsn(), autocommit=True) as connection:
        connection.execute(
            sql.SQL("create database {} template {}").format(
                sql.Identifier(target), sql.Identifier(source)
            )
        )
        connection.execute(
            sql.SQL("grant connect on database {} to counter_station, counter_enrolling").format(
                sql.Identifier(target)
            )
        )
