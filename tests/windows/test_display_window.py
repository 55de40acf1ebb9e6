"""The hall display: five calls, waits that never lie, and what it says when it is cut off."""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from PyQt6 import sip
from PyQt6.QtWidgets import QFrame, QLabel
from pytestqt.qtbot import QtBot

from counter.windows.presenters.surfaces.display import DisplayFrame, DisplayPresenter
from counter.windows.surfaces.display_window import DisplayWindow
from counter.workflows.ports import HallCall, HallView, HallWaits, SeriesWait

START = dt.datetime(2026, 11, 23, 2, 36, tzinfo=dt.UTC)
WAITS = HallWaits(3600, (SeriesWait("A", 9, 22), SeriesWait("G", 2, 12)))
CALLS = (
    HallCall("A048", "A", 7, 1),
    HallCall("G007", "G", 1, 1),
    HallCall("B031", "B", 2, 1),
    HallCall("A047", "A", 5, 2),
    HallCall("C018", "C", 10, 1),
)
FRAME = DisplayFrame(
    "示例市住房公积金综合服务大厅",
    (("G", "绿色通道"), ("A", "贷款"), ("B", "提取"), ("C", "缴存")),
    "G",
    "办贷款请夫妻一起来",
    ("带身份证、结婚证原件，不用复印件。",),
    "贷款面签结束后 10 个工作日内审批完毕。" * 4,
)


class Display:
    """The window with its presenter, and a clock to turn."""

    def __init__(self, frame: DisplayFrame = FRAME) -> None:
        self.now = START
        self.window = DisplayWindow()
        self.presenter = DisplayPresenter(self.window, frame, lambda: self.now)
        self.window.resize(960, 540)
        self.window.show()

    def later(self, **span: float) -> None:
        self.now += dt.timedelta(**span)
        self.presenter.tick()

    def words(self) -> list[str]:
        shown = (one for one in self.window.findChildren(QLabel) if one.isVisible())
        return [one.text() for one in shown if one.text()]

    def of_role(self, role: str) -> list[str]:
        return [
            one.text()
            for one in self.window.findChildren(QLabel)
            if one.property("role") == role and one.isVisible() and one.text()
        ]

    @property
    def cut_bar(self) -> QFrame:
        bar = self.window.findChild(QFrame, "displayCut")
        assert bar is not None
        return bar


MakeDisplay = Callable[[DisplayFrame], Display]


@pytest.fixture
def display_of(qtbot: QtBot) -> Iterator[MakeDisplay]:
    made: list[Display] = []

    def make(frame: DisplayFrame) -> Display:
        made.append(Display(frame))
        return made[-1]

    yield make
    # At once: what waits for the next event loop would make another test's screen pause.
    for one in made:
        sip.delete(one.window)


@pytest.fixture
def display(display_of: MakeDisplay) -> Display:
    return display_of(FRAME)


def test_the_newest_call_stands_large_and_four_more_below(display: Display) -> None:
    display.presenter.answered(HallView(CALLS, WAITS))

    assert display.of_role("dNew") == ["A048", "7"]
    assert display.of_role("dCall") == ["G007", "1", "B031", "2", "A047", "5", "C018", "10"]
    assert display.words().count("绿色通道") == 1
    assert not display.cut_bar.isVisible()


def test_waits_are_ranges_and_an_unused_class_is_called_at_once(display: Display) -> None:
    display.presenter.answered(HallView(CALLS, WAITS))

    assert display.of_role("dWait") == ["绿色通道 G", "贷款 A", "提取 B", "缴存 C"]
    assert display.of_role("dPeople") == ["2", "9", "0", "0"]
    assert display.of_role("dDay")[1:] == ["8–13 分", "19–31 分", "马上叫", "马上叫"]


def test_before_the_first_answer_nothing_is_claimed(display: Display) -> None:
    assert display.of_role("dPeople") == ["—"] * 4
    assert display.of_role("dDay")[1:] == ["没有返回"] * 4
    assert "正在连接排队服务，请听窗口叫号" in display.words()


def test_cut_off_it_keeps_its_state_and_says_since_when(display: Display) -> None:
    display.presenter.answered(HallView(CALLS, WAITS))
    before = display.presenter.screen
    display.later(minutes=6)
    display.presenter.answered(HallView(CALLS, WAITS))
    display.later(seconds=40)
    display.presenter.cut()
    display.later(minutes=20)
    display.presenter.cut()

    assert display.cut_bar.isVisible()
    assert "10:42 起没有更新，请听窗口叫号" in display.words()
    assert display.presenter.screen.calls == before.calls
    assert display.presenter.screen.waits == before.waits
    assert display.presenter.screen.clock == "11:02"


def test_back_again_the_line_goes(display: Display) -> None:
    display.presenter.answered(HallView(CALLS, WAITS))
    display.presenter.cut()
    display.presenter.answered(HallView(CALLS, WAITS))

    assert not display.cut_bar.isVisible()


def test_never_connected_it_says_so_too(display: Display) -> None:
    display.presenter.cut()

    assert "10:36 起没有更新，请听窗口叫号" in display.words()
    assert display.of_role("dPeople") == ["—"] * 4


def test_a_new_call_and_a_recall_blink_and_waits_do_not(display: Display) -> None:
    display.presenter.answered(HallView(CALLS, WAITS))
    assert not display.window.is_blinking
    display.presenter.answered(HallView(CALLS, HallWaits(3600, ())))
    assert not display.window.is_blinking

    display.presenter.answered(HallView((replace(CALLS[0], times=2), *CALLS[1:]), WAITS))

    assert display.window.is_blinking


def test_blinking_ends_by_itself(display: Display, qtbot: QtBot) -> None:
    display.presenter.answered(HallView(CALLS[1:], WAITS))
    display.presenter.answered(HallView(CALLS, WAITS))

    qtbot.waitUntil(lambda: not display.window.is_blinking, timeout=6000)
    new = display.window.findChild(QFrame, "displayNew")
    assert new.property("state") == ""


def test_without_motion_nothing_moves(display_of: MakeDisplay) -> None:
    display = display_of(replace(FRAME, may_blink=False, may_scroll=False))
    display.presenter.answered(HallView(CALLS[1:], WAITS))
    display.presenter.answered(HallView(CALLS, WAITS))

    assert not display.window.is_blinking


def test_after_midnight_yesterdays_calls_are_gone(display: Display) -> None:
    display.presenter.answered(HallView(CALLS, WAITS))
    display.presenter.cut()
    display.later(hours=14)

    assert display.presenter.screen.calls == ()
    assert display.of_role("dNew") == []


def test_without_notice_and_ticker_neither_stands_there(display_of: MakeDisplay) -> None:
    display = display_of(DisplayFrame(FRAME.hall, FRAME.classes, "G"))

    for name in ("displayNotice", "displayTicker"):
        panel = display.window.findChild(QFrame, name)
        assert panel is not None
        assert not panel.isVisible()


@pytest.mark.parametrize("size", [(1920, 1080), (1366, 768), (960, 540)])
def test_long_numbers_fit_at_every_size(display: Display, size: tuple[int, int]) -> None:
    long = (HallCall("G1234", "G", 12, 1), *(replace(c, label=c.label[0] + "1234") for c in CALLS))
    waits = HallWaits(3600, tuple(SeriesWait(s, 123, 60) for s in "GABC"))
    display.window.resize(*size)
    display.presenter.answered(HallView(long[:5], waits))
    display.presenter.cut()

    for one in display.window.findChildren(QLabel):
        if one.isVisible() and one.text() and one.property("role") != "dTicker":
            assert one.sizeHint().width() <= one.width() + 1 or one.wordWrap(), one.text()


def test_hostile_words_are_only_words(display: Display) -> None:
    display.presenter.answered(HallView((HallCall("<b>A1", "A", 7, 1),), WAITS))

    assert display.of_role("dNew")[0] == "<b>A1"
