"""What a feed told is compared with the file, at a real centre: a row that is gone comes back."""

import pytest

from sync.central.admin.clerks import add_clerk
from tests.journeys.machine import Machine
from tests.postgres import Centre


@pytest.fixture
def machine(machine: Machine) -> Machine:
    """It has exchanged something."""
    machine.save("a", "b")
    assert machine.sync().is_done
    return machine


def people(machine: Machine) -> int:
    with machine.file() as engine, engine.connect() as connection:
        return int(connection.exec_driver_sql("select count(*) from person").scalar_one())


def execute(machine: Machine, statement: str) -> None:
    """What no program of ours does to its file."""
    with machine.file() as engine, engine.connect() as connection:
        connection.exec_driver_sql(statement)
        connection.commit()


def test_nothing_is_lacking_after_an_ordinary_exchange(machine: Machine, centre: Centre) -> None:
    for nth in range(3):
        add_clerk(centre.dsn, 1, f"08{machine.place.window_no}{nth}", "赵六")
        assert machine.sync().is_done

    assert machine.alarms == []


@pytest.mark.parametrize(
    "damage", ["delete from person", "update person set ver = 0 where staff_no = '0101'"]
)
def test_a_row_that_is_gone_or_old_is_missed_and_comes_back(machine: Machine, damage: str) -> None:
    before = people(machine)
    execute(machine, damage)

    assert machine.sync().is_done

    assert machine.alarms == ["feed_lacks"]
    assert people(machine) == before


def test_what_cannot_be_had_is_asked_for_once_a_day(machine: Machine, centre: Centre) -> None:
    with centre.admin() as admin:
        # A row the feed told of in a version nobody can have: the feed itself is wrong.
        admin.execute(
            'insert into sync.change (ver, key, ws, scope, tbl, cols, "row")'
            " select 99, id, made_ws, 'ref:1', 'person', '{}', '{}' from hall.person"
            " where staff_no = '0102'"
        )
    for _ in range(4):
        assert machine.sync().is_done

    assert machine.alarms.count("feed_lacks") == 2
    with centre.admin() as admin:
        admin.execute("delete from sync.change where ver = 99")


def test_a_centre_that_was_restored_has_nothing_to_compare(
    machine: Machine, centre: Centre
) -> None:
    with centre.admin() as admin:
        admin.execute("update sync.centre set feed_epoch = gen_random_uuid()::text")

    assert machine.sync().is_done

    assert "feed_lacks" not in machine.alarms
