"""The short part of the lost answers, and a centre that would not see them."""

import os
import random
from pathlib import Path

import psycopg
import pytest

from tests.faults import lost_answers
from tests.postgres import Centre


def a_run(cuts: int, seed: int | None = None) -> lost_answers.Found:
    if seed is None:
        seed = int(os.environ.get("COUNTER_SEED", random.randrange(2**31)))
    lines: list[str] = []
    found = lost_answers.run(cuts, 2, seed, lines.append)
    found.faults = [f"{lines[0]}: {fault}" for fault in found.faults]
    return found


def test_an_answer_lost_after_the_commit_neither_loses_nor_repeats_anything() -> None:
    found = a_run(60)

    assert found.faults == []
    assert found.cuts == 60
    assert found.landed >= 50
    assert found.sets > 30


def test_a_centre_that_forgets_its_mark_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    really = lost_answers.prepare_centre

    def forgetful(*arguments: object) -> Centre:
        centre = really(*arguments)  # type: ignore[arg-type]
        with centre.admin() as admin:
            _forget(admin)
        return centre

    monkeypatch.setattr(lost_answers, "prepare_centre", forgetful)

    assert a_run(20, seed=5).faults


def _forget(admin: psycopg.Connection) -> None:
    """The mistake: what comes again is taken as new."""
    row = admin.execute("select pg_get_functiondef('api.push'::regproc)").fetchone()
    assert row is not None
    known = "known := least(me.hwm - first_seq + 1, cardinality(bodies));"
    assert known in row[0]
    admin.execute(row[0].replace(known, "known := 0;").encode())


def test_the_long_run_is_documented() -> None:
    how_to = Path(__file__).parents[2] / "docs" / "how-to" / "prove-nothing-is-lost.md"

    assert "python -m tests.faults.lost_answers --cuts 10000" in how_to.read_text(encoding="utf-8")
