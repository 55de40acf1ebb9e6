"""Ctrl K: a ticket or case by its number; never a person by name."""

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from counter.windows.desk_window import DeskWindow
from counter.windows.screen import Pick
from tests.windows.at_work import AtWork
from tests.windows.keyboard import press_key
from tests.windows.screens import a_desk

CTRL = Qt.KeyboardModifier.ControlModifier


def found(at_work: AtWork, typed: str) -> list[tuple[str, str]]:
    at_work.presenter.take_choice("find", typed)
    return [(one.title, one.line) for one in at_work.shown.now.found]


def test_the_number_typed_is_looked_for_and_a_row_taken_by_keys_alone(
    desk: DeskWindow, qtbot: QtBot
) -> None:
    desk.show_screen(a_desk())
    press_key(desk, Qt.Key.Key_K, CTRL)
    line = desk.findChild(QLineEdit, "findLine")
    assert line is not None
    assert desk.focusWidget() is line
    QTest.keyClicks(line, "a15")
    with qtbot.waitSignal(desk.chosen) as told:
        press_key(desk, Qt.Key.Key_Return)
    assert told.args == ["find", "a15"]

    desk.show_screen(a_desk(found=(Pick("held:7", "A015", "挂起"), Pick("seen:8", "W1", "已受理"))))
    rows = desk.findChildren(QPushButton, "pick")
    qtbot.waitUntil(lambda: [one.isVisible() for one in rows] == [True, True])
    press_key(desk, Qt.Key.Key_Down)
    with qtbot.waitSignal(desk.chosen) as told:
        press_key(desk, Qt.Key.Key_Return)

    assert told.args == ["aside", "held:7"]
    assert not line.isVisible()


@pytest.mark.parametrize("typed", ["A001", "a1", " A1 "])
def test_a_ticket_is_found_however_it_is_typed(at_work: AtWork, typed: str) -> None:
    at_work.press("call_next", "start")

    assert found(at_work, typed) == [("A001", "正在办理・新建商品房贷款申请和面签・7号窗口")]


def test_a_held_visit_is_taken_up_from_what_was_found(at_work: AtWork) -> None:
    at_work.go_to_notice()
    at_work.outfit.cards.remove_card()
    at_work.presenter.take_choice("hold", "awaits")
    at_work.presenter.take_choice("find", "A001")
    (one,) = at_work.shown.now.found

    at_work.presenter.take_choice("aside", one.value)

    assert at_work.shown.now.call.hero == "A001"


def test_a_case_is_found_by_a_part_of_its_number(at_work: AtWork) -> None:
    at_work.go_to_loan()
    case = at_work.presenter.sight.facts.case
    assert case is not None

    ((title, line),) = found(at_work, case.number[-4:])

    assert title == case.number
    assert line.startswith("已录入・")


@pytest.mark.parametrize("typed", ["B999", "%", "_", "'; drop table ticket", "李伟", "\u202e"])
def test_what_is_not_there_is_said_with_the_next_step(at_work: AtWork, typed: str) -> None:
    at_work.go_to_loan()

    assert found(at_work, typed) == [
        (typed, "本窗口没有这个号或件。请核对号票；别的窗口办的，请到那个窗口查。")
    ]


def test_nothing_typed_finds_nothing(at_work: AtWork) -> None:
    assert found(at_work, "  ") == []


def test_looking_for_a_number_leaves_the_signature_being_written_alone(at_work: AtWork) -> None:
    at_work.go_to_signing()
    ink = ([[[1, 1, 1, 1]]], (100, 50))
    at_work.presenter.take_choice("strokes", ink)

    found(at_work, "A001")

    assert at_work.presenter.sight.entry.ink == ink
