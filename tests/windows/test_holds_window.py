"""F6, Alt 1 and Shift F2 at the desk: put on hold, take up again, undo."""

from dataclasses import replace

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from counter.windows.desk_window import DeskWindow
from counter.windows.presenters.holds import hold_picks
from counter.windows.screen import NoticePage, Pick
from tests import builders as b
from tests.windows.at_work import AtWork, page_of
from tests.windows.keyboard import press_key
from tests.windows.screens import a_desk

LONG = Pick(
    "held:1", "A015　阿卜杜热西提·麦麦提吐尔逊", "挂起（不持件）・09:12・购买新建商品住房贷款"
)


def picks(desk: DeskWindow) -> list[QPushButton]:
    return [one for one in desk.findChildren(QPushButton, "pick") if one.isVisible()]


def test_a_digit_and_enter_hold_the_visit_in_one_of_three_ways(
    desk: DeskWindow, qtbot: QtBot
) -> None:
    desk.show_screen(a_desk(holds=hold_picks()))

    press_key(desk, Qt.Key.Key_F6)
    assert [one.text().split("\n")[0] for one in picks(desk)] == [
        "1　不持件",
        "2　持件",
        "3　等待",
    ]
    press_key(desk, Qt.Key.Key_3)
    with qtbot.waitSignal(desk.chosen) as told:
        press_key(desk, Qt.Key.Key_Return)

    assert told.args == ["hold", "awaits"]
    assert picks(desk) == []


def test_esc_puts_the_list_away_and_nothing_is_held(desk: DeskWindow) -> None:
    desk.show_screen(a_desk(holds=hold_picks()))
    told: list[object] = []
    desk.chosen.connect(lambda *chosen: told.append(chosen))

    press_key(desk, Qt.Key.Key_F6)
    press_key(desk, Qt.Key.Key_Escape)

    assert (picks(desk), told) == ([], [])


def test_f6_without_a_visit_is_a_verb_that_says_why(desk: DeskWindow, qtbot: QtBot) -> None:
    desk.show_screen(a_desk())

    with qtbot.waitSignal(desk.verb_chosen) as told:
        press_key(desk, Qt.Key.Key_F6)

    assert told.args == ["hold"]


@pytest.mark.parametrize("size", [(1366, 768), (1920, 1080)])
def test_what_was_put_aside_is_listed_whole_and_taken_by_the_arrows(
    desk: DeskWindow, size: tuple[int, int], qtbot: QtBot
) -> None:
    desk.resize(*size)
    aside = (LONG, replace(LONG, value="missed:2", title="A016", line="过号"))
    desk.show_screen(a_desk(aside=aside))

    press_key(desk, Qt.Key.Key_1, Qt.KeyboardModifier.AltModifier)
    assert all(one.width() >= one.sizeHint().width() for one in picks(desk))
    assert all(one.height() >= 44 for one in picks(desk))
    press_key(desk, Qt.Key.Key_Down)
    with qtbot.waitSignal(desk.chosen) as told:
        press_key(desk, Qt.Key.Key_Return)

    assert told.args == ["aside", "missed:2"]


def test_a_held_visit_goes_on_at_its_step_with_what_was_typed(at_work: AtWork) -> None:
    at_work.go_to_notice()
    at_work.outfit.cards.remove_card()
    at_work.presenter.take_choice("hold", "away")
    assert at_work.shown.message.title == "A001号已挂起（不持件），内容都在"
    assert at_work.shown.now.call.hero == "空闲"
    (held,) = at_work.shown.now.aside
    assert held.title.startswith("A001　")

    at_work.presenter.take_choice("aside", held.value)

    assert at_work.shown.now.call.hero == "A001"
    page_of(at_work, NoticePage)


def test_a_card_left_on_the_reader_is_told_before_the_person_goes(at_work: AtWork) -> None:
    at_work.go_to_notice()

    at_work.presenter.take_choice("hold", "kept")
    assert at_work.shown.message.title.startswith("身份证还在读卡器上")
    at_work.presenter.take_choice("hold", "kept")

    assert at_work.shown.now.call.hero == "空闲"


def test_a_call_by_mistake_is_undone_and_then_not_twice(at_work: AtWork) -> None:
    at_work.press("call_next")
    undo = next(verb for verb in at_work.shown.now.call.verbs if verb.name == "undo")
    assert (undo.enabled, undo.key) == (True, "Shift F2")

    at_work.press("undo")

    assert at_work.shown.message.title == "A001号已退回原来的位置"
    assert [one.label for one in at_work.outfit.queue.waiting_tickets] == ["A001"]
    at_work.press("undo")
    assert at_work.shown.message.title.startswith("没有可以撤销的叫号")


def test_a_missed_number_comes_back_by_undoing_or_from_the_list(at_work: AtWork) -> None:
    at_work.press("call_next", "recall")
    at_work.outfit.clock.pass_time(seconds=15)
    at_work.press("miss")
    assert at_work.shown.message.verb is not None
    at_work.press("undo")
    assert at_work.shown.now.call.hero == "A001"

    at_work.press("miss")
    (missed,) = at_work.shown.now.aside
    at_work.presenter.take_choice("aside", missed.value)

    assert at_work.shown.now.call.hero == "A001"
    assert at_work.shown.now.call.label.startswith("已呼叫 第 3 次")


def test_without_a_visit_nothing_is_held(at_work: AtWork, outfit: b.Outfit) -> None:
    at_work.presenter.take_choice("hold", "away")

    assert at_work.shown.message.title.startswith("没有正在办理的群众")
    assert outfit.desk.visits.held() == ()


def test_alt_1_lists_who_was_put_on_hold_meanwhile(desk: DeskWindow, qtbot: QtBot) -> None:
    desk.show_screen(a_desk())
    with qtbot.waitSignal(desk.verb_chosen) as told:
        press_key(desk, Qt.Key.Key_1, Qt.KeyboardModifier.AltModifier)
    assert told.args == ["queue"]
    assert picks(desk) == []

    desk.show_screen(a_desk(aside=(LONG,)))

    qtbot.waitUntil(lambda: len(picks(desk)) == 1)


def test_the_list_is_read_anew_when_it_is_asked_for(at_work: AtWork, outfit: b.Outfit) -> None:
    outfit.desk.visits.take_by_hand("B7")
    visit = outfit.desk.standing().visit
    assert visit is not None
    outfit.lay(b.HUSBAND)
    met = outfit.desk.visits.meet(outfit.desk.visits.read_card())
    outfit.desk.visits.identify(visit.id, met.citizen.id)
    outfit.cards.remove_card()
    outfit.desk.visits.hold(visit.id, "away")
    assert at_work.shown.now.aside == ()

    at_work.press("queue")

    assert [one.title.split("　")[0] for one in at_work.shown.now.aside] == ["B7"]
