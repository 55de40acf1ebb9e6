"""Alt 6 at the desk: a supervisor starts an outage drill; everybody sees that it is one."""

import datetime as dt
from dataclasses import replace

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication, QLabel, QRadioButton, QSpinBox
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from counter.store.tables import Drill as DrillRow
from counter.windows.desk_window import DeskWindow
from counter.windows.parts.drill_sheet import DrillSheet
from counter.windows.parts.outage_banner import OutageBanner
from counter.windows.presenters.desk import DeskPresenter, Threads
from counter.windows.presenters.desk_screen import Plate
from counter.windows.presenters.drills import offer
from counter.windows.presenters.link import LinkView, outage, segments
from counter.windows.screen import DrillOffer, Message, OutagePage
from counter.workflows.drills import Drill
from counter.workflows.executor import InlineExecutor
from tests import builders as b
from tests.windows.at_work import AtWork, Shown, page_of
from tests.windows.keyboard import press_key
from tests.windows.screens import a_desk

ALT = Qt.KeyboardModifier.AltModifier
MINUTE = dt.timedelta(minutes=1)
UP = LinkView(True, b.MONDAY)
DOWN = LinkView(False, b.MONDAY, 4, b.MONDAY + MINUTE)
HERE, HALL = Drill(b.MONDAY, 20), Drill(b.MONDAY + MINUTE, 20, whole_hall=True)


@pytest.fixture
def leading(outfit: b.Outfit) -> AtWork:
    """A supervisor at work, the centre up."""
    desk = outfit.desk_of(b.a_clerk(12, ("clerk", "supervisor")))
    shown, plate = Shown(), Plate(7, "综合窗口", "柜员12 0712", "值班主任", may_drill=True)
    threads = Threads(InlineExecutor(), InlineExecutor())
    presenter = DeskPresenter(shown, desk, threads, plate, outfit.clock.now)
    presenter.begin()
    presenter.link_changed(UP)
    return AtWork(outfit, presenter, shown)


def sheet(desk: DeskWindow) -> DrillSheet:
    found = desk.findChild(DrillSheet)
    assert found is not None
    return found


def minutes(desk: DeskWindow) -> QSpinBox:
    found = desk.findChild(QSpinBox, "drill_minutes")
    assert found is not None
    return found


def words(part: DrillSheet | OutageBanner) -> list[str]:
    return [one.text() for one in part.findChildren(QLabel) if one.isVisible() and one.text()]


def drills(at_work: AtWork) -> list[DrillRow]:
    with at_work.outfit.tools.store.reading() as session:
        return list(session.scalars(select(DrillRow)))


# The sheet


def test_a_drill_of_this_desk_is_started_with_two_keys(desk: DeskWindow, qtbot: QtBot) -> None:
    desk.show_screen(a_desk())
    press_key(desk, Qt.Key.Key_6, ALT)
    assert QApplication.activeModalWidget() is None
    assert minutes(desk).value() == 20

    with qtbot.waitSignal(desk.chosen) as told:
        press_key(desk, Qt.Key.Key_Return)

    assert told.args == ["drill", (False, 20)]
    assert not sheet(desk).isVisible()


def test_the_hall_and_other_minutes_are_chosen_with_keys_only(
    desk: DeskWindow, qtbot: QtBot
) -> None:
    desk.show_screen(a_desk())
    press_key(desk, Qt.Key.Key_6, ALT)
    press_key(desk, Qt.Key.Key_Down)
    press_key(desk, Qt.Key.Key_Tab)
    assert desk.focusWidget() is minutes(desk)
    minutes(desk).selectAll()
    QTest.keyClicks(minutes(desk), "5")

    with qtbot.waitSignal(desk.chosen) as told:
        press_key(desk, Qt.Key.Key_Return)

    assert told.args == ["drill", (True, 5)]


@pytest.mark.parametrize("typed", ["99", "31", "4", "0", "-1", ""])
def test_no_other_minutes_can_be_typed(desk: DeskWindow, typed: str) -> None:
    desk.show_screen(a_desk())
    press_key(desk, Qt.Key.Key_6, ALT)
    minutes(desk).selectAll()
    QTest.keyClicks(minutes(desk), typed)
    minutes(desk).interpretText()

    assert 5 <= minutes(desk).value() <= 30


def test_what_was_chosen_and_left_is_not_chosen_the_next_time(desk: DeskWindow) -> None:
    desk.show_screen(a_desk())
    press_key(desk, Qt.Key.Key_6, ALT)
    hall = desk.findChild(QRadioButton, "drill_hall")
    assert hall is not None
    hall.setChecked(True)
    minutes(desk).setValue(30)
    press_key(desk, Qt.Key.Key_Escape)

    press_key(desk, Qt.Key.Key_6, ALT)

    assert not hall.isChecked()
    assert minutes(desk).value() == 20


def test_where_none_may_be_started_the_sheet_says_why_and_enter_does_nothing(
    desk: DeskWindow, qtbot: QtBot
) -> None:
    refusal = Message("断网演练只能由值班主任发起。", "请值班主任登录。", "warn")
    desk.show_screen(a_desk(drill=DrillOffer(refusal)))

    press_key(desk, Qt.Key.Key_6, ALT)
    with qtbot.assertNotEmitted(desk.chosen):
        press_key(desk, Qt.Key.Key_Return)

    assert refusal.title in words(sheet(desk))
    assert not minutes(desk).isVisible()


def test_a_drill_that_begins_while_the_sheet_lies_there_closes_the_question(
    desk: DeskWindow,
) -> None:
    desk.show_screen(a_desk())
    press_key(desk, Qt.Key.Key_6, ALT)

    desk.show_screen(a_desk(drill=offer(replace(DOWN, drill=HERE), may_start=True)))

    assert not minutes(desk).isVisible()


@pytest.mark.parametrize("size", [(1366, 768), (1920, 1080)])
def test_the_sheet_stands_whole(desk: DeskWindow, size: tuple[int, int]) -> None:
    desk.resize(*size)
    desk.show_screen(a_desk())

    press_key(desk, Qt.Key.Key_6, ALT)

    for one in (*sheet(desk).findChildren(QRadioButton), minutes(desk)):
        assert one.sizeHint().width() <= one.width()
        assert sheet(desk).rect().contains(one.mapTo(sheet(desk), one.rect().bottomRight()))


# What is said when none may be started


@pytest.mark.parametrize(
    ("link", "may_start", "said"),
    [
        (UP, False, "只能由值班主任发起"),
        (DOWN, False, "只能由值班主任发起"),
        (DOWN, True, "真的连不上中心"),
        (replace(DOWN, drill=HERE), True, "09:30-09:50，本窗口"),
        (replace(UP, announced=HALL), True, "09:31-09:51，全大厅"),
        (replace(UP, ahead=dt.timedelta(minutes=9)), True, "时钟不准"),
    ],
)
def test_the_reason_is_the_nearest_one(link: LinkView, may_start: bool, said: str) -> None:
    refusal = offer(link, may_start=may_start).refusal

    assert refusal is not None
    assert said in refusal.title
    assert refusal.text.endswith("。")


def test_with_the_centre_up_a_supervisor_may() -> None:
    assert offer(UP, may_start=True).refusal is None


# The desk


def test_a_supervisor_starts_one_and_the_desk_says_until_when(leading: AtWork) -> None:
    leading.presenter.take_choice("drill", (False, 20))

    (kept,) = drills(leading)
    assert (kept.scope, kept.minutes) == ("desk", 20)
    assert leading.shown.message.title == "断网演练已开始，09:50 自动恢复"


def test_the_hall_s_is_announced_at_every_desk(leading: AtWork) -> None:
    leading.presenter.take_choice("drill", (True, 20))
    assert leading.shown.message.title == "全大厅断网演练 09:31 开始，09:51 自动恢复"

    leading.presenter.link_changed(replace(UP, announced=HALL))

    assert "09:31 开始断网演练" in [one.text for one in leading.shown.now.status]
    assert leading.shown.now.outage is None


def test_a_clerk_is_told_that_it_is_the_supervisor_s(at_work: AtWork) -> None:
    at_work.presenter.link_changed(UP)
    assert at_work.shown.now.drill.refusal is not None

    # Whatever comes by another way than the sheet is refused by the verb itself.
    at_work.presenter.take_choice("drill", (True, 20))

    assert "只能由值班主任发起" in at_work.shown.message.title
    assert drills(at_work) == []


def test_the_banner_and_the_status_line_say_that_it_is_a_drill_and_until_when(
    leading: AtWork, desk: DeskWindow
) -> None:
    leading.outfit.clock.pass_time(minutes=3)
    leading.presenter.link_changed(replace(DOWN, drill=HERE))

    desk.show_screen(leading.shown.now)

    banner = desk.findChild(OutageBanner)
    assert banner is not None
    assert words(banner)[0] == "断网演练（09:30 起，09:50 自动恢复）"
    assert words(banner)[-1] == "已 3 分・自动重试"
    assert leading.shown.now.status[0].text == "断网演练（09:30 起，09:50 自动恢复）"
    assert leading.shown.now.status[1].text == "待上传 4 笔・最早 09:31"
    page_of(leading, OutagePage)


def test_a_real_outage_after_it_is_called_a_real_one() -> None:
    now = b.MONDAY + 25 * MINUTE

    assert segments(DOWN, (), now)[0].text == "与中心断开（09:30 起）"
    shown = outage(DOWN, now)
    assert shown is not None
    assert shown.since == "09:30 起与中心断开"


def test_while_the_centre_answers_nothing_is_called_a_drill() -> None:
    link = replace(UP, drill=HERE)

    assert outage(link, b.MONDAY) is None
    assert segments(link, (), b.MONDAY)[0].text.startswith("中心已连接")
