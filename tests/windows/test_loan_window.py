"""Step 4 on the screen: rules, ceilings, both ways to repay."""

import pytest
from PyQt6.QtCharts import QLineSeries
from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QPushButton, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from counter.windows.desk_window import DeskWindow
from counter.windows.parts.limit_bars import LimitBars
from counter.windows.parts.plan_chart import PlanChart
from counter.windows.parts.rows import RowsView
from tests.windows.keyboard import press_key
from tests.windows.screens import a_desk, a_loan_page


@pytest.fixture(autouse=True)
def judged(desk: DeskWindow, qtbot: QtBot) -> None:
    desk.show_screen(a_desk(a_loan_page()))
    qtbot.wait(1)


def part(desk: DeskWindow, kind: type[QWidget], name: str) -> QWidget:
    found = desk.findChild(kind, name)
    assert found is not None
    return found


def test_the_whole_judgement_stands_on_one_screen(desk: DeskWindow) -> None:
    work = part(desk, QScrollArea, "work")
    assert isinstance(work, QScrollArea)
    bar = work.verticalScrollBar()
    assert bar is not None

    assert bar.maximum() == 0
    assert part(desk, LimitBars, "limit").isVisible()
    assert part(desk, PlanChart, "plans").height() >= 60


def test_the_next_rule_that_did_not_pass_is_one_key_away(desk: DeskWindow, qtbot: QtBot) -> None:
    rules = part(desk, RowsView, "judgement")
    assert isinstance(rules, RowsView)

    seen = []
    for _press in range(3):
        press_key(desk, Qt.Key.Key_PageDown, Qt.KeyboardModifier.ControlModifier)
        seen.append(rules.rows[rules.current()].name)

    assert seen == ["征信", "申请额度", "征信"]


def test_the_rule_of_the_keyboard_is_told_for_its_source(desk: DeskWindow, qtbot: QtBot) -> None:
    told: list[tuple[str, object]] = []
    desk.chosen.connect(lambda name, value: told.append((name, value)))

    press_key(desk, Qt.Key.Key_Down, Qt.KeyboardModifier.ControlModifier)

    assert told[-1] == ("row", 1)


def test_the_ceilings_are_told_smallest_first_with_their_exact_values(desk: DeskWindow) -> None:
    spoken = part(desk, LimitBars, "limit").accessibleName()

    assert spoken.index("496,566.50") < spoken.index("1,140,638.79")
    assert spoken.startswith("可贷额度 496,000.00，申请 500,000.00")


def test_the_chosen_method_is_solid_and_the_other_dashed(desk: DeskWindow) -> None:
    chart = part(desk, PlanChart, "plans")
    assert isinstance(chart, PlanChart)
    plot = chart.chart()
    assert plot is not None
    lines = [one for one in plot.series() if isinstance(one, QLineSeries)]

    assert [one.pen().style() for one in lines] == [Qt.PenStyle.SolidLine, Qt.PenStyle.DashLine]
    assert [round(one.at(0).y(), 2) for one in lines] == [2652.55, 3141.34]
    assert [round(one.at(one.count() - 1).y(), 2) for one in lines] == [2652.16, 2070.35]


def test_a_judged_home_folds_to_one_line_and_opens_again(desk: DeskWindow, qtbot: QtBot) -> None:
    field = part(desk, QWidget, "field_h0")
    change = part(desk, QPushButton, "change_home")
    assert not field.isVisible()

    qtbot.mouseClick(change, Qt.MouseButton.LeftButton)

    assert field.isVisible()
    assert desk.focusWidget() is field, desk.focusWidget()
    assert not change.isVisible()


def test_a_home_that_is_being_entered_stays_open(desk: DeskWindow) -> None:
    desk.show_screen(a_desk(a_loan_page(home_line="", rows=(), limit=None, plans=(), hint="填好")))

    assert part(desk, QWidget, "field_h0").isVisible()
    assert not part(desk, LimitBars, "limit").isVisible()


def test_an_unknown_balance_is_said_and_is_no_zero(desk: DeskWindow) -> None:
    desk.show_screen(a_desk(a_loan_page(limit=None)))

    words = [
        one.text()  # type: ignore[attr-defined]
        for one in desk.findChildren(QWidget)
        if hasattr(one, "text") and one.isVisible() and "没有返回" in str(one.text())
    ]
    assert len(words) == 1
