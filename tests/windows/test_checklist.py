"""Step 3: the originals are looked through by keys, each mark is saved, what is missing is told."""

import pytest
from PyQt6.QtCore import Qt
from pytestqt.qtbot import QtBot

from counter.windows.pages.notice_page import NoticePageView
from counter.windows.parts.rows import RowsView
from counter.windows.screen import NoticePage
from counter.workflows.material_checks import LONGEST_NOTE
from tests import builders as b
from tests.windows.at_work import AtWork, page_of, sit_down
from tests.windows.screens import a_checklist


def rows_of(at_work: AtWork) -> list[tuple[str, str]]:
    return [(row.word, row.state) for row in page_of(at_work, NoticePage).rows]


def mark(at_work: AtWork, row: int, verb: str) -> None:
    at_work.presenter.take_choice("row", row)
    at_work.press(f"mark_{verb}")


def test_nothing_is_looked_at_in_the_beginning_and_forms_of_ours_are_signed_later(
    at_work: AtWork,
) -> None:
    at_work.go_to_notice()

    found = rows_of(at_work)
    assert set(found) == {("待核", "open"), ("当场签", "act")}
    assert at_work.shown.now.still_open.startswith("当场签")


def test_each_mark_is_saved_at_once_and_stands_after_a_restart(
    at_work: AtWork, outfit: b.Outfit
) -> None:
    at_work.go_to_notice()

    mark(at_work, 0, "see")
    mark(at_work, 1, "waive")
    mark(at_work, 2, "miss")

    again = sit_down(outfit)
    for one in (at_work, again):
        assert [word for word, _state in rows_of(one)[:3]] == ["原件已核", "免交", "缺"]
    assert page_of(again, NoticePage).rows[2].detail.endswith("没有带来")


def test_a_mark_set_again_takes_the_place_of_the_first(at_work: AtWork) -> None:
    at_work.go_to_notice()

    for verb in ("miss", "see", "miss", "see"):
        mark(at_work, 0, verb)

    assert rows_of(at_work)[0] == ("原件已核", "done")
    checks = at_work.presenter.sight.facts.checks
    assert [check.state for check in checks.values()] == ["seen"]


def test_what_exactly_is_missing_is_typed_and_stands_on_the_paper(
    at_work: AtWork, outfit: b.Outfit
) -> None:
    at_work.go_to_notice()
    item = at_work.presenter.sight.facts.content.materials[2]["id"]

    at_work.presenter.take_choice("row", 2)
    at_work.type(**{f"note_{item}": "合同第 12 页没有盖章，开发商补"})
    at_work.press("mark_miss", "print")

    assert page_of(at_work, NoticePage).rows[2].detail.endswith("合同第 12 页没有盖章，开发商补")
    told = "".join(outfit.paper.receipts[-1].lines)
    assert "请补齐1项" in told.replace(" ", "")
    assert "合同第12页没有盖章" in told.replace(" ", "")


def test_a_second_notice_after_other_marks_keeps_its_number(at_work: AtWork) -> None:
    at_work.go_to_notice()
    mark(at_work, 2, "miss")
    at_work.press("print")
    number = at_work.presenter.sight.facts.notice.number

    mark(at_work, 2, "see")
    at_work.press("print")

    assert at_work.presenter.sight.facts.notice.number == number


def test_with_a_paper_missing_nothing_is_taken_in(at_work: AtWork) -> None:
    at_work.go_to_notice()
    mark(at_work, 2, "miss")

    at_work.press("print", "step_done")

    assert "还缺 1 项" in at_work.shown.now.message.title
    assert at_work.presenter.sight.facts.case is None


def test_papers_nobody_looked_at_are_said_once_then_the_clerk_goes_on(at_work: AtWork) -> None:
    at_work.go_to_notice()
    at_work.press("print")

    at_work.press("step_done")
    assert "没有核对" in at_work.shown.now.message.title
    at_work.press("step_done")

    assert at_work.presenter.sight.facts.case is not None


def test_what_must_be_brought_cannot_be_waived_and_nothing_is_scanned_without_a_scanner(
    at_work: AtWork,
) -> None:
    at_work.go_to_notice()

    mark(at_work, 0, "waive")
    assert "必须交" in at_work.shown.now.message.title
    mark(at_work, 0, "scan")
    assert "没有接高拍仪" in at_work.shown.now.message.title

    assert rows_of(at_work)[0] == ("待核", "open")


@pytest.mark.parametrize("note", ["长" * (LONGEST_NOTE + 1), "缺\u202e章"])
def test_a_note_that_cannot_be_kept_is_refused_whole(at_work: AtWork, note: str) -> None:
    at_work.go_to_notice()
    item = at_work.presenter.sight.facts.content.materials[0]["id"]

    at_work.presenter.take_choice("row", 0)
    at_work.type(**{f"note_{item}": note})
    at_work.press("mark_miss")

    assert "说明最多" in at_work.shown.now.message.title
    assert rows_of(at_work)[0] == ("待核", "open")


def test_digits_mark_the_row_of_the_keyboard_and_only_there(qtbot: QtBot) -> None:
    view = NoticePageView()
    qtbot.addWidget(view)
    view.show_page(NoticePage("材料清单", "", ("期房",), a_checklist()))
    view.resize(782, 560)
    view.show()
    told: list[str] = []
    view.verb_pressed.connect(told.append)
    rows = view.findChild(RowsView, "materials")
    assert rows is not None

    for key in (Qt.Key.Key_1, Qt.Key.Key_2, Qt.Key.Key_3, Qt.Key.Key_0):
        qtbot.keyClick(rows, key)
    view.next_open()

    assert told == ["mark_see", "mark_scan", "mark_waive", "mark_miss"]
    assert rows.rows[rows.current()].state == "open"


def test_a_material_not_told_last_time_asks_why_before_it_is_printed(at_work: AtWork) -> None:
    at_work.press("call_next", "start")
    at_work.read(b.HUSBAND)
    at_work.type(same_person="1")
    at_work.press("step_done")
    at_work.type(answer_marital="single")
    at_work.press("step_done", "tell_end")
    at_work.outfit.cards.remove_card()
    at_work.press("finish")
    at_work.outfit.clock.pass_time(days=3)

    at_work.press("walk_up")
    at_work.read(b.HUSBAND)
    at_work.type(same_person="1")
    at_work.press("step_done")
    at_work.type(business="L01")
    at_work.press("step_done", "print")

    page = page_of(at_work, NoticePage)
    assert page.reason is not None
    assert page.reason.error.startswith("有 ")
    assert "结婚证" in {row.name for row in page.rows if row.chip == "上次没告知"}
    assert at_work.presenter.sight.facts.notice is None

    at_work.type(added_reason="omitted")
    at_work.press("print")

    assert at_work.presenter.sight.facts.notice is not None
    assert page_of(at_work, NoticePage).reason.value == "omitted"
