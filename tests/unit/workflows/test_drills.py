"""断网演练: who starts one and when, what is kept, and what the lines are told."""

import datetime as dt
import uuid
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from counter.store import outbox
from counter.store.change_set import Origin
from counter.store.tables import Drill as DrillRow
from counter.store.trouble import DiskFull
from counter.store.unit_of_work import Store
from counter.workflows.drill_gate import DrillGate
from counter.workflows.drills import Drill, DrillAsked
from tests import builders as b
from tests.unit.workflows.refusing import refusal_of

MINUTE = dt.timedelta(minutes=1)
HERE, HALL = DrillAsked(whole_hall=False, minutes=20), DrillAsked(whole_hall=True, minutes=20)


@pytest.fixture
def leading(outfit: b.Outfit) -> b.Outfit:
    """A supervisor sits at the desk."""
    return replace(outfit, desk=outfit.desk_of(b.a_clerk(12, ("clerk", "supervisor"))))


@pytest.fixture
def gate(outfit: b.Outfit) -> DrillGate:
    return DrillGate(outfit.tools.store, outfit.clock)


def rows(outfit: b.Outfit) -> list[DrillRow]:
    with outfit.tools.store.reading() as session:
        return list(session.scalars(select(DrillRow)))


def test_a_desk_s_own_begins_at_once_and_is_kept(leading: b.Outfit) -> None:
    drill = leading.desk.drills.start(HERE)

    (kept,) = rows(leading)
    assert drill == Drill(b.MONDAY, 20)
    assert (kept.scope, kept.window_no, kept.minutes, kept.starts_at) == ("desk", 7, 20, b.MONDAY)
    assert kept.made_by == leading.desk.actor.person_id


def test_the_hall_s_begins_a_minute_later(leading: b.Outfit) -> None:
    leading.desk.drills.start(HALL)

    (kept,) = rows(leading)
    assert (kept.scope, kept.starts_at) == ("hall", b.MONDAY + MINUTE)


def test_a_clerk_who_is_no_supervisor_gets_one_sentence(outfit: b.Outfit) -> None:
    assert not outfit.desk.drills.may_start
    refusal = refusal_of(lambda: outfit.desk.drills.start(HERE))

    assert refusal.code == "drill.role"
    assert refusal.sentence.startswith("断网演练只能由值班主任发起。")
    assert rows(outfit) == []


@pytest.mark.parametrize("minutes", [-1, 0, 4, 31, 600])
def test_too_short_and_too_long_are_refused(leading: b.Outfit, minutes: int) -> None:
    refusal = refusal_of(lambda: leading.desk.drills.start(DrillAsked(False, minutes)))

    assert refusal.code == "drill.minutes"
    assert rows(leading) == []


def test_none_is_started_while_the_centre_is_really_away(leading: b.Outfit) -> None:
    leading.open_sets.is_cut_off = True

    assert refusal_of(lambda: leading.desk.drills.start(HERE)).code == "drill.away"
    assert rows(leading) == []


def test_none_is_started_while_upload_is_stopped(leading: b.Outfit) -> None:
    outbox.stop(leading.tools.store.engine, "fork")

    assert refusal_of(lambda: leading.desk.drills.start(HERE)).code == "drill.stopped"


@pytest.mark.parametrize(
    ("first", "later", "is_refused"),
    [
        (HERE, 0, True),
        (HERE, 19, True),
        (HERE, 20, False),
        (HALL, 0, True),
        (HALL, 20, True),
        (HALL, 21, False),
    ],
)
def test_none_is_started_while_another_is_on_or_announced(
    leading: b.Outfit, first: DrillAsked, later: int, is_refused: bool
) -> None:
    leading.desk.drills.start(first)
    # In a drill the centre is away too: the reason that is told is the drill.
    leading.open_sets.is_cut_off = is_refused
    leading.clock.pass_time(minutes=later)

    if is_refused:
        refusal = refusal_of(lambda: leading.desk.drills.start(HERE))
        assert refusal.code == "drill.on"
        assert "09:3" in refusal.sentence
    else:
        leading.desk.drills.start(HERE)
    assert len(rows(leading)) == 1 + (not is_refused)


def test_the_lines_are_shut_for_its_minutes_and_open_by_themselves(
    leading: b.Outfit, gate: DrillGate
) -> None:
    assert not gate.is_shut()
    leading.desk.drills.start(HALL)
    leading.clock.pass_time(seconds=2)

    assert not gate.is_shut()
    assert gate.announced == Drill(b.MONDAY + MINUTE, 20, whole_hall=True)
    leading.clock.pass_time(seconds=58)
    assert gate.is_shut()
    assert gate.seen is not None
    assert gate.announced is None
    leading.clock.pass_time(minutes=19, seconds=59)
    assert gate.is_shut()
    leading.clock.pass_time(seconds=1)
    assert not gate.is_shut()


def test_it_goes_on_and_ends_after_the_program_was_started_anew(
    leading: b.Outfit, tmp_path: Path
) -> None:
    leading.desk.drills.start(HERE)
    store = b.a_store(tmp_path)
    again = DrillGate(store, leading.clock)

    leading.clock.pass_time(minutes=10)
    assert again.is_shut()
    leading.clock.pass_time(minutes=10)
    assert not again.is_shut()
    store.engine.dispose()


def test_the_last_seconds_in_which_a_desk_finds_back_are_told_as_the_drill(
    leading: b.Outfit, gate: DrillGate
) -> None:
    leading.desk.drills.start(HERE)
    leading.clock.pass_time(minutes=20, seconds=9)

    assert not gate.is_shut()
    assert gate.seen is not None
    leading.clock.pass_time(seconds=2)
    gate.is_shut()
    assert gate.seen is None


@pytest.mark.parametrize(
    ("scope", "hall_id", "is_shut"), [("desk", 3, False), ("hall", 3, True), ("hall", 4, False)]
)
def test_another_desk_s_own_and_another_hall_s_shut_nothing_here(
    outfit: b.Outfit, gate: DrillGate, scope: str, hall_id: int, is_shut: bool
) -> None:
    elsewhere = Store(outfit.tools.store.engine, Origin(uuid.UUID(int=8), 1, hall_id))
    place = replace(b.PLACE, ws=uuid.UUID(int=8), hall_id=hall_id)
    leader = b.a_clerk(12, ("supervisor",))
    tools = replace(outfit.tools, store=elsewhere, place=place)
    b.Desk(tools, leader).drills.start(DrillAsked(scope == "hall", 20))

    outfit.clock.pass_time(minutes=2)

    assert gate.is_shut() is is_shut


def test_a_wall_clock_that_was_put_back_makes_no_drill_longer_than_half_an_hour(
    leading: b.Outfit, gate: DrillGate
) -> None:
    leading.desk.drills.start(HERE)
    assert gate.is_shut()

    for _ in range(3):
        leading.clock.pass_time(minutes=10)
        leading.clock.at = b.MONDAY
        last = gate.is_shut()

    assert not last


def test_the_rows_are_read_once_a_second_at_most(
    leading: b.Outfit, gate: DrillGate, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[int] = []
    reading = leading.tools.store.reading

    def counted():  # type: ignore[no-untyped-def]
        read.append(leading.clock.ms)
        return reading()

    # Not a stand-in: the store's own reading, counted.
    monkeypatch.setattr(leading.tools.store, "reading", counted)

    for _ in range(100):
        gate.is_shut()
        leading.clock.pass_time(milliseconds=100)

    assert len(read) == 10


def test_a_file_that_cannot_be_read_for_a_moment_shuts_and_opens_nothing(
    leading: b.Outfit, gate: DrillGate, monkeypatch: pytest.MonkeyPatch
) -> None:
    leading.desk.drills.start(HERE)
    assert gate.is_shut()

    def full() -> None:
        raise DiskFull

    # A disk that fails in this very moment cannot be had otherwise.
    monkeypatch.setattr(leading.tools.store, "reading", full)
    leading.clock.pass_time(minutes=1)

    assert gate.is_shut()
    leading.clock.pass_time(minutes=19)
    assert not gate.is_shut()
