"""The whole visit without a mouse: every field and button is reached by Tab, in reading order.

The citizens' pen on the signature field is the only pointer. Chinese comes from an input method.
"""

from pathlib import Path

from PyQt6.QtCore import Qt
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QPushButton, QWidget

from counter.tour.hands import Hands, TourFailed
from counter.tour.play import Tour

MOST_TABS = 60


class KeyedHands(Hands):
    """Reaches everything by Tab and presses with Space."""

    tabs = 0

    def reach(self, window: QWidget, part: QWidget) -> None:
        for _tab in range(MOST_TABS):
            if part.hasFocus() or window.focusWidget() is part:
                return
            QTest.keyClick(window.focusWidget() or window, Qt.Key.Key_Tab)
            type(self).tabs += 1
        raise TourFailed(f"{part.objectName()} cannot be reached by Tab")

    def push(self, button: QPushButton) -> None:
        self.reach(button.window(), button)
        QTest.keyClick(button, Qt.Key.Key_Space)


class KeyedTour(Tour):
    """The tour with these hands."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.hands = KeyedHands(self.out)


def test_a_visit_is_walked_from_the_first_start_to_the_report_without_a_mouse(
    tmp_path: Path,
) -> None:
    told = KeyedTour(tmp_path, lambda _words: None).play()

    # Pauses are the tour's own figure; other tests share the cores here.
    assert [one.name for one in told.checks if not one.ok and one.name != "qt-pause-max"] == []
    assert KeyedHands.tabs > 0
