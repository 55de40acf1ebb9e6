"""The sign-in page shows who may sign in and tells what was typed."""

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QComboBox, QLabel, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from counter.windows.first_start_window import FirstStartWindow
from counter.windows.screen import FirstStartScreen, SignInScreen
from counter.windows.sign_in_window import SignInWindow

PEOPLE = (("0512", "许清和"), ("0606", "罗南枝"))


@pytest.fixture
def page(qtbot: QtBot) -> SignInWindow:
    window = SignInWindow()
    qtbot.addWidget(window)
    window.show()
    return window


def test_the_password_goes_out_with_the_chosen_number(page: SignInWindow, qtbot: QtBot) -> None:
    page.show_screen(SignInScreen(5, PEOPLE, "0606"))
    page.findChild(QLineEdit, "password").setText("correct horse 9")

    with qtbot.waitSignal(page.signed_in) as told:
        qtbot.keyClick(page.findChild(QLineEdit, "password"), Qt.Key.Key_Return)

    assert told.args == ["0606", "correct horse 9"]


def test_a_wrong_password_keeps_the_name_and_empties_the_secret(page: SignInWindow) -> None:
    page.show_screen(SignInScreen(5, PEOPLE, "0606"))
    page.findChild(QLineEdit, "password").setText("wrong")

    page.show_screen(SignInScreen(5, PEOPLE, "0606", "工号或密码不对。请重新输入。"))

    assert page.findChild(QLineEdit, "password").text() == ""
    assert page.findChild(QComboBox, "who").currentData() == "0606"
    assert any("工号或密码不对" in label.text() for label in page.findChildren(QLabel))


def test_two_different_new_passwords_are_not_sent(page: SignInWindow, qtbot: QtBot) -> None:
    page.show_screen(SignInScreen(5, (), "", enrolling=True))
    page.findChild(QLineEdit, "code").setText("7KQ2M9XW")
    page.findChild(QLineEdit, "password").setText("one password 1")
    page.findChild(QLineEdit, "again").setText("other password 2")

    with qtbot.assertNotEmitted(page.enrolled):
        page.findChild(QPushButton, "enter").click()


def test_nothing_can_be_pressed_while_the_keys_are_being_unlocked(page: SignInWindow) -> None:
    page.show_screen(SignInScreen(5, PEOPLE, "0512", busy=True))

    assert not page.findChild(QPushButton, "enter").isEnabled()


def test_a_stopped_machine_asks_for_the_code_it_is_set_up_again_with(
    page: SignInWindow, qtbot: QtBot
) -> None:
    page.show_screen(SignInScreen(5, PEOPLE, "0512", renewable=True))
    with qtbot.waitSignal(page.renewal_asked) as asked:
        page.findChild(QPushButton, "renew").click()
    assert asked.args == [True]

    page.show_screen(SignInScreen(5, PEOPLE, "0512", renewable=True, renewing=True))
    code = page.findChild(QLineEdit, "code")
    assert code.isVisible()
    assert not page.findChild(QLineEdit, "password").isVisible()
    with qtbot.assertNotEmitted(page.enrolment_asked):
        qtbot.keyClicks(code, "7KQ-2M9X-WM4T")
    with qtbot.waitSignal(page.renewed) as told:
        qtbot.keyClick(code, Qt.Key.Key_Return)

    assert told.args == ["7KQ-2M9X-WM4T"]


def test_a_machine_that_uploads_offers_no_second_setting_up(page: SignInWindow) -> None:
    page.show_screen(SignInScreen(5, PEOPLE, "0512"))

    assert not page.findChild(QPushButton, "renew").isVisible()


def test_without_a_keyring_only_a_trial_is_offered_and_the_page_says_what_to_install(
    qtbot: QtBot,
) -> None:
    window = FirstStartWindow()
    qtbot.addWidget(window)
    window.show()

    window.show_screen(FirstStartScreen(False, "没有可用的系统密钥环。请安装 gnome-keyring。"))

    assert window.findChild(QPushButton, "try").isEnabled()
    assert not window.findChild(QPushButton, "setUp").isEnabled()
    assert any("gnome-keyring" in label.text() for label in window.findChildren(QLabel))


def test_address_authority_and_code_go_out_together(qtbot: QtBot) -> None:
    window = FirstStartWindow()
    qtbot.addWidget(window)
    window.show()
    window.show_screen(FirstStartScreen(True, ""))
    for name, text in (
        ("address", "db.example:5432/fund"),
        ("authority", "/c/ca.crt"),
        ("code", "K"),
    ):
        window.findChild(QLineEdit, name).setText(text)

    with qtbot.waitSignal(window.set_up) as told:
        window.findChild(QPushButton, "setUp").click()

    assert told.args == ["db.example:5432/fund", "/c/ca.crt", "K"]
