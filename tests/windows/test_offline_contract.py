"""Every line of ``docs/offline.zh-CN.md``, by its number."""

import datetime as dt
import re
import sys
import uuid
from dataclasses import replace
from pathlib import Path

import pytest
from PyQt6.QtWidgets import QApplication
from sqlalchemy import select

from counter.store import outbox
from counter.store.outbox import Confirmation, Outcome
from counter.store.tables import Case, Slip, Ticket
from counter.windows.desk_window import DeskWindow
from counter.windows.presenters.link import LinkView, copied_words
from counter.windows.screen import ConsentsPage, OutagePage, SubmitPage
from counter.workflows.day_report.facts import MachineFact
from counter.workflows.day_report.reading import read_day
from counter.workflows.day_report.words import drills_of, exceptions_of
from counter.workflows.drill_gate import DrillGate
from counter.workflows.drills import DrillAsked
from counter.workflows.ports import OpenDetail
from counter.workflows.refusals import Refused
from sync.status import Link
from tests import builders as b
from tests.sign_in_desk import NUMBER, PASSWORD, a_template
from tests.sync.test_engine import first, play
from tests.sync.virtual import Desk as VirtualDesk
from tests.unit.test_shift_report import a_day, figures_of
from tests.windows.at_work import AtWork, page_of, sit_down

CONTRACT = Path(__file__).parents[2] / "docs" / "offline.zh-CN.md"
LINE = re.compile(r"^(\d+)\. ", re.M)


@pytest.fixture
def cut_off(outfit: b.Outfit) -> AtWork:
    """A desk at work whose centre went away: no queue, no directory, no list of open sets."""
    at_work = sit_down(outfit)
    outfit.desk.queue.keep_reserve(1)
    for other in (outfit.queue, outfit.directory, outfit.open_sets):
        other.is_cut_off = True
    at_work.presenter.link_changed(LinkView(False, b.MONDAY, 3, b.MONDAY, 0))
    return at_work


def go_to_signing(at_work: AtWork) -> None:
    """The centre tells nobody's number: both say theirs."""
    at_work.go_to_loan()
    at_work.read(b.WIFE)
    at_work.type(phone_borrower="13800000001", phone_spouse="13900000002")
    at_work.enter_loan()
    at_work.press("step_done")


def sign_everything(at_work: AtWork) -> None:
    ink = b.a_signature()
    strokes = [[list(point) for point in stroke] for stroke in ink.strokes]
    for face in (b.HUSBAND, b.WIFE):
        at_work.read(face)
        while (page := page_of(at_work, ConsentsPage)).signers and any(
            one.can_sign for one in page.signers
        ):
            at_work.presenter.take_choice("strokes", (strokes, (ink.width, ink.height)))
            at_work.press("witness")


def test_every_line_of_the_contract_has_its_test_and_the_other_way_round() -> None:
    lines = [int(number) for number in LINE.findall(CONTRACT.read_text(encoding="utf-8"))]
    tests = [
        int(found[1])
        for name in vars(sys.modules[__name__])
        if (found := re.match(r"test_line_(\d+)_", name))
    ]

    assert lines == list(range(1, len(lines) + 1))
    assert sorted(tests) == lines


def test_line_1_an_outage_is_noticed_in_five_seconds_and_opens_no_dialogue(
    cut_off: AtWork, desk: DeskWindow
) -> None:
    virtual = VirtualDesk()
    virtual.run(5_000)
    gone = virtual.clock.ms
    virtual.centre.weather = lambda _: "hang"
    virtual.run(20_000)

    desk.show_screen(cut_off.shown.now)

    assert first(virtual, Link.OFFLINE, gone) - gone <= 5_000
    assert cut_off.shown.now.status[0].text == "与中心断开（09:30 起）"
    assert QApplication.activeModalWidget() is None


def test_line_2_what_waits_and_since_when_stands_in_the_status_bar(cut_off: AtWork) -> None:
    assert cut_off.shown.now.status[1].text == "待上传 3 笔・最早 09:30"


def test_line_3_the_first_page_says_what_goes_on_what_waits_and_what_does_not(
    cut_off: AtWork,
) -> None:
    page = page_of(cut_off, OutagePage)

    assert [card.title for card in page.cards] == ["照常办", "先存本机，恢复后继续", "现在不能办"]
    assert all(card.lines for card in page.cards)
    assert "群众" in page.cards[2].hint


@pytest.mark.parametrize("seed", range(20))
def test_line_4_nothing_saved_is_lost_or_sent_twice_and_the_order_stays(seed: int) -> None:
    desk = play(seed)

    assert desk.centre.inbox == desk.file.bodies


def test_line_5_it_goes_on_by_itself_within_ten_seconds() -> None:
    desk = VirtualDesk()
    desk.centre.weather = lambda _: "hang"
    desk.file.save(3)
    desk.run(120_000)

    back = desk.clock.ms
    desk.centre.weather = lambda _: "fair"
    desk.run(15_000)

    assert first(desk, Link.ONLINE, back) - back <= 10_000
    assert desk.centre.inbox == desk.file.bodies


def test_line_6_a_program_that_was_killed_goes_on_with_the_same_person_and_step(
    cut_off: AtWork,
) -> None:
    cut_off.go_to_loan()
    cut_off.type(home_address="示例市样例区演示路88号")
    step = cut_off.presenter.sight.entry.step

    again = sit_down(cut_off.outfit)

    assert again.presenter.sight.entry.step == step
    assert again.presenter.sight.entry.value("home_address") == "示例市样例区演示路88号"
    assert again.shown.now.cards[0].head == "张三"


def test_line_7_what_both_sides_wrote_is_kept_twice_and_a_person_decides(at_work: AtWork) -> None:
    engine = at_work.outfit.tools.store.engine
    last, ws = outbox.state(engine).last, at_work.outfit.tools.place.ws
    sides = {"mine": {"phone": "13800000001"}, "theirs": {"phone": "13900000002"}}
    detail = {"table": "citizen", "key": str(ws), "ver": 2, "columns": ["phone"], **sides}
    outcome = Outcome(last, "parked", "conflict", detail)
    outbox.acknowledge(engine, Confirmation(last, 9, uuid.UUID(int=5), (outcome,)), b.MONDAY)
    at_work.outfit.open_sets.details[ws, last] = OpenDetail(detail, 2)
    at_work.presenter.link_changed(LinkView(True, b.MONDAY, 0, None, parked=1))

    at_work.press("to_check")

    assert "待核对 1・按 Alt 4" in [one.text for one in at_work.shown.now.status]
    asked = at_work.shown.now.parked
    assert asked is not None
    assert [words for _, words in asked.rows[0].options] == ["13800000001", "13900000002"]


def test_line_8_identity_notice_and_its_paper_go_on(cut_off: AtWork) -> None:
    cut_off.go_to_notice()
    cut_off.press("print")

    with cut_off.outfit.tools.store.reading() as session:
        assert session.scalars(select(Slip.state).where(Slip.kind == "notice")).all() == ["printed"]


def test_line_9_intake_signing_and_the_acceptance_go_on_and_submitting_waits(
    cut_off: AtWork,
) -> None:
    go_to_signing(cut_off)
    sign_everything(cut_off)
    cut_off.press("step_done")
    page_of(cut_off, SubmitPage)
    cut_off.type(opinion="同意")
    cut_off.press("step_done", "step_done", "step_done")

    with cut_off.outfit.tools.store.reading() as session:
        case = session.scalars(select(Case)).one()
        kinds = [one.kind for one in session.scalars(select(Slip))]
    assert case.state == "second_review"
    assert "acceptance" in kinds
    assert outbox.state(cut_off.outfit.tools.store.engine).pending > 0


def test_line_10_an_unknown_person_is_taken_in_to_be_verified_and_nothing_is_nought(
    cut_off: AtWork,
) -> None:
    cut_off.go_to_loan()

    card = cut_off.shown.now.cards[0]
    assert card.chip == "待核验"
    assert dict(card.pairs)["账户"] == "没有返回"
    assert "0.00" not in dict(card.pairs).values()


def test_line_11_numbers_kept_for_the_window_are_called_then_only_walk_ups(
    outfit: b.Outfit,
) -> None:
    cut_off = sit_down(outfit)
    for _ in range(16):
        outfit.queue.issue("A", "L01")
    cut_off.presenter.link_changed(LinkView(True, b.MONDAY))
    # As the desk's timer does it, every ten seconds.
    cut_off.presenter.tend_queue()
    outfit.queue.is_cut_off = True
    cut_off.presenter.link_changed(LinkView(False, b.MONDAY, 3, b.MONDAY, 0))

    cut_off.press("call_next")
    assert cut_off.presenter.sight.facts.ticket is not None
    cut_off.press("start", "step_7", "finish")

    with pytest.raises(Refused) as caught:
        cut_off.outfit.restarted().queue.call_next()

    assert caught.value.code == "queue.cut_off"
    assert "手工接号" in caught.value.sentence


def test_line_12_a_number_called_in_an_outage_is_called_by_nobody_else(cut_off: AtWork) -> None:
    cut_off.press("call_next")
    cut_off.outfit.queue.is_cut_off = False

    elsewhere = cut_off.outfit.queue.grant_next(uuid.uuid4())

    assert elsewhere is None
    with cut_off.outfit.tools.store.reading() as session:
        assert session.scalars(select(Ticket.state)).all() == ["called"]


def test_line_13_time_limits_run_as_always(cut_off: AtWork) -> None:
    go_to_signing(cut_off)
    sign_everything(cut_off)
    cut_off.press("step_done", "step_done", "step_done")

    with cut_off.outfit.tools.store.reading() as session:
        case = session.scalars(select(Case)).one()
    assert case.signed_on == dt.date(2026, 11, 23)
    shown = cut_off.outfit.restarted().loan.case(case.id)
    assert shown.deadline is not None
    assert shown.deadline.day == dt.date(2026, 12, 7)


def test_line_14_the_password_of_before_opens_for_72_hours(tmp_path: Path) -> None:
    desk = a_template(tmp_path).desk(tmp_path / "desk.db")
    desk.sign_in.sign_in(NUMBER, PASSWORD)
    desk.centre.reachable = False

    desk.clock.wait(dt.timedelta(hours=71))
    assert desk.sign_in.sign_in(NUMBER, PASSWORD).offline
    desk.clock.wait(dt.timedelta(hours=2))
    with pytest.raises(Refused):
        desk.sign_in.sign_in(NUMBER, PASSWORD)
    desk.store.engine.dispose()


def test_line_15_a_promise_stands_until_the_citizen_was_told(cut_off: AtWork) -> None:
    cut_off.presenter.take_choice("promise", ("查余额后回电", "13800000000", ""))
    (pick,) = cut_off.shown.now.promises

    assert "待办承诺 1・按 Alt 3" in [one.text for one in cut_off.shown.now.status]
    cut_off.presenter.take_choice("told", pick.value)
    assert cut_off.shown.now.promises == ()


def test_line_16_the_day_report_says_what_is_not_sent_and_not_told() -> None:
    rows = replace(a_day(), machine=MachineFact(4, b.MONDAY, 0, 0, promises=1))

    lines = exceptions_of(figures_of(rows, 3))

    assert any("待上传 4 笔，最早 09:30" in line for line in lines)
    assert any("待办承诺 1 条" in line for line in lines)


@pytest.mark.parametrize(
    ("copied", "said"),
    [(3, "可以关机"), (1, "有 2 笔只在本机，先别关机。"), (None, "")],
)
def test_line_17_the_status_bar_says_whether_the_pc_may_be_switched_off(
    cut_off: AtWork, copied: int | None, said: str
) -> None:
    """That a copy is there within a second is shown in tests/journeys/test_hall_server.py."""
    link = LinkView(False, b.MONDAY, 3, b.MONDAY, 0, copied=copied)

    cut_off.presenter.link_changed(link)

    words = copied_words(link)
    assert said in words
    assert cut_off.shown.now.status[1].tip == "恢复后按顺序上传，一笔不丢、不重。" + words


def test_line_18_a_drill_cuts_says_so_ends_by_itself_and_stands_on_the_report(
    outfit: b.Outfit,
) -> None:
    """That a real worker leaves a real centre alone and comes back with everything is shown in
    tests/sync/test_drill.py."""
    at_work = sit_down(outfit)
    gate = DrillGate(outfit.tools.store, outfit.clock)
    drill = outfit.desk_of(b.a_clerk(12, ("supervisor",))).drills.start(DrillAsked(True, 20))
    outfit.clock.pass_time(seconds=60)

    assert gate.is_shut()
    at_work.presenter.link_changed(LinkView(False, b.MONDAY, 3, b.MONDAY, 0, drill=gate.seen))
    words = "断网演练（09:31 起，09:51 自动恢复）"
    assert at_work.shown.now.outage is not None
    assert at_work.shown.now.outage.since == words
    assert at_work.shown.now.status[0].text == words

    outfit.clock.at = drill.ends_at
    assert not gate.is_shut()
    with outfit.tools.store.reading() as session:
        rows = read_day(session, dt.date(2026, 11, 23))
    assert drills_of(figures_of(rows, 3)) == ("断网演练 09:31-09:51（全大厅，由 值班主任 发起）",)
