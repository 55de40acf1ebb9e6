"""Alt 3 at the desk: what was promised, to whom, by when; closed when the citizen was told."""

import datetime as dt

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QLineEdit, QPushButton
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from counter.store.tables import Promise
from counter.windows.desk_window import DeskWindow
from counter.windows.screen import Pick
from tests import builders as b
from tests.windows.at_work import AtWork
from tests.windows.keyboard import press_key
from tests.windows.screens import a_desk

ALT = Qt.KeyboardModifier.AltModifier
PICK = Pick("1", "查余额后回电　张*", "13800000000・16:30 前・7号窗口・告知本人后回车销")


def line(desk: DeskWindow, name: str) -> QLineEdit:
    found = desk.findChild(QLineEdit, name)
    assert found is not None
    return found


def promises(at_work: AtWork) -> list[Promise]:
    with at_work.outfit.tools.store.reading() as session:
        return list(session.scalars(select(Promise)))


def test_a_promise_is_typed_and_another_one_told_with_keys_only(
    desk: DeskWindow, qtbot: QtBot
) -> None:
    desk.show_screen(a_desk(promises=(PICK,), promise_phone="13800000000"))
    press_key(desk, Qt.Key.Key_3, ALT)
    assert desk.focusWidget() is line(desk, "promise_what")
    QTest.keyClicks(line(desk, "promise_what"), "call back")
    press_key(desk, Qt.Key.Key_Tab)
    press_key(desk, Qt.Key.Key_Tab)
    QTest.keyClicks(line(desk, "promise_due"), "16:30")

    with qtbot.waitSignal(desk.chosen) as told:
        press_key(desk, Qt.Key.Key_Return)
    assert told.args == ["promise", ("call back", "13800000000", "16:30")]

    press_key(desk, Qt.Key.Key_Down)
    with qtbot.waitSignal(desk.chosen) as told:
        press_key(desk, Qt.Key.Key_Return)
    assert told.args == ["told", "1"]


def test_a_line_that_was_kept_is_emptied_and_one_that_was_refused_stays(desk: DeskWindow) -> None:
    desk.show_screen(a_desk())
    press_key(desk, Qt.Key.Key_3, ALT)
    QTest.keyClicks(line(desk, "promise_what"), "call")
    press_key(desk, Qt.Key.Key_Return)

    desk.show_screen(a_desk(saved="x"))
    assert line(desk, "promise_what").text() == "call"
    desk.show_screen(a_desk(promises=(PICK,)))
    assert line(desk, "promise_what").text() == ""


def test_a_number_taken_out_to_type_another_stays_out(desk: DeskWindow) -> None:
    desk.show_screen(a_desk(promise_phone="13800000000"))
    press_key(desk, Qt.Key.Key_3, ALT)
    line(desk, "promise_phone").clear()

    desk.show_screen(a_desk(promise_phone="13800000000", saved="later"))

    assert line(desk, "promise_phone").text() == ""


@pytest.mark.parametrize("size", [(1366, 768), (1920, 1080)])
def test_rows_stand_whole_beside_the_line(desk: DeskWindow, size: tuple[int, int]) -> None:
    desk.resize(*size)
    desk.show_screen(a_desk(promises=(PICK,) * 4))

    press_key(desk, Qt.Key.Key_3, ALT)

    rows = [one for one in desk.findChildren(QPushButton, "pick") if one.isVisible()]
    assert len(rows) == 4
    assert all(one.sizeHint().width() <= one.width() for one in rows)


def test_a_promise_made_in_an_outage_stands_until_the_citizen_was_told(at_work: AtWork) -> None:
    at_work.press("call_next", "start")
    at_work.read(b.HUSBAND)
    at_work.type(same_person="1")
    at_work.press("step_done")
    at_work.outfit.directory.is_cut_off = True

    at_work.presenter.take_choice("promise", ("查余额后回电", "13800000000", "16:30"))

    (pick,) = at_work.shown.now.promises
    assert pick.title == "查余额后回电　张*"
    assert "16:30 前" in pick.line
    assert "待办承诺 1・按 Alt 3" in [one.text for one in at_work.shown.now.status]
    (kept,) = promises(at_work)
    assert (kept.state, kept.window_no, kept.told_at) == ("open", 7, None)

    at_work.outfit.clock.pass_time(hours=8)
    at_work.press("promises")
    assert at_work.shown.now.promises[0].line.startswith("已过时间")
    at_work.presenter.take_choice("told", pick.value)

    assert at_work.shown.now.promises == ()
    (kept,) = promises(at_work)
    assert (kept.state, kept.told_at) == ("told", at_work.outfit.clock.at)


def test_a_promise_told_twice_is_told_once(at_work: AtWork) -> None:
    at_work.presenter.take_choice("promise", ("回电", "13800000000", ""))
    (pick,) = at_work.shown.now.promises
    assert "恢复后 2 小时内" in pick.line

    at_work.presenter.take_choice("told", pick.value)
    told = promises(at_work)[0].told_at
    at_work.outfit.clock.at += dt.timedelta(minutes=1)
    at_work.presenter.take_choice("told", pick.value)

    assert promises(at_work)[0].told_at == told
    assert at_work.shown.message.state == "bad"


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        (("", "13800000000", ""), "答应了什么"),
        (("x" * 101, "13800000000", ""), "100 字"),
        (("回电", "1380000000", ""), "11位"),
        (("回电", "一三八", ""), "数字"),
        (("回电", "13800000000", "晚点"), "16:30"),
        (("回电", "13800000000", "25:00"), "16:30"),
        (("回电", "13800000000", "08:00"), "已经过了"),
    ],
)
def test_what_is_typed_wrong_is_said_and_nothing_is_kept(
    at_work: AtWork, typed: tuple[str, str, str], words: str
) -> None:
    at_work.presenter.take_choice("promise", typed)

    message = at_work.shown.message
    assert words in f"{message.title}{message.text}"
    assert promises(at_work) == []
