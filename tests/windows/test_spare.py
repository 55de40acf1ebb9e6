"""The window that is made ready while somebody signs in."""

from PyQt6 import sip
from PyQt6.QtCore import QObject, QSize
from pytestqt.qtbot import QtBot

from counter.app_spare import SpareWindow
from counter.windows.desk_window import DeskWindow
from tests.windows.screens import a_desk


def test_it_is_whole_when_there_was_time_and_another_is_made_after_it(
    qtbot: QtBot, desk: DeskWindow
) -> None:
    filled: list[int] = []

    def blank():  # type: ignore[no-untyped-def]
        filled.append(1)
        return a_desk()

    spare = SpareWindow(QObject(desk), blank)
    spare.prepare(QSize(1366, 768))
    qtbot.waitUntil(lambda: not spare._breath.isActive())

    window = spare.take()
    qtbot.addWidget(window)
    assert not window.build_page()
    assert (window.width(), filled) == (1366, [1])
    other = spare.take()
    qtbot.addWidget(other)
    assert other is not window


def test_whoever_is_quicker_takes_it_as_far_as_it_is(qtbot: QtBot, desk: DeskWindow) -> None:
    spare = SpareWindow(QObject(desk), a_desk)
    spare.prepare(QSize(1366, 768))

    window = spare.take()
    qtbot.addWidget(window)

    assert window.build_page()
    assert not spare._breath.isActive()


def test_what_nobody_took_ends_with_it(qtbot: QtBot, desk: DeskWindow) -> None:
    spare = SpareWindow(QObject(desk), a_desk)
    spare.prepare(QSize(1366, 768))
    qtbot.waitUntil(lambda: spare._window is not None)
    window = spare._window
    assert window is not None

    spare.close()

    assert sip.isdeleted(window)
    assert not spare._breath.isActive()


def test_it_rests_while_a_password_is_checked_and_goes_on_afterwards(
    qtbot: QtBot, desk: DeskWindow
) -> None:
    spare = SpareWindow(QObject(desk), a_desk)
    spare.prepare(QSize(1366, 768))
    qtbot.waitUntil(lambda: spare._window is not None)
    begun = spare._window

    spare.rest()
    assert not spare._breath.isActive()
    spare.prepare(QSize(1366, 768))
    qtbot.waitUntil(lambda: not spare._breath.isActive())

    window = spare.take()
    qtbot.addWidget(window)
    assert window is begun
    assert not window.build_page()
