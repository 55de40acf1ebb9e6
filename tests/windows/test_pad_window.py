"""The rating pad: five answers alike, one touch, reasons that may be skipped, nobody rated
unasked."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from PyQt6 import sip
from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from counter.windows.presenters.surfaces.pad import (
    REASONS_S,
    SAID_S,
    PadPresenter,
    PadWords,
    Question,
)
from counter.windows.surfaces.answers import AnswerButton
from counter.windows.surfaces.pad_window import PadWindow

REASONS = (("wait", "等候时间长"), ("slow", "办理太慢"), ("other", "其他原因"))
WORDS = ("非常满意", "满意", "基本满意", "不满意", "非常不满意")


@dataclass
class Desk:
    """Remembers what the pad said."""

    ratings: list[tuple[str, int]] = field(default_factory=list)
    given: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)

    def rated(self, session: str, grade: int) -> None:
        self.ratings.append((session, grade))

    def reasons(self, session: str, codes: tuple[str, ...]) -> None:
        self.given.append((session, codes))


class Pad:
    """The window with its presenter, a desk, a clock and a finger."""

    def __init__(self, qtbot: QtBot) -> None:
        self.qtbot, self.at = qtbot, 100.0
        self.desk = Desk()
        self.window = PadWindow()
        self.presenter = PadPresenter(self.window, self.desk, PadWords(REASONS, 5), lambda: self.at)
        for signal, method in (
            (self.window.pressed, self.presenter.pressed),
            (self.window.reason_toggled, self.presenter.reason_toggled),
            (self.window.reasons_sent, self.presenter.reasons_sent),
            (self.window.reasons_skipped, self.presenter.reasons_skipped),
        ):
            signal.connect(method)
        self.window.show()
        self.presenter.linked(True)
        self.presenter.plate(5, "0512")

    def ask(self, session: str = "s1", seconds: float = 30.0) -> None:
        self.presenter.asked(Question(session, "A047", 5, "0512", self.at + seconds))

    def later(self, seconds: float) -> None:
        self.at += seconds
        self.presenter.tick()

    def answers(self) -> list[AnswerButton]:
        return [one for one in self.window.findChildren(AnswerButton) if one.isVisible()]

    def answer(self, grade: int) -> None:
        button = next(one for one in self.answers() if one.property("grade") == grade)
        self.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)

    def press(self, words: str) -> None:
        found = [
            one
            for one in self.window.findChildren(QPushButton)
            if one.isVisible() and one.text().endswith(words)
        ]
        assert len(found) == 1, words
        self.qtbot.mouseClick(found[0], Qt.MouseButton.LeftButton)

    def words(self) -> str:
        shown = (one.text() for one in self.window.findChildren(QLabel) if one.isVisible())
        return "\n".join(shown)


@pytest.fixture
def pad(qtbot: QtBot) -> Iterator[Pad]:
    made = Pad(qtbot)
    yield made
    # At once: what waits for the next event loop would make another test's screen pause.
    sip.delete(made.window)


def test_at_rest_it_is_the_clerks_plate_without_a_name(pad: Pad) -> None:
    assert "5 号窗口" in pad.words()
    assert "工号 0512" in pad.words()
    pad.presenter.plate(5, "")
    assert "窗口准备中" in pad.words()
    assert "0512" not in pad.words()


def test_the_five_answers_are_alike_and_none_is_chosen(pad: Pad) -> None:
    pad.ask()

    answers = pad.answers()
    assert [one.accessibleName() for one in answers] == list(WORDS)
    assert len({(one.width(), one.height(), one.y()) for one in answers}) == 1
    gaps = {b.x() - a.x() for a, b in itertools.pairwise(answers)}
    assert max(gaps) - min(gaps) <= 1
    assert not any(one.hasFocus() or one.isChecked() for one in answers)
    assert pad.desk.ratings == []


def test_the_answers_are_drawn_in_ink_alone(pad: Pad) -> None:
    pad.ask()

    for one in pad.answers():
        picture = one.grab().toImage()
        for x in range(0, picture.width(), 3):
            for y in range(0, picture.height(), 3):
                shade = picture.pixelColor(x, y)
                parts = (shade.red(), shade.green(), shade.blue())
                assert max(parts) - min(parts) <= 40, shade.name()


@pytest.mark.parametrize("grade", [1, 2, 3, 4, 5])
def test_one_touch_says_the_grade_once(pad: Pad, grade: int) -> None:
    pad.ask()
    pad.answer(grade)
    pad.presenter.pressed(5)
    pad.presenter.pressed(grade)

    assert pad.desk.ratings == [("s1", grade)]
    assert not any(one.isEnabled() for one in pad.answers())
    assert "谢谢" not in pad.words()


@pytest.mark.parametrize("grade", [3, 4, 5])
def test_a_good_answer_is_thanked_for_without_more_questions(pad: Pad, grade: int) -> None:
    pad.ask()
    pad.answer(grade)
    pad.presenter.accepted("s1")

    assert "谢谢您的评价" in pad.words()
    pad.later(SAID_S)
    assert "工号 0512" in pad.words()
    assert pad.desk.given == []


@pytest.mark.parametrize("grade", [1, 2])
def test_the_lower_two_are_asked_why_after_the_answer_is_stored(pad: Pad, grade: int) -> None:
    pad.ask()
    pad.answer(grade)
    assert "哪里让您不满意" not in pad.words()
    pad.presenter.accepted("s1")
    pad.press("等候时间长")
    pad.press("其他原因")
    pad.press("等候时间长")
    pad.press("办理太慢")
    pad.press("提交原因")

    assert pad.desk.given == [("s1", ("other", "slow"))]
    assert "谢谢您的评价" in pad.words()


@pytest.mark.parametrize("end", ["skip", "send nothing", "walk away", "next citizen"])
def test_reasons_may_be_left_out(pad: Pad, end: str) -> None:
    pad.ask()
    pad.answer(1)
    pad.presenter.accepted("s1")
    match end:
        case "skip":
            pad.press("等候时间长")
            pad.press("不说了")
        case "send nothing":
            pad.press("提交原因")
        case "walk away":
            pad.later(REASONS_S)
        case "next citizen":
            pad.ask("s2")

    assert pad.desk.given == []
    assert pad.desk.ratings == [("s1", 1)]
    if end == "next citizen":
        pad.answer(5)
        assert pad.desk.ratings[-1] == ("s2", 5)


def test_nobody_pressed_is_said_to_be_unrated(pad: Pad) -> None:
    pad.ask(seconds=30)
    assert "还有 30 秒" in pad.words()
    pad.later(29.6)
    assert pad.answers()
    pad.later(0.4)

    assert "未评价" in pad.words()
    assert "5 个工作日内可扫小票上的二维码再评" in pad.words()
    assert pad.desk.ratings == []
    pad.later(SAID_S)
    assert "工号 0512" in pad.words()


def test_a_press_after_the_time_counts_for_nobody(pad: Pad) -> None:
    pad.ask(seconds=30)
    pad.at += 30
    pad.answer(5)

    assert pad.desk.ratings == []


def test_a_question_taken_back_is_gone(pad: Pad) -> None:
    pad.ask()
    pad.presenter.cancelled("another")
    assert pad.answers()
    pad.presenter.cancelled("s1")

    assert not pad.answers()
    pad.presenter.pressed(5)
    assert pad.desk.ratings == []


def test_unplugged_in_the_middle_the_press_is_sent_when_the_desk_is_back(pad: Pad) -> None:
    pad.ask()
    pad.presenter.linked(False)
    assert "与窗口电脑断开了" in pad.words()
    pad.answer(2)
    pad.presenter.linked(True)
    pad.ask()

    assert pad.desk.ratings == [("s1", 2), ("s1", 2)]
    pad.presenter.accepted("s1")
    assert "哪里让您不满意" in pad.words()


def test_a_press_nobody_took_is_not_called_stored(pad: Pad) -> None:
    pad.ask(seconds=30)
    pad.presenter.linked(False)
    pad.answer(4)
    pad.later(30)

    assert "没有提交成功" in pad.words()
    assert "谢谢" not in pad.words()


def test_at_rest_without_its_desk_it_says_so(pad: Pad) -> None:
    pad.presenter.linked(False)

    assert "没有连上窗口电脑，暂时不能评价。" in pad.words()


@pytest.mark.parametrize("session", ["s0", "", "s2"])
def test_an_acceptance_of_another_session_is_ignored(pad: Pad, session: str) -> None:
    pad.presenter.accepted(session)
    pad.ask()
    pad.presenter.accepted(session)
    pad.answer(5)
    pad.presenter.accepted(session)

    assert "谢谢" not in pad.words()


def test_an_old_question_is_not_asked_again_after_it_was_rated(pad: Pad) -> None:
    pad.ask()
    pad.answer(1)
    pad.presenter.accepted("s1")
    pad.ask()

    assert not pad.answers()
    assert pad.desk.ratings == [("s1", 1)]


@pytest.mark.parametrize("size", [(1024, 600), (1366, 768), (1280, 800), (800, 480)])
def test_everything_to_press_is_large_enough_and_no_word_is_cut(
    pad: Pad, size: tuple[int, int]
) -> None:
    pad.window.resize(*size)
    scale = min(size[0] / 1024, size[1] / 600)
    pad.ask()
    pad.answer(1)
    pages = [pad.words()]
    assert pages
    for _ in range(2):
        for one in pad.window.findChildren(QPushButton):
            if one.isVisible():
                assert one.height() >= 64 * scale
                assert one.width() >= 64 * scale
        for label in pad.window.findChildren(QLabel):
            if label.isVisible() and not label.wordWrap():
                assert label.sizeHint().width() <= label.width() + 1, label.text()
        pad.presenter.accepted("s1")
