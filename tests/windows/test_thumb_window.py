"""Step 5 for people who cannot sign: Ctrl H, the page on paper, two ticks, a second witness."""

from dataclasses import replace

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QCheckBox, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from counter.windows.desk_window import DeskWindow
from counter.windows.parts.thumb_sheet import ThumbSheet
from counter.windows.screen import ConsentsPage, Message, ThumbAsked
from tests import builders as b
from tests.windows.at_work import AtWork, page_of
from tests.windows.keyboard import press_key
from tests.windows.screens import a_consents_page, a_desk

CTRL = Qt.KeyboardModifier.ControlModifier
ASKED = ThumbAsked(
    key="borrower:1",
    title="主借款人：个人住房公积金贷款申请及真实性承诺（文本 2026-1 版）",
    who="阿卜杜热西提·麦麦提吐尔逊，本人身份证在读卡器上",
    page_line="签署页 0703A-000012-7 已打印",
    is_page_ready=True,
)
GIVEN = (True, True, "0712", b.WITNESS_PASSWORD)


def sheet_of(desk: DeskWindow) -> ThumbSheet:
    sheet = desk.findChild(ThumbSheet)
    assert sheet is not None
    return sheet


def line(desk: DeskWindow, name: str) -> QLineEdit:
    found = desk.findChild(QLineEdit, name)
    assert found is not None
    return found


def focus_name(desk: DeskWindow) -> str:
    widget: QWidget | None = desk.focusWidget()
    return "" if widget is None else widget.objectName()


def test_the_sheet_is_filled_and_confirmed_with_keys_only(desk: DeskWindow, qtbot: QtBot) -> None:
    desk.show_screen(a_desk(a_consents_page(), thumb=ASKED))

    press_key(desk, Qt.Key.Key_H, CTRL)
    assert focus_name(desk) == "thumb_read"
    press_key(desk, Qt.Key.Key_Space)
    for _ in range(9):
        if focus_name(desk) == "thumb_pressed":
            break
        press_key(desk, Qt.Key.Key_Tab)
    press_key(desk, Qt.Key.Key_Space)
    press_key(desk, Qt.Key.Key_Tab)
    assert focus_name(desk) == "thumb_staff"
    QTest.keyClicks(desk.windowHandle() and line(desk, "thumb_staff"), "0712")
    press_key(desk, Qt.Key.Key_Tab)
    QTest.keyClicks(line(desk, "thumb_password"), b.WITNESS_PASSWORD)
    with qtbot.waitSignal(desk.chosen) as told:
        press_key(desk, Qt.Key.Key_Return)

    assert told.args == ["thumb", GIVEN]


def test_f9_prints_with_the_sheet_open_and_any_other_key_puts_it_away(
    desk: DeskWindow, qtbot: QtBot
) -> None:
    waiting = replace(ASKED, page_line="还没有打印签署页。按 F9 打印", is_page_ready=False)
    desk.show_screen(a_desk(a_consents_page(), thumb=waiting))
    press_key(desk, Qt.Key.Key_H, CTRL)
    box = desk.findChild(QCheckBox, "thumb_pressed")
    assert box is not None
    assert not box.isEnabled()

    with qtbot.waitSignal(desk.verb_chosen) as told:
        press_key(desk, Qt.Key.Key_F9)
    assert told.args == ["print"]
    assert sheet_of(desk).isVisible()
    desk.show_screen(a_desk(a_consents_page(), thumb=ASKED))
    assert box.isEnabled()

    press_key(desk, Qt.Key.Key_Escape)
    assert not sheet_of(desk).isVisible()


def test_a_wrong_password_is_said_on_the_sheet_and_typed_anew(desk: DeskWindow) -> None:
    desk.show_screen(a_desk(a_consents_page(), thumb=ASKED))
    press_key(desk, Qt.Key.Key_H, CTRL)
    line(desk, "thumb_staff").setText("0712")
    line(desk, "thumb_password").setText("wrong")

    said = Message("工号或密码不正确。", state="bad")
    desk.show_screen(a_desk(a_consents_page(), thumb=replace(ASKED, message=said)))

    assert sheet_of(desk).isVisible()
    assert (line(desk, "thumb_staff").text(), line(desk, "thumb_password").text()) == ("0712", "")


def test_what_was_said_before_takes_no_password_away_with_every_new_picture(
    desk: DeskWindow,
) -> None:
    printed = replace(ASKED, message=Message("签署页已打印", state="done"))
    desk.show_screen(a_desk(a_consents_page(), thumb=printed))
    press_key(desk, Qt.Key.Key_H, CTRL)
    line(desk, "thumb_password").setText("half a pass")

    desk.show_screen(a_desk(a_consents_page(), thumb=printed, saved="later"))

    assert line(desk, "thumb_password").text() == "half a pass"


@pytest.mark.parametrize("after", [None, replace(ASKED, key="borrower:2")])
def test_the_sheet_goes_with_its_text_and_keeps_nothing_for_the_next(
    desk: DeskWindow, after: ThumbAsked | None
) -> None:
    desk.show_screen(a_desk(a_consents_page(), thumb=ASKED))
    press_key(desk, Qt.Key.Key_H, CTRL)
    press_key(desk, Qt.Key.Key_Space)
    line(desk, "thumb_password").setText("secret")

    desk.show_screen(a_desk(a_consents_page(), thumb=after))

    assert not sheet_of(desk).isVisible()
    assert line(desk, "thumb_password").text() == ""
    desk.show_screen(a_desk(a_consents_page(), thumb=replace(ASKED, key="borrower:2")))
    press_key(desk, Qt.Key.Key_H, CTRL)
    box = desk.findChild(QCheckBox, "thumb_read")
    assert box is not None
    assert not box.isChecked()


def test_where_nothing_can_be_pressed_the_key_is_a_verb_that_says_why(
    desk: DeskWindow, qtbot: QtBot
) -> None:
    desk.show_screen(a_desk(a_consents_page()))

    with qtbot.waitSignal(desk.verb_chosen) as told:
        press_key(desk, Qt.Key.Key_H, CTRL)

    assert told.args == ["cannot_sign"]


@pytest.mark.parametrize("size", [(1366, 768), (1920, 1080)])
def test_nothing_on_the_sheet_is_clipped(desk: DeskWindow, size: tuple[int, int]) -> None:
    desk.resize(*size)
    desk.show_screen(a_desk(a_consents_page(), thumb=ASKED))

    press_key(desk, Qt.Key.Key_H, CTRL)

    sheet = sheet_of(desk)
    assert sheet.sizeHint().height() <= sheet.height()
    for box in sheet.findChildren(QCheckBox):
        assert box.sizeHint().width() <= box.width()


# What the desk makes of it


def rows(at_work: AtWork) -> list[str]:
    return [row.word for row in page_of(at_work, ConsentsPage).signers[0].rows]


def test_a_thumb_on_the_printed_page_stands_in_the_list_as_what_it_is(at_work: AtWork) -> None:
    at_work.go_to_signing()
    at_work.read(b.HUSBAND)
    first = at_work.shown.now.thumb
    assert first is not None
    assert "按 F9" in first.page_line

    at_work.press("print")
    asked = at_work.shown.now.thumb
    assert asked is not None
    assert asked.is_page_ready
    at_work.presenter.take_choice("thumb", GIVEN)

    assert rows(at_work)[0].startswith("已捺印")
    assert at_work.shown.now.thumb is not None
    assert at_work.shown.now.thumb.key != first.key
    at_work.presenter.take_choice("text", (0, 0))
    at_work.press("why")
    assert "两人见证" in at_work.shown.message.text
    assert at_work.shown.now.thumb is None


def test_what_is_missing_is_said_and_the_text_stays_on_the_table(at_work: AtWork) -> None:
    at_work.go_to_signing()
    at_work.read(b.HUSBAND)
    at_work.presenter.take_choice("text", (0, 1))
    before = at_work.shown.now.thumb
    assert before is not None

    at_work.presenter.take_choice("thumb", GIVEN)
    assert "按 F9" in at_work.shown.message.text
    at_work.press("print")
    at_work.presenter.take_choice("thumb", (False, True, *GIVEN[2:]))
    assert "宣读" in at_work.shown.message.title
    at_work.presenter.take_choice("thumb", (True, True, "0712", "wrong"))
    assert "密码不正确" in at_work.shown.message.title

    after = at_work.shown.now.thumb
    assert after is not None
    assert after.key == before.key
    assert not any(word.startswith("已捺印") for word in rows(at_work))


def test_where_nobody_is_here_ctrl_h_says_whose_card_is_awaited(at_work: AtWork) -> None:
    at_work.go_to_signing()

    at_work.press("cannot_sign")
    assert "身份证" in at_work.shown.message.title

    at_work.read(b.HUSBAND)
    assert "cannot_sign" in at_work.shown.now.possible
    at_work.press("print")
    at_work.presenter.take_choice("thumb", GIVEN)
    at_work.presenter.take_choice("text", (0, 0))
    at_work.press("cannot_sign")
    assert "已经签过" in at_work.shown.message.title


def test_nobodys_password_is_kept_or_shown(at_work: AtWork) -> None:
    at_work.go_to_signing()
    at_work.read(b.HUSBAND)
    at_work.press("print")

    at_work.presenter.take_choice("thumb", GIVEN)

    assert b.WITNESS_PASSWORD not in repr(at_work.presenter.sight)
    assert b.WITNESS_PASSWORD not in repr(at_work.shown.screens)
    assert b.WITNESS_PASSWORD not in dict(at_work.presenter.sight.entry.fields).values()
