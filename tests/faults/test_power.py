"""The short part of L3: power cuts under a desk and under a centre, and the settings that lose."""

import os
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.power import MISTAKES, Found, Plan, Side, a_side, run_on
from tests.faults.power_disk import PowerCut, Rules, flushed_at_the_end
from tests.faults.recording import can_record

pytestmark = pytest.mark.skipif(
    not can_record(), reason="the recorder needs a C compiler and Linux's loader"
)


def a_plan(side: str, cuts: int, **how: object) -> Plan:
    seed = int(os.environ.get("COUNTER_SEED", random.randrange(2**32)))
    return Plan(side, cuts, seed, **how)  # type: ignore[arg-type]


def cuts_on(side: Side, plan: Plan) -> Found:
    lines: list[str] = []
    found = run_on(side, plan, lines.append)
    found.faults = [f"{lines[0]}: {fault}" for fault in found.faults]
    return found


@pytest.fixture(scope="module")
def centre_side() -> Iterator[Side]:
    with a_side(a_plan("centre", 0, seconds=2.0)) as side:
        yield side


@pytest.fixture
def desk_side() -> Iterator[Side]:
    with a_side(a_plan("desk", 0, saves=90)) as side:
        yield side


# Written through stdio or mmap, past the recorder, and made anew by its owner.
UNSEEN = ("-shm", "postmaster.pid", "postmaster.opts", "pg_internal.init", ".stat")


def contents(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in files
        if not path.name.endswith(UNSEEN)
    }


@pytest.mark.parametrize("which", ["desk_side", "centre_side"])
def test_a_record_of_which_nothing_is_lost_gives_the_folder_to_the_byte(
    which: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    side: Side = request.getfixturevalue(which)
    recording = side.record(1000, 1).recording
    records = flushed_at_the_end(list(recording.records()))

    PowerCut(recording, records, Rules(), random.Random(1)).leave(tmp_path / "image")

    found, wanted = contents(tmp_path / "image"), contents(recording.folder)
    assert found.keys() == wanted.keys()
    assert [name for name in found if found[name] != wanted[name]] == []


def test_a_power_cut_under_a_desk_loses_nothing_it_was_told_is_saved(desk_side: Side) -> None:
    found = cuts_on(desk_side, a_plan("desk", 20))

    assert (found.lost, found.faults) == (0, [])
    assert found.cuts == 20
    assert found.promises > 100


def test_a_power_cut_under_the_centre_loses_nothing_it_answered_for(centre_side: Side) -> None:
    found = cuts_on(centre_side, a_plan("centre", 3))

    assert (found.lost, found.faults) == (0, [])
    assert found.promises > 10


def test_a_desk_that_does_not_flush_every_save_is_caught(desk_side: Side) -> None:
    plan = a_plan("desk", 40, mistake="synchronous=NORMAL", until_found=True)

    found = cuts_on(desk_side, plan)

    assert found.lost > 0


def test_a_centre_that_answers_before_it_flushes_is_caught(centre_side: Side) -> None:
    plan = a_plan("centre", 60, mistake="synchronous_commit=off", until_found=True)

    found = cuts_on(centre_side, plan)

    assert found.lost > 0


def test_the_long_run_has_one_command_and_it_is_documented() -> None:
    how_to = Path(__file__).parents[2] / "docs" / "how-to" / "prove-nothing-is-lost.md"
    text = how_to.read_text(encoding="utf-8")

    assert "python -m tests.faults.power --cuts 200" in text
    assert all(mistake in text for known in MISTAKES.values() for mistake in known)
