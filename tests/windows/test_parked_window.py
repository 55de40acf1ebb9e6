"""Alt 4 at the desk: both versions side by side, a side per row, a reason, who may do what."""

import datetime as dt
import uuid
from dataclasses import replace

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QComboBox, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from counter.store import outbox
from counter.store.kinds import KINDS
from counter.store.outbox import Confirmation, Outcome
from counter.store.tables import Decision
from counter.windows.desk_window import DeskWindow
from counter.windows.parts.parked_sheet import ParkedSheet
from counter.windows.presenters.kind_words import kind_words
from counter.windows.screen import Message, ParkedAsked, ParkedRow
from counter.workflows.ports import OpenDetail, OpenHead
from tests import builders as b
from tests.windows.at_work import AtWork, sit_down
from tests.windows.keyboard import press_key
from tests.windows.screens import a_desk

ALT = Qt.KeyboardModifier.AltModifier
CTRL = Qt.KeyboardModifier.ControlModifier
REASONS = (("person", "以本人当面或电话确认为准"), ("original", "以原件为准"))
LONG = (
    "示例市样例区某某街道办事处某某社区某某路一百二十三号某某花园小区十二号楼三单元一千二百零一室"
)
ASKED = ParkedAsked(
    key="1",
    nth=1,
    count=2,
    title="贷款件・录入房屋和金额 10:51",
    lines=("本窗口和7号窗口都改了，两份都在，没有丢。", "后面还有 2 笔在等它，定了就接着上传。"),
    sides=("本窗口填的", "中心现有的（7号窗口）"),
    rows=(
        ParkedRow("phone", "手机", (("ours", "13800008815"), ("theirs", "13800008851"))),
        ParkedRow(
            "down_payment", "首付款（元）", (("ours", "269,000.00"), ("theirs", "275,000.00"))
        ),
        ParkedRow("home_address", "房屋坐落", (("ours", LONG), ("theirs", "（空）"))),
    ),
    reasons=REASONS,
)


def sheet_of(desk: DeskWindow) -> ParkedSheet:
    sheet = desk.findChild(ParkedSheet)
    assert sheet is not None
    return sheet


def states(desk: DeskWindow) -> list[str]:
    return [
        str(one.property("state") or "") for one in sheet_of(desk).findChildren(QPushButton, "side")
    ]


def test_a_side_is_picked_per_row_with_digits_and_confirmed(desk: DeskWindow, qtbot: QtBot) -> None:
    desk.show_screen(a_desk(parked=ASKED))

    with qtbot.waitSignal(desk.verb_chosen) as asked:
        press_key(desk, Qt.Key.Key_4, ALT)
    assert asked.args == ["to_check"]
    press_key(desk, Qt.Key.Key_1)
    press_key(desk, Qt.Key.Key_2)
    press_key(desk, Qt.Key.Key_2)
    press_key(desk, Qt.Key.Key_Up)
    press_key(desk, Qt.Key.Key_1)
    reason = desk.findChild(QComboBox, "parked_reason")
    note = desk.findChild(QLineEdit, "parked_note")
    assert reason is not None
    assert note is not None
    reason.setCurrentIndex(1)
    note.setText("11:24 电话确认")
    with qtbot.waitSignal(desk.chosen) as told:
        press_key(desk, Qt.Key.Key_Return, CTRL)

    picks = {"phone": "ours", "down_payment": "ours", "home_address": "theirs"}
    assert told.args == ["decided", (picks, "person", "11:24 电话确认")]
    assert states(desk).count("picked") == 3


def test_page_keys_turn_the_list_and_another_save_starts_unpicked(
    desk: DeskWindow, qtbot: QtBot
) -> None:
    desk.show_screen(a_desk(parked=ASKED))
    press_key(desk, Qt.Key.Key_4, ALT)
    press_key(desk, Qt.Key.Key_1)

    with qtbot.waitSignal(desk.chosen) as told:
        press_key(desk, Qt.Key.Key_PageDown)
    assert told.args == ["look_at", 1]
    desk.show_screen(a_desk(parked=replace(ASKED, key="2", nth=2)))

    assert "picked" not in states(desk)
    with qtbot.waitSignal(desk.chosen) as told:
        press_key(desk, Qt.Key.Key_PageUp)
    assert told.args == ["look_at", 0]


def test_what_is_missing_is_said_on_the_sheet_and_esc_puts_it_aside(desk: DeskWindow) -> None:
    desk.show_screen(a_desk(parked=ASKED))
    press_key(desk, Qt.Key.Key_4, ALT)
    press_key(desk, Qt.Key.Key_1)

    said = Message("还有 2 栏没选。", "请按 1 或 2 选一边。", "bad")
    desk.show_screen(a_desk(parked=replace(ASKED, message=said)))
    assert states(desk).count("picked") == 1

    press_key(desk, Qt.Key.Key_Escape)
    assert not sheet_of(desk).isVisible()


@pytest.mark.parametrize("size", [(1366, 768), (1920, 1080)])
def test_long_values_are_shortened_and_nothing_else_is_clipped(
    desk: DeskWindow, size: tuple[int, int]
) -> None:
    desk.resize(*size)
    desk.show_screen(a_desk(parked=ASKED))

    press_key(desk, Qt.Key.Key_4, ALT)

    sheet = sheet_of(desk)
    assert sheet.sizeHint().height() <= sheet.height()
    assert {one.height() for one in sheet.findChildren(QPushButton, "side")} == {40}


def test_every_kind_a_desk_saves_has_words() -> None:
    assert [name for name in KINDS if kind_words(name) == name] == []


# What the desk makes of it


def conflict(at_work: AtWork, **columns: tuple[str, str]) -> uuid.UUID:
    """The centre parked the last thing this desk saved; gives the workstation's key."""
    engine = at_work.outfit.tools.store.engine
    last = outbox.state(engine).last
    ws = at_work.outfit.tools.place.ws
    detail = {
        "table": "citizen",
        "key": str(uuid.uuid4()),
        "ver": 4,
        "columns": list(columns),
        "mine": {name: ours for name, (ours, _theirs) in columns.items()},
        "theirs": {name: theirs for name, (_ours, theirs) in columns.items()},
    }
    outcome = Outcome(last, "parked", "conflict", detail)
    outbox.acknowledge(engine, Confirmation(last, 9, uuid.UUID(int=5), (outcome,)), b.MONDAY)
    at_work.outfit.open_sets.details[ws, last] = OpenDetail(detail, 7)
    return ws


def decisions(at_work: AtWork) -> list[Decision]:
    with at_work.outfit.tools.store.reading() as session:
        return list(session.scalars(select(Decision)))


BOTH = {"phone": ("13800008815", "13800008851"), "name": ("张三", "张山")}


def test_a_clerk_sees_both_versions_and_takes_one_side_whole(at_work: AtWork) -> None:
    conflict(at_work, **BOTH)

    at_work.press("to_check")
    asked = at_work.shown.now.parked
    assert asked is not None
    assert asked.sides == ("本窗口填的", "中心现有的（7号窗口）")
    assert [(row.label, [words for _, words in row.options]) for row in asked.rows] == [
        ("手机", ["13800008815", "13800008851"]),
        ("姓名", ["张三", "张山"]),
    ]
    at_work.outfit.clock.at += dt.timedelta(minutes=1)
    picks = {"phone": "ours", "name": "ours"}
    at_work.presenter.take_choice("decided", (picks, "person", ""))

    (decision,) = decisions(at_work)
    assert (decision.verdict, decision.ours, decision.seen_ver) == ("ours", [], 4)
    assert at_work.shown.message.state == "done"
    after = at_work.shown.now.parked
    assert after is not None
    assert after.rows == ()
    assert "等中心答复" in after.lines[-1]


@pytest.mark.parametrize(
    ("picks", "reason", "words"),
    [
        ({"phone": "ours"}, "person", "1 栏没选"),
        ({"phone": "ours", "name": "ours"}, "", "没有选理由"),
        ({"phone": "ours", "name": "theirs"}, "person", "值班主任"),
    ],
)
def test_what_a_clerk_may_not_or_forgot_is_said_and_nothing_is_kept(
    at_work: AtWork, picks: dict[str, str], reason: str, words: str
) -> None:
    conflict(at_work, **BOTH)
    at_work.press("to_check")

    at_work.presenter.take_choice("decided", (picks, reason, ""))

    assert words in f"{at_work.shown.message.title}{at_work.shown.message.text}"
    assert decisions(at_work) == []


def test_a_supervisor_merges_and_sees_the_other_windows(outfit: b.Outfit) -> None:
    outfit.desk = outfit.desk_of(b.a_clerk(11, ("clerk", "supervisor")))
    at_work = sit_down(outfit)
    conflict(at_work, **BOTH)
    there = uuid.UUID(int=70)
    outfit.open_sets.listed = [
        OpenHead(there, 1, 5, 9, "loan_intake.take_in", "parked", "unique", b.MONDAY, 3)
    ]
    outfit.open_sets.details[there, 5] = OpenDetail({"table": "party"}, None)

    at_work.press("to_check")
    picks = {"phone": "ours", "name": "theirs"}
    at_work.presenter.take_choice("decided", (picks, "person", ""))
    at_work.presenter.take_choice("look_at", 1)

    asked = at_work.shown.now.parked
    assert asked is not None
    assert "9号窗口" in asked.lines[0]
    assert [value for value, _ in asked.rows[0].options] == ["again", "dropped"]
    assert "3 笔" in asked.rows[0].options[1][1]
    at_work.presenter.take_choice("decided", ({"whole": "dropped"}, "twice", ""))
    merged, dropped = decisions(at_work)
    assert (merged.verdict, merged.ours) == ("merged", ["phone"])
    assert (dropped.verdict, dropped.of_ws, dropped.of_seq) == ("dropped", there, 5)


def test_what_the_centre_does_not_know_yet_says_that_the_centre_is_behind(outfit: b.Outfit) -> None:
    outfit.desk = outfit.desk_of(b.a_clerk(11, ("supervisor",)))
    at_work = sit_down(outfit)
    there = uuid.UUID(int=70)
    outfit.open_sets.listed = [
        OpenHead(there, 1, 5, 9, "shift.open", "parked", "kind", b.MONDAY, 0)
    ]
    outfit.open_sets.details[there, 5] = OpenDetail({}, None)

    at_work.press("to_check")

    asked = at_work.shown.now.parked
    assert asked is not None
    assert "升级后会自动办好" in f"{asked.title}{asked.lines}"
    assert [value for value, _ in asked.rows[0].options] == ["again", "dropped"]


def test_cut_off_the_own_ones_can_be_decided_from_what_is_known_here(at_work: AtWork) -> None:
    conflict(at_work, **BOTH)
    at_work.outfit.open_sets.is_cut_off = True

    at_work.press("to_check")

    asked = at_work.shown.now.parked
    assert asked is not None
    assert len(asked.rows) == 2


def test_what_was_settled_meanwhile_leaves_the_list(at_work: AtWork) -> None:
    conflict(at_work, **BOTH)
    at_work.outfit.open_sets.details.clear()

    at_work.press("to_check")

    asked = at_work.shown.now.parked
    assert asked is not None
    assert asked.title == "没有要核对的"


def test_what_the_machine_before_this_one_sent_is_the_supervisors(outfit: b.Outfit) -> None:
    outfit.desk = outfit.desk_of(b.a_clerk(11, ("clerk", "supervisor")))
    at_work = sit_down(outfit)
    place = outfit.tools.place
    outfit.open_sets.listed = [
        OpenHead(place.ws, epoch, 5, 7, "visit.open", "parked", "unique", b.MONDAY, 0)
        for epoch in (place.epoch, place.epoch + 1)
    ]
    outfit.open_sets.details[place.ws, 5] = OpenDetail({"table": "visit"}, None)

    at_work.press("to_check")

    asked = at_work.shown.now.parked
    assert asked is not None
    assert asked.count == 1


def test_a_supervisors_list_that_is_not_whole_says_so(outfit: b.Outfit) -> None:
    outfit.desk = outfit.desk_of(b.a_clerk(11, ("clerk", "supervisor")))
    at_work = sit_down(outfit)
    outfit.open_sets.is_cut_off = True

    at_work.press("to_check")

    assert "只列出本窗口的" in at_work.shown.message.title
    assert "再看别的窗口的" in at_work.shown.message.text
