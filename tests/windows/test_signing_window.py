"""Step 5 in the window: locked lists, keys, live strokes, and room for everything."""

import pytest
from PyQt6.QtCore import QEvent, QPointF, Qt
from PyQt6.QtGui import QKeyEvent, QMouseEvent
from PyQt6.QtWidgets import QApplication, QLineEdit, QPushButton, QScrollArea
from pytestqt.qtbot import QtBot

from counter.windows.desk_window import DeskWindow
from counter.windows.parts.deadline_chip import DeadlineChip
from counter.windows.parts.rows import RowsView
from counter.windows.parts.signature import SignatureField
from counter.windows.screen import Card, Deadline, Outage, SubmitPage
from tests.windows.keyboard import press_key
from tests.windows.screens import A_MESSAGE, a_consents_page, a_desk, a_signer, every_page

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton


@pytest.fixture
def told(desk: DeskWindow) -> list[object]:
    """Every verb and choice the window tells."""
    heard: list[object] = []
    desk.verb_chosen.connect(heard.append)
    desk.chosen.connect(lambda name, value: heard.append((name, value)))
    return heard


def part(desk: DeskWindow, name: str) -> SignatureField:
    found = desk.findChild(SignatureField, name)
    assert isinstance(found, SignatureField)
    return found


def rows(desk: DeskWindow, name: str) -> RowsView:
    found = desk.findChild(RowsView, name)
    assert isinstance(found, RowsView)
    return found


def move(field: SignatureField, x: int, buttons: Qt.MouseButton) -> None:
    at = QPointF(x, 30)
    event = QMouseEvent(
        QEvent.Type.MouseMove, at, at, NONE, buttons, Qt.KeyboardModifier.NoModifier
    )
    QApplication.sendEvent(field, event)


def test_the_list_of_whoever_is_not_here_takes_no_key_and_no_press(
    desk: DeskWindow, told: list[object], qtbot: QtBot
) -> None:
    desk.show_screen(a_desk(a_consents_page()))

    locked, other = rows(desk, "consents_0"), rows(desk, "consents_1")
    qtbot.mouseClick(
        locked.viewport(), LEFT, pos=locked.visualRect(locked.model().index(2, 0)).center()
    )

    assert not locked.isEnabled()
    assert not part(desk, "signature_0").isEnabled()
    assert told == []
    assert other.hasFocus()


def test_arrows_choose_the_text_and_showing_it_chooses_nothing(
    desk: DeskWindow, told: list[object], qtbot: QtBot
) -> None:
    desk.show_screen(a_desk(a_consents_page()))
    assert told == []

    qtbot.keyClick(rows(desk, "consents_1"), Qt.Key.Key_Down)

    assert told == [("text", (1, 2))]


@pytest.mark.parametrize("where", ["consents_1", "signature_1"])
def test_space_witnesses_from_the_list_and_from_the_field(
    desk: DeskWindow, told: list[object], where: str, qtbot: QtBot
) -> None:
    desk.show_screen(a_desk(a_consents_page()))
    focus = rows(desk, where) if where.startswith("consents") else part(desk, where)

    qtbot.keyClick(focus, Qt.Key.Key_Space)

    assert told == ["witness"]


@pytest.mark.parametrize("where", ["consents_1", "signature_1"])
def test_a_space_held_down_does_not_sign_the_next_text_too(
    desk: DeskWindow, told: list[object], where: str
) -> None:
    desk.show_screen(a_desk(a_consents_page()))
    focus = rows(desk, where) if where.startswith("consents") else part(desk, where)

    held = QKeyEvent(
        QEvent.Type.KeyPress,
        Qt.Key.Key_Space,
        Qt.KeyboardModifier.NoModifier,
        " ",
        autorep=True,
    )
    QApplication.sendEvent(focus, held)

    assert told == []


def test_space_is_a_blank_where_text_is_typed(
    desk: DeskWindow, told: list[object], qtbot: QtBot
) -> None:
    desk.show_screen(a_desk(next(one for one in every_page() if isinstance(one, SubmitPage))))
    line = desk.findChild(QLineEdit, "field_opinion")
    line.setFocus()

    qtbot.keyClick(line, Qt.Key.Key_Space)

    assert line.text() == " "
    assert told == []


@pytest.mark.parametrize(
    ("key", "verb"),
    [(Qt.Key.Key_Space, "witness"), (Qt.Key.Key_B, "add_offset"), (Qt.Key.Key_D, "refuse")],
)
def test_the_keys_with_ctrl_work_from_anywhere_on_the_page(
    desk: DeskWindow, told: list[object], key: Qt.Key, verb: str, qtbot: QtBot
) -> None:
    desk.show_screen(a_desk(a_consents_page()))

    press_key(desk, key, Qt.KeyboardModifier.ControlModifier)

    assert told == [verb]


def test_strokes_are_seen_while_they_are_written(desk: DeskWindow, qtbot: QtBot) -> None:
    desk.show_screen(a_desk(a_consents_page()))
    field = part(desk, "signature_1")
    before = field.grab().toImage()

    qtbot.mousePress(field, LEFT, pos=field.rect().center())
    move(field, 40, LEFT)

    assert field.is_drawing
    assert field.grab().toImage() != before


@pytest.mark.parametrize("how", ["button up unseen", "locked", "hidden", "text changed"])
def test_a_stroke_whose_end_got_lost_never_counts(desk: DeskWindow, how: str, qtbot: QtBot) -> None:
    desk.show_screen(a_desk(a_consents_page()))
    field = part(desk, "signature_1")
    qtbot.mousePress(field, LEFT, pos=field.rect().center())
    move(field, 40, LEFT)

    match how:
        case "button up unseen":
            move(field, 90, NONE)
        case "locked":
            field.allow(False)
        case "hidden":
            field.hide()
        case "text changed":
            desk.show_screen(a_desk(a_consents_page(on_table="spouse a41f")))
    qtbot.mouseRelease(field, LEFT, pos=field.rect().center())

    assert not field.is_drawing
    assert field.strokes() == []


def test_only_a_finished_signature_can_be_confirmed(desk: DeskWindow) -> None:
    desk.show_screen(a_desk(a_consents_page()))
    confirm = [one for one in desk.findChildren(QPushButton, "verb_witness") if one.isVisible()]
    assert [one.isEnabled() for one in confirm] == [False]

    inked = (a_signer(active=False, can_sign=False), a_signer(has_ink=True))
    desk.show_screen(a_desk(a_consents_page(signers=inked)))

    assert [one.isEnabled() for one in confirm] == [True]


def test_reading_the_other_card_gives_the_other_list_the_keyboard(desk: DeskWindow) -> None:
    desk.show_screen(a_desk(a_consents_page()))

    swapped = (a_signer(), a_signer(active=False, can_sign=False, current=-1))
    desk.show_screen(a_desk(a_consents_page(signers=swapped)))

    assert rows(desk, "consents_0").hasFocus()


@pytest.mark.parametrize("size", [(1366, 768), (1280, 680), (1920, 1080)])
@pytest.mark.parametrize("message", [None, A_MESSAGE], ids=["calm", "message"])
def test_both_people_fit_without_scrolling_the_page_even_in_an_outage(
    desk: DeskWindow, size: tuple[int, int], message: object, qtbot: QtBot
) -> None:
    desk.resize(*size)

    desk.show_screen(
        a_desk(
            a_consents_page(), outage=Outage("10:42 起与中心断开", "请照常办理。"), message=message
        )
    )
    work = desk.findChild(QScrollArea, "work")
    inner = work.widget()
    assert inner is not None

    # The layout has run when the page has taken the room there is.
    qtbot.waitUntil(lambda: rows(desk, "consents_1").height() > 0)
    QApplication.sendPostedEvents()
    needed = max(inner.heightForWidth(work.viewport().width()), inner.minimumSizeHint().height())
    assert needed <= work.viewport().height()
    assert work.verticalScrollBar().maximum() == 0
    for nth in (0, 1):
        assert part(desk, f"signature_{nth}").height() >= 44
        assert rows(desk, f"consents_{nth}").height() >= 2 * 44


def test_blocked_submission_tells_the_step_to_go_to(
    desk: DeskWindow, told: list[object], qtbot: QtBot
) -> None:
    desk.show_screen(a_desk(next(one for one in every_page() if isinstance(one, SubmitPage))))

    assert rows(desk, "blockers").hasFocus()
    qtbot.keyClick(rows(desk, "blockers"), Qt.Key.Key_Space)

    assert told == ["step_5"]


@pytest.mark.parametrize("state", ["", "warn", "bad", "dashed"])
def test_a_deadline_chip_says_in_words_what_its_look_says(qtbot: QtBot, state: str) -> None:
    chip = DeadlineChip(Deadline("承诺 12-07", state, "承诺时限 2026-12-07"))
    qtbot.addWidget(chip)

    assert chip.accessibleName() == "承诺 12-07"
    assert chip.property("state") == state
    assert chip.toolTip() == "承诺时限 2026-12-07"


def test_a_text_to_be_read_takes_the_room_and_scrolls_by_itself(
    desk: DeskWindow, qtbot: QtBot
) -> None:
    cards = (Card("授权书", "文本 2026-07 版", body="一、本人同意。\n" * 80), Card("签完后才能查"))
    desk.show_screen(a_desk(a_consents_page(), cards=cards))

    column = desk.findChild(QScrollArea, "cards")
    body = desk.findChild(QScrollArea, "textBody") or desk.findChild(object, "textBody")

    qtbot.waitUntil(lambda: column.verticalScrollBar().maximum() == 0)
    qtbot.waitUntil(lambda: body.verticalScrollBar().maximum() > 0)
