"""The desk shows its screen, clips nothing, and tells what the clerk did."""

import time
from dataclasses import replace

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtGui import QInputMethodEvent
from PyQt6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from counter.tour.hands import Hands
from counter.windows.desk_window import DeskWindow
from counter.windows.parts.signature import SignatureField
from counter.windows.parts.text import Elided
from counter.windows.parts.verb_button import VerbButton
from counter.windows.practice_window import PracticeWindow
from counter.windows.screen import CallPanel, IdentityPage, Message, Page, PracticeScreen
from tests.windows.keyboard import press_key
from tests.windows.screens import (
    A_MESSAGE,
    VERBS,
    a_consents_page,
    a_desk,
    a_signer,
    every_page,
)


@pytest.mark.parametrize("size", [(1366, 768), (1920, 1080)])
@pytest.mark.parametrize("page", every_page(), ids=lambda page: type(page).__name__)
def test_no_label_is_cut_off_on_any_page(
    desk: DeskWindow, page: Page, size: tuple[int, int], qtbot: QtBot
) -> None:
    desk.resize(*size)

    desk.show_screen(a_desk(page, message=A_MESSAGE))
    qtbot.wait(1)

    for label in desk.findChildren(QLabel):
        if label.isVisible() and not isinstance(label, Elided) and not label.wordWrap():
            assert label.width() >= label.sizeHint().width(), label.text()


@pytest.mark.parametrize("key", ["F2", "F7", "F9", "F12"])
def test_the_desk_keys_work_while_a_field_has_the_focus(
    desk: DeskWindow, key: str, qtbot: QtBot
) -> None:
    desk.show_screen(a_desk(next(p for p in every_page() if isinstance(p, IdentityPage))))
    field = desk.findChild(QLineEdit, "field_name")
    field.setFocus()
    told: list[str] = []
    desk.verb_chosen.connect(told.append)

    press_key(desk, getattr(Qt.Key, f"Key_{key}"))

    assert len(told) == 1
    assert field.text() == ""


def test_a_key_wins_while_the_input_method_is_composing(desk: DeskWindow, qtbot: QtBot) -> None:
    desk.show_screen(a_desk(next(p for p in every_page() if isinstance(p, IdentityPage))))
    field = desk.findChild(QLineEdit, "field_name")
    field.setFocus()
    QApplication.sendEvent(field, QInputMethodEvent("meng", []))

    with qtbot.waitSignal(desk.verb_chosen) as told:
        press_key(desk, Qt.Key.Key_F2)

    assert told.args == ["call_next"]


def test_chinese_typed_through_an_input_method_is_told_when_the_field_is_left(
    desk: DeskWindow, qtbot: QtBot
) -> None:
    desk.show_screen(a_desk(next(p for p in every_page() if isinstance(p, IdentityPage))))
    field = desk.findChild(QLineEdit, "field_name")
    field.setFocus()
    event = QInputMethodEvent()
    event.setCommitString("孟䶮")
    QApplication.sendEvent(field, event)

    with qtbot.waitSignal(desk.entered) as told:
        qtbot.keyClick(field, Qt.Key.Key_Tab)

    assert told.args == ["name", "孟䶮"]


def test_a_greyed_verb_keeps_its_place_and_says_why(desk: DeskWindow, qtbot: QtBot) -> None:
    desk.show_screen(a_desk())

    button = desk.findChild(QPushButton, "verb_recall")

    qtbot.waitUntil(button.isVisible)
    assert not button.isEnabled()
    assert button.toolTip() == "还没有叫号"


def test_a_verb_that_must_wait_counts_its_seconds_down(desk: DeskWindow, qtbot: QtBot) -> None:
    waits = replace(VERBS[2], enabled=True, ready_at=time.time() + 1.5)
    call = CallPanel("已呼叫 第 2 次", "A047", "", (*VERBS[:2], waits, *VERBS[3:]))
    desk.show_screen(a_desk(call=call))
    button = desk.findChild(VerbButton, "verb_miss")
    assert button is not None

    assert (button.isEnabled(), button.words) == (False, "过号 2")
    qtbot.waitUntil(button.isEnabled, timeout=4000)
    assert button.words == "过号"


def test_a_press_tells_the_verb(desk: DeskWindow, qtbot: QtBot) -> None:
    desk.show_screen(a_desk())

    with qtbot.waitSignal(desk.verb_chosen) as told:
        desk.findChild(QPushButton, "verb_call_next").click()

    assert told.args == ["call_next"]


def test_markup_in_a_name_is_shown_as_text(desk: DeskWindow) -> None:
    desk.show_screen(a_desk(message=Message("<b>已批准</b>", "")))

    shown = [label for label in desk.findChildren(QLabel) if label.text() == "<b>已批准</b>"]

    assert shown
    assert all(label.textFormat() == Qt.TextFormat.PlainText for label in shown)


def test_every_label_of_the_desk_shows_plain_text(desk: DeskWindow) -> None:
    for page in every_page():
        desk.show_screen(a_desk(page))

    assert all(label.textFormat() == Qt.TextFormat.PlainText for label in desk.findChildren(QLabel))


def test_enter_never_presses_the_main_button(desk: DeskWindow, qtbot: QtBot) -> None:
    desk.show_screen(a_desk())
    told: list[str] = []
    desk.verb_chosen.connect(told.append)
    button = desk.findChild(QPushButton, "verb_call_next")
    button.setFocus()

    qtbot.keyClick(button, Qt.Key.Key_Return)

    assert told == []


def test_the_call_panel_has_all_its_verbs_in_every_state(desk: DeskWindow) -> None:
    desk.show_screen(a_desk())

    assert all(desk.findChild(QPushButton, f"verb_{verb.name}") is not None for verb in VERBS)


def test_a_signature_is_told_with_its_field_and_goes_when_signing_again(
    desk: DeskWindow,
) -> None:
    desk.show_screen(a_desk(a_consents_page()))
    field = desk.findChild(SignatureField, "signature_1")
    hands = Hands()

    told: list[tuple[str, object]] = []
    desk.chosen.connect(lambda name, value: told.append((name, value)))

    hands.sign(field)

    # While the pen is down nothing can be confirmed.
    assert [value is None for _name, value in told] == [True, False, True, False]
    name, value = told[-1]
    assert isinstance(value, tuple)
    strokes, size = value
    assert name == "strokes"
    assert len(strokes[0]) > 20
    assert size == (field.width(), field.height())

    inked = (a_signer(active=False, can_sign=False), a_signer(has_ink=True))
    desk.show_screen(a_desk(a_consents_page(signers=inked)))
    assert field.strokes()
    desk.show_screen(a_desk(a_consents_page()))
    assert field.strokes() == []


def test_the_practice_panel_tells_what_was_pressed_and_greys_what_is_so(qtbot: QtBot) -> None:
    panel = PracticeWindow()
    qtbot.addWidget(panel)
    groups = (("中心线路", (("cut", "断开"), ("mend", "接上"))),)
    panel.show_screen(PracticeScreen("", groups, frozenset({"mend"})))

    with qtbot.waitSignal(panel.chosen) as told:
        panel.findChild(QPushButton, "practice_cut").click()

    assert told.args == ["cut"]
    assert not panel.findChild(QPushButton, "practice_mend").isEnabled()
