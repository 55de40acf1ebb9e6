"""The ticket machine: three touches at most, no reason asked, nothing hidden about printer or
line."""

import datetime as dt
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import pytest
from PyQt6 import sip
from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from counter.peripherals.receipt_printer import (
    Line,
    Outcome,
    Paper,
    PrinterStatus,
    PrintResult,
    Problem,
    Slip,
)
from counter.windows.presenters.surfaces.kiosk import IDLE_S, LOOK_S, KioskPresenter
from counter.windows.surfaces.kiosk_window import KioskWindow
from counter.workflows.executor import InlineExecutor
from counter.workflows.ports import HallWaits, NotAllowed, Offline, QueueTicket, SeriesWait
from counter.workflows.slips import HallInfo
from counter.workflows.ticket_machine import TicketMachine
from counter.workflows.ticket_office import open_ticket_office

OPEN = dt.datetime(2026, 11, 26, 2, 36, tzinfo=dt.UTC)
HALL = HallInfo("示例市住房公积金综合服务大厅", "政务路1号", "12329", "12329", "工作日")
WAITS = HallWaits(3600, (SeriesWait("A", 9, 22), SeriesWait("G", 2, 12)))


@dataclass
class Queue:
    """A queue that answers, is away, or loses its first answer."""

    is_away: bool = False
    refuses: bool = False
    loses: int = 0
    asked: list[tuple[uuid.UUID, str, str]] = field(default_factory=list)
    issued: dict[uuid.UUID, QueueTicket] = field(default_factory=dict)

    def take(self, request_id: uuid.UUID, series: str, business: str) -> QueueTicket:
        self.asked.append((request_id, series, business))
        if self.is_away:
            raise Offline
        if self.refuses:
            raise NotAllowed("workstation", "中心不认可这台工作站，请联系管理员。")
        number = len(self.issued) + 1
        made = QueueTicket(uuid.uuid4(), OPEN.date(), series, number, business, OPEN, 9)
        ticket = self.issued.setdefault(request_id, made)
        if self.loses:
            self.loses -= 1
            raise Offline
        return ticket


@dataclass
class Printer:
    """A printer with or without paper."""

    problem: Problem | None = None
    slips: list[Slip] = field(default_factory=list)
    issued_before: list[int] = field(default_factory=list)
    queue: Queue | None = None

    def print_slip(self, job_id: str, slip: Slip) -> PrintResult:
        self.issued_before.append(len(self.queue.issued) if self.queue else 0)
        if self.problem:
            return PrintResult(job_id, Outcome.FAILED, self.problem)
        self.slips.append(slip)
        return PrintResult(job_id, Outcome.PRINTED)

    def status(self) -> PrinterStatus:
        paper = Paper.OUT if self.problem else Paper.ENOUGH
        return PrinterStatus(is_known=True, problem=self.problem, paper=paper)

    def close(self) -> None: ...


class Kiosk:
    """The window with everything behind it, and a finger."""

    def __init__(self, qtbot: QtBot) -> None:
        self.qtbot, self.now = qtbot, OPEN
        self.queue = Queue()
        self.printer = Printer(queue=self.queue)
        self.window = KioskWindow()
        machine = TicketMachine(self.queue, self.printer, HALL)
        office = open_ticket_office()
        self.presenter = KioskPresenter(
            self.window, office, machine, InlineExecutor(), lambda: self.now
        )
        self.window.touched.connect(self.presenter.touched)
        self.presenter.answered(WAITS)
        self.window.resize(540, 960)
        self.window.show()

    def later(self, seconds: float) -> None:
        self.now += dt.timedelta(seconds=seconds)
        self.presenter.tick()

    def button(self, name: str) -> QPushButton:
        found = [
            one
            for one in self.window.findChildren(QPushButton)
            if one.property("tile") == name and one.isVisible()
        ]
        assert len(found) == 1, name
        return found[0]

    def buttons(self) -> list[QPushButton]:
        return [one for one in self.window.findChildren(QPushButton) if one.isVisible()]

    def touch(self, name: str) -> None:
        self.qtbot.mouseClick(self.button(name), Qt.MouseButton.LeftButton)

    def words(self) -> str:
        shown = [one.text() for one in self.window.findChildren(QLabel) if one.isVisible()]
        return "\n".join(shown)


@pytest.fixture
def kiosk(qtbot: QtBot) -> Iterator[Kiosk]:
    made = Kiosk(qtbot)
    yield made
    # At once: what waits for the next event loop would make another test's screen pause.
    sip.delete(made.window)


def slip_text(slip: Slip) -> str:
    return "\n".join(item.text for item in slip.items if isinstance(item, Line))


def test_two_touches_take_a_printed_number(kiosk: Kiosk) -> None:
    kiosk.touch("A")
    kiosk.touch("L01")

    assert [(s, b) for _, s, b in kiosk.queue.asked] == [("A", "L01")]
    assert "A001" in slip_text(kiosk.printer.slips[0])
    assert "新建商品房贷款申请和面签" in slip_text(kiosk.printer.slips[0])
    assert "A001" in kiosk.words()
    assert "请取走号票" in kiosk.words()


def test_care_is_one_more_touch_and_leaves_no_reason_behind(kiosk: Kiosk) -> None:
    kiosk.touch("green")
    assert "已选优先" in kiosk.words()
    kiosk.touch("B")
    kiosk.touch("W11")

    assert [(s, b) for _, s, b in kiosk.queue.asked] == [("G", "W11")]
    printed = slip_text(kiosk.printer.slips[0])
    assert "G001" in printed
    for reason in ("老", "残", "孕", "病", "优先", "绿色", "照顾"):
        assert reason not in printed


def test_care_is_on_the_first_page_once_and_can_be_taken_back(kiosk: Kiosk) -> None:
    assert kiosk.words().count("老年人、残疾人、孕妇等优先") == 1
    kiosk.touch("green")
    kiosk.touch("green")
    kiosk.touch("A")
    kiosk.touch("L01")

    assert kiosk.queue.asked[0][1] == "A"


def test_the_next_person_starts_without_the_choice_of_the_one_before(kiosk: Kiosk) -> None:
    kiosk.touch("green")
    kiosk.later(IDLE_S)
    kiosk.touch("A")
    kiosk.touch("L01")

    assert kiosk.queue.asked[0][1] == "A"


def test_a_touch_begins_the_minute_anew_and_a_minute_without_one_goes_back(kiosk: Kiosk) -> None:
    kiosk.touch("A")
    kiosk.later(IDLE_S - 1)
    kiosk.touch("larger")
    kiosk.later(IDLE_S - 1)
    assert kiosk.presenter.screen.page == "businesses"

    kiosk.later(1)
    assert kiosk.presenter.screen.page == "classes"
    assert not kiosk.presenter.screen.is_large


def test_the_number_is_issued_before_it_is_printed(kiosk: Kiosk) -> None:
    kiosk.touch("A")
    kiosk.touch("L01")

    assert kiosk.printer.issued_before == [1]


def test_a_lost_answer_takes_no_second_number(kiosk: Kiosk) -> None:
    kiosk.queue.loses = 1
    kiosk.touch("A")
    kiosk.touch("L01")

    assert len(kiosk.queue.issued) == 1
    assert len({request for request, _, _ in kiosk.queue.asked}) == 1
    assert "A001" in kiosk.words()


def test_a_second_touch_takes_another_number(kiosk: Kiosk) -> None:
    for _ in range(2):
        kiosk.touch("A")
        kiosk.touch("L01")
        kiosk.touch("back")

    assert len({request for request, _, _ in kiosk.queue.asked}) == 2


def test_paper_out_is_said_before_the_first_touch(kiosk: Kiosk) -> None:
    kiosk.printer.problem = Problem.PAPER_OUT
    kiosk.later(LOOK_S)

    assert kiosk.presenter.screen.page == "classes"
    assert "现在打不出纸号" in kiosk.words()
    kiosk.printer.problem = None
    kiosk.later(LOOK_S)
    assert "现在打不出纸号" not in kiosk.words()


def test_a_number_that_was_not_printed_is_said_in_large_type(kiosk: Kiosk) -> None:
    kiosk.printer.problem = Problem.PAPER_OUT
    kiosk.touch("A")
    kiosk.touch("L01")

    big = [one for one in kiosk.window.findChildren(QLabel) if one.property("role") == "kTicket"]
    assert [one.text() for one in big if one.isVisible()] == ["A001"]
    assert "号票没有打出来，号码有效" in kiosk.words()
    kiosk.later(IDLE_S - 1)
    assert "A001" in kiosk.words()


def test_without_the_queue_nothing_is_a_number_and_no_wait_is_zero(kiosk: Kiosk) -> None:
    kiosk.queue.is_away = True
    kiosk.presenter.cut()
    assert "等候人数没有返回" in kiosk.words()
    assert "等 0 人" not in kiosk.words()

    kiosk.touch("A")
    kiosk.touch("L01")

    assert kiosk.printer.slips == []
    assert "没有取到号：排队服务没有回答。请到咨询导办台取号。" in kiosk.words()
    kiosk.queue.is_away = False
    kiosk.presenter.answered(WAITS)
    kiosk.touch("A")
    kiosk.touch("L01")
    assert "A001" in kiosk.words()


def test_a_machine_the_queue_does_not_know_says_where_to_go(kiosk: Kiosk) -> None:
    kiosk.queue.refuses = True
    kiosk.touch("A")
    kiosk.touch("L01")

    assert "请到咨询导办台取号" in kiosk.words()


def test_waits_are_ranges_and_an_unknown_pace_is_words(kiosk: Kiosk) -> None:
    few = HallWaits(200, (SeriesWait("A", 9, 2),))

    assert "等 9 人，约 19–31 分" in kiosk.words()
    assert "等 0 人，马上叫" in kiosk.words()
    kiosk.presenter.answered(few)
    assert "等 9 人，时间待定" in kiosk.words()


@pytest.mark.parametrize(
    ("clock", "said"),
    [
        ("08:00", "今日 08:15 开始取号。"),
        ("12:00", "未办理的号继续办理。下午 13:15 开始取号。"),
        ("17:00", "未办理的号继续办理。可预约明日，明日 08:15 取号。"),
    ],
)
def test_outside_its_hours_it_says_when_and_offers_nothing(
    kiosk: Kiosk, clock: str, said: str
) -> None:
    hour, minute = map(int, clock.split(":"))
    kiosk.now = OPEN.replace(hour=hour - 8, minute=minute)
    kiosk.presenter.tick()

    assert said in kiosk.words()
    assert [one.property("tile") for one in kiosk.buttons()] == ["larger"]


def test_a_citizen_between_two_pages_at_closing_gets_no_number(kiosk: Kiosk) -> None:
    kiosk.touch("A")
    kiosk.now = OPEN.replace(hour=9)
    kiosk.touch("L01")

    assert kiosk.queue.asked == []


@pytest.mark.parametrize("size", [(1080, 1920), (540, 960), (1366, 768), (1920, 1080)])
@pytest.mark.parametrize("page", ["classes", "A", "B", "C", "D", "E"])
@pytest.mark.parametrize("large", [False, True])
def test_targets_are_big_enough_apart_and_nothing_is_clipped(
    kiosk: Kiosk, size: tuple[int, int], page: str, large: bool
) -> None:
    kiosk.window.resize(*size)
    if large:
        kiosk.touch("larger")
    if page != "classes":
        kiosk.touch(page)
    scale = min(size[0] / 1080, size[1] / 1920)

    places = [one.geometry() for one in kiosk.buttons()]
    for nth, place in enumerate(places):
        assert place.height() >= 104 * scale - 1
        assert place.top() >= 500 * scale - 1
        assert all(not place.intersects(other) for other in places[nth + 1 :])
    for label in kiosk.window.findChildren(QLabel):
        if label.isVisible() and label.text() and label.wordWrap():
            needed = label.heightForWidth(label.width())
            assert needed <= label.height() + 1, label.text()
        elif label.isVisible():
            assert label.sizeHint().width() <= label.width() + 1, label.text()


def test_a_tile_keeps_its_place_under_a_finger_while_the_waits_change(kiosk: Kiosk) -> None:
    tile = kiosk.button("A")
    kiosk.qtbot.mousePress(tile, Qt.MouseButton.LeftButton)
    kiosk.presenter.answered(replace(WAITS, series=(SeriesWait("A", 10, 22),)))
    kiosk.later(1)
    kiosk.qtbot.mouseRelease(tile, Qt.MouseButton.LeftButton)

    assert kiosk.presenter.screen.page == "businesses"


def test_no_choice_looks_made_before_it_is(kiosk: Kiosk) -> None:
    assert not any(one.hasFocus() for one in kiosk.buttons())


def test_every_target_has_a_name_for_those_who_cannot_see_it(kiosk: Kiosk) -> None:
    for one in kiosk.buttons():
        assert one.accessibleName() or one.text()


@pytest.mark.parametrize("name", ["", "Z", "L99", "S05", "'; drop", "green\0"])
def test_a_touch_that_means_nothing_changes_nothing(kiosk: Kiosk, name: str) -> None:
    kiosk.presenter.touched(name)
    kiosk.touch("A")
    kiosk.presenter.touched(name)

    assert kiosk.presenter.screen.page == "businesses"
    assert kiosk.queue.asked == []
