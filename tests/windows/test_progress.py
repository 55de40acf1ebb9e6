"""What takes long says how far it is, only once it has lasted, and can be stopped."""

import datetime as dt
import time
from dataclasses import replace

from PyQt6.QtWidgets import QProgressBar
from pytestqt.qtbot import QtBot

from counter.windows.desk_window import DeskWindow
from counter.windows.parts.progress_bar import ProgressPart
from counter.windows.parts.verb_button import VerbButton
from counter.windows.presenters.link import LinkView
from counter.windows.presenters.progress import Backlog, followed, progress
from counter.windows.presenters.sight import Entry
from counter.windows.screen import Progress
from tests import builders as b
from tests.windows.at_work import AtWork, LaterExecutor, sit_down
from tests.windows.screens import a_desk

ONLINE = LinkView(online=True, since=None)
AWAY = LinkView(online=False, since=dt.datetime(2026, 11, 23, 10, 42, tzinfo=dt.UTC))


def test_what_an_outage_left_is_counted_down_from_the_moment_the_centre_is_back() -> None:
    back = followed(Backlog(), AWAY, replace(ONLINE, pending=10), 100.0)
    later = replace(ONLINE, pending=4)

    backlog = followed(back, replace(ONLINE, pending=10), later, 106.0)
    shown = progress(Entry(), backlog, later, 106.0)

    assert shown == Progress(
        "补传断网期间的保存", "可以继续办理", done=6, total=10, since=100.0, until=110.0
    )
    assert followed(backlog, later, ONLINE, 110.0) == Backlog()


def test_a_save_of_every_day_is_no_backlog() -> None:
    waiting = replace(ONLINE, pending=5)

    assert followed(Backlog(), ONLINE, waiting, 100.0) == Backlog()
    assert progress(Entry(), Backlog(), waiting, 100.0) is None


def test_a_second_outage_begins_a_new_count() -> None:
    assert followed(Backlog(9, 1.0), ONLINE, AWAY, 50.0) == Backlog()


def test_waiting_for_a_card_says_how_long_and_can_be_stopped(outfit: b.Outfit) -> None:
    outfit.queue.issue("A", "L01")
    later = LaterExecutor()
    at_work: AtWork = sit_down(outfit, later)
    later.run()
    at_work.press("call_next")
    later.run()
    at_work.press("start")
    later.run()

    at_work.press("read_card")

    shown = at_work.shown.now.progress
    assert shown is not None
    assert (shown.name, shown.can_stop) == ("等身份证", True)
    assert shown.until == outfit.clock.now().timestamp() + 10

    at_work.press("back")
    later.run()
    assert at_work.shown.now.progress is None


def test_it_appears_only_when_it_lasts_and_goes_with_its_cause(
    desk: DeskWindow, qtbot: QtBot
) -> None:
    now = time.time()
    waiting = Progress("等身份证", "请放卡", since=now, until=now + 10, can_stop=True)
    desk.show_screen(a_desk(progress=waiting))
    part = desk.findChild(ProgressPart)
    assert part is not None

    assert not part.isVisible()
    qtbot.waitUntil(part.isVisible, timeout=2000)
    assert "还有 10 秒" in part.accessibleName()
    with qtbot.waitSignal(desk.verb_chosen) as told:
        part.findChild(VerbButton, "verb_back").click()
    assert told.args == ["back"]

    desk.show_screen(a_desk())
    assert not part.isVisible()


def test_what_is_over_at_once_is_never_shown(desk: DeskWindow, qtbot: QtBot) -> None:
    desk.show_screen(a_desk(progress=Progress("等身份证", "请放卡")))
    desk.show_screen(a_desk())
    part = desk.findChild(ProgressPart)
    assert part is not None

    qtbot.wait(400)

    assert not part.isVisible()


def test_the_bar_follows_the_numbers(desk: DeskWindow, qtbot: QtBot) -> None:
    desk.show_screen(a_desk(progress=Progress("补传", "可以继续办理", done=1, total=4)))
    part = desk.findChild(ProgressPart)
    assert part is not None
    bar = part.findChild(QProgressBar)
    assert bar is not None
    assert bar.value() == 250

    desk.show_screen(a_desk(progress=Progress("补传", "可以继续办理", done=3, total=4)))

    assert bar.value() == 750
    qtbot.waitUntil(part.isVisible, timeout=2000)
    assert "3/4" in part.accessibleName()


def test_the_end_of_an_outage_is_one_quiet_line(at_work: AtWork) -> None:
    began = b.MONDAY
    at_work.presenter.link_changed(LinkView(False, began, 37, began))
    at_work.presenter.link_changed(LinkView(True, began, 37, began))
    assert at_work.shown.now.message is None

    at_work.presenter.link_changed(LinkView(True, began, 0, None, parked=1))

    assert at_work.shown.message.title == "已恢复，37 笔已上传"
    assert "1 笔要核对，按 Alt 4" in at_work.shown.message.text
    at_work.press("back")
    at_work.presenter.link_changed(LinkView(True, began, 0, None, parked=1))
    assert at_work.shown.now.message is None


def test_what_the_clerk_is_being_told_is_not_pushed_aside(at_work: AtWork) -> None:
    at_work.presenter.take_choice("promise", ("", "", ""))
    told = at_work.shown.message
    at_work.presenter.link_changed(LinkView(False, b.MONDAY, 2, b.MONDAY))
    at_work.presenter.link_changed(LinkView(True, b.MONDAY, 2, b.MONDAY))

    at_work.presenter.link_changed(LinkView(True, b.MONDAY, 0, None))

    assert at_work.shown.message == told
