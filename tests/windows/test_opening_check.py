"""The check before the window opens: once a day, read by Enter, in the way of nothing."""

import datetime as dt

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QFrame, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from counter.windows.desk_window import DeskWindow
from counter.windows.parts.outage_banner import OutageBanner
from counter.windows.parts.sheet import Sheet
from counter.windows.presenters.link import LinkView, outage, segments
from counter.windows.screen import Segment
from tests import builders as b
from tests.windows.at_work import sit_down
from tests.windows.keyboard import press_key
from tests.windows.screens import a_desk

NOW = dt.datetime(2026, 11, 23, 1, 0, tzinfo=dt.UTC)


def laid(desk: DeskWindow) -> list[QFrame]:
    return [one for one in desk.findChildren(QFrame, "sheet") if one.isVisible()]


def test_the_first_sign_in_of_the_day_shows_the_check_and_a_later_one_does_not(
    outfit: b.Outfit,
) -> None:
    shift = outfit.desk.standing().shift
    if shift is not None:
        outfit.desk.close(shift.id)

    first = sit_down(outfit)
    assert first.shown.now.opening
    first.press("opening_read")
    outfit.clock.pass_time(minutes=1)
    again = sit_down(outfit)

    assert not first.shown.now.opening
    assert not again.shown.now.opening


def test_enter_reads_it_and_what_is_wrong_is_counted_in_words(qtbot: QtBot) -> None:
    desk = DeskWindow()
    qtbot.addWidget(desk)
    desk.resize(1366, 768)
    desk.show()
    told: list[str] = []
    desk.verb_chosen.connect(told.append)
    status = (Segment("中心已连接", "on"), Segment("打印机 缺纸", "bad", "装好纸后按 Ctrl R"))
    desk.show_screen(a_desk(opening=True, status=status))
    qtbot.waitUntil(lambda: len(laid(desk)) == 1)

    words = [one.text() for one in laid(desk)[0].findChildren(QLabel)]
    assert "装好纸后按 Ctrl R" in words
    assert any("1 项有问题" in one for one in words)
    press_key(desk, Qt.Key.Key_Return)

    assert told == ["opening_read"]
    assert laid(desk) == []


def test_a_clerk_in_a_hurry_calls_through_it(qtbot: QtBot) -> None:
    desk = DeskWindow()
    qtbot.addWidget(desk)
    desk.show()
    told: list[str] = []
    desk.verb_chosen.connect(told.append)
    desk.show_screen(a_desk(opening=True))
    qtbot.waitUntil(lambda: len(laid(desk)) == 1)

    press_key(desk, Qt.Key.Key_F2)

    assert told == ["opening_read", "call_next"]


def test_the_key_sheet_greys_what_cannot_be_done_and_goes_with_esc(qtbot: QtBot) -> None:
    desk = DeskWindow()
    qtbot.addWidget(desk)
    desk.show()
    desk.show_screen(a_desk(possible=frozenset({"keys", "call_next"})))

    press_key(desk, Qt.Key.Key_F1)
    words = {one.text(): one.isEnabled() for one in laid(desk)[0].findChildren(QLabel)}
    press_key(desk, Qt.Key.Key_Escape)

    assert words["呼叫下一位"]
    assert not words["过号"]
    assert laid(desk) == []


@pytest.mark.parametrize(
    ("ahead", "words", "is_in_bar"),
    [
        (None, "时钟 未核对", False),
        (dt.timedelta(seconds=-60), "时钟 准", False),
        (dt.timedelta(minutes=7), "时钟快约 7 分", True),
        (dt.timedelta(seconds=-61), "时钟慢约 1 分", True),
    ],
)
def test_the_clock_is_always_in_the_check_and_in_the_bar_only_while_it_is_wrong(
    qtbot: QtBot, ahead: dt.timedelta | None, words: str, is_in_bar: bool
) -> None:
    desk = DeskWindow()
    qtbot.addWidget(desk)
    desk.show()
    link = LinkView(True, NOW, ahead=ahead)
    desk.show_screen(a_desk(opening=True, status=segments(link, (), NOW)))
    qtbot.waitUntil(lambda: len(laid(desk)) == 1)

    assert words in [one.text() for one in laid(desk)[0].findChildren(QLabel) if one.isVisible()]
    bar = [one.text() for one in desk.findChildren(QPushButton, "segment") if one.isVisible()]
    assert (words in bar) == is_in_bar


def test_a_banner_that_comes_while_a_sheet_lies_there_is_not_covered(
    desk: DeskWindow, qtbot: QtBot
) -> None:
    desk.show()
    desk.show_screen(a_desk(opening=True, status=segments(LinkView(True, NOW), (), NOW)))
    qtbot.wait(20)

    down = LinkView(False, NOW - dt.timedelta(minutes=3), 2, NOW)
    desk.show_screen(a_desk(opening=True, outage=outage(down, NOW), status=segments(down, (), NOW)))
    qtbot.wait(20)

    banner = desk.findChild(OutageBanner)
    (sheet,) = (each for each in desk.findChildren(Sheet) if each.isVisible())
    assert banner is not None
    assert banner.isVisible()
    below = banner.mapTo(desk, banner.rect().bottomLeft()).y()
    assert sheet.mapTo(desk, sheet.rect().topLeft()).y() >= below
