"""An outage drill stands on every day report whose figures it explains."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import insert

from counter.store import tables
from counter.store.change_set import Origin
from counter.store.database import create_database, writing
from counter.store.unit_of_work import Store
from counter.workflows.day_report.counting import figures_of
from counter.workflows.day_report.facts import DrillFact
from counter.workflows.day_report.words import drills_of
from counter.workflows.shift_report import ReportWanted, make_shift_report, report_json
from tests.unit.test_shift_report import (
    BUSINESSES,
    DAY,
    IDS,
    MADE_AT,
    MINUTE,
    OPENED,
    a_day,
    words_on,
)

AT_3, HALL = (
    "断网演练 08:30-08:50（{}，由 王小窗 发起）",
    "断网演练 09:30-10:00（全大厅，由 王小窗 发起）",
)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    engine = create_database(tmp_path_factory.mktemp("report") / "desk.db", bytes(32))
    stamps = {"hall_id": 1, "ver": 1, "made_by": IDS[1], "made_ws": IDS[0], "made_at": OPENED}

    def row(table: Any, **values: Any) -> tuple[Any, dict[str, Any]]:
        return table, values | stamps

    person = {"staff_no": "7", "name": "王小窗", "roles": [], "state": "active"}
    drill: dict[str, Any] = {"minutes": 20, "starts_at": OPENED}
    later = drill | {"minutes": 600, "starts_at": OPENED + 60 * MINUTE}
    yesterday = drill | {"starts_at": OPENED - dt.timedelta(days=1)}
    rows = (
        row(tables.Person, id=IDS[1], **person),
        row(tables.Drill, id=IDS[2], scope="desk", window_no=3, **drill),
        row(tables.Drill, id=IDS[3], scope="hall", window_no=4, **later),
        row(tables.Drill, id=IDS[4], scope="hall", window_no=3, **yesterday),
    )
    with writing(engine).begin() as connection:
        for table, values in rows:
            connection.execute(insert(table).values(values))
    yield Store(engine, Origin(IDS[0], 1, 1))
    engine.dispose()


@pytest.mark.parametrize(
    ("window", "lines"),
    [
        (3, [AT_3.format("本窗口"), HALL]),
        (5, [HALL]),
        (None, [AT_3.format("3号窗口"), HALL]),
    ],
)
def test_the_day_s_drills_stand_where_they_explain_the_figures(
    store: Store, tmp_path: Path, window: int | None, lines: list[str]
) -> None:
    out = tmp_path / "report.xlsx"

    figures = make_shift_report(store, ReportWanted(DAY, window, MADE_AT, BUSINESSES), out)

    words = words_on(load_workbook(out).worksheets[0])
    assert [each for each in words if each.startswith("断网演练")] == lines
    assert len(report_json(figures)["drills"]) == len(lines)


def test_a_day_without_a_drill_says_nothing_of_one() -> None:
    assert drills_of(figures_of(a_day(), 3)) == ()


def test_a_drill_at_another_window_is_not_this_window_s() -> None:
    there = DrillFact(4, False, OPENED, OPENED + 20 * MINUTE, "")
    rows = replace(a_day(), drills=(there,))

    assert drills_of(figures_of(rows, 3)) == ()
    # Whose name is not known here is called what he is.
    assert drills_of(figures_of(rows)) == ("断网演练 08:30-08:50（4号窗口，由 值班主任 发起）",)
