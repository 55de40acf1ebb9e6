"""Painted lists: the keyboard's row, its frame, its buttons, and what a screen reader is told."""

from dataclasses import dataclass
from typing import Any

import pytest
from PyQt6.QtCore import QPoint, QRect, Qt
from pytestqt.qtbot import QtBot

from counter.windows.icons import MARKS, mark
from counter.windows.parts.row_brush import RowBrush
from counter.windows.parts.rows import RowKind, RowsView


@dataclass(frozen=True)
class Fruit:
    name: str
    tip: str = ""

    @property
    def spoken(self) -> str:
        return f"fruit {self.name}"


class FruitKind(RowKind):
    def height(self) -> int:
        return 40

    def draw(self, brush: RowBrush, row: Any, *, focused: bool) -> None:
        left = brush.chip(brush.area.right() - 8, brush.area.center().y(), "chip", "warn")
        brush.mark("done", 8, brush.area.center().y())
        brush.text(QRect(32, brush.area.top(), left - 40, 40), row.name, "body!")

    def pressed(self, row: Any, at: QPoint, area: QRect) -> str:
        return "eat" if at.x() > area.right() - 50 else ""


@pytest.fixture
def fruits(qtbot: QtBot) -> RowsView:
    view = RowsView(FruitKind(), "fruits", {"1": "peel", "Space": "bite"})
    qtbot.addWidget(view)
    view.resize(300, 200)
    view.show_rows((Fruit("apple", "green"), Fruit("pear"), Fruit("plum")))
    view.show()
    qtbot.waitExposed(view)
    return view


def test_arrows_move_and_tell_the_row(fruits: RowsView, qtbot: QtBot) -> None:
    fruits.show_rows(fruits.rows, current=0)
    told: list[int] = []
    fruits.moved.connect(told.append)

    qtbot.keyClick(fruits, Qt.Key.Key_Down)
    qtbot.keyClick(fruits, Qt.Key.Key_Down)

    assert told == [1, 2]
    assert fruits.current() == 2


def test_rows_that_only_changed_keep_the_keyboards_row(fruits: RowsView) -> None:
    fruits.show_rows(fruits.rows, current=2)

    fruits.show_rows((Fruit("fig"), Fruit("pear"), Fruit("plum")))

    assert fruits.current() == 2
    assert fruits.rows[0].name == "fig"


def test_a_shorter_list_keeps_the_keyboard_on_its_last_row(fruits: RowsView) -> None:
    fruits.show_rows(fruits.rows, current=2)

    fruits.show_rows((Fruit("fig"),))

    assert fruits.current() == 0


def test_a_press_on_a_painted_button_tells_its_verb(fruits: RowsView, qtbot: QtBot) -> None:
    told: list[tuple[int, str]] = []
    fruits.verb_pressed.connect(lambda row, verb: told.append((row, verb)))
    port = fruits.viewport()
    assert port is not None

    qtbot.mouseClick(port, Qt.MouseButton.LeftButton, pos=QPoint(port.width() - 10, 60))
    qtbot.mouseClick(port, Qt.MouseButton.LeftButton, pos=QPoint(20, 60))

    assert told == [(1, "eat")]


def test_a_key_of_the_list_is_a_verb_of_its_row(fruits: RowsView, qtbot: QtBot) -> None:
    told: list[tuple[int, str]] = []
    fruits.verb_pressed.connect(lambda row, verb: told.append((row, verb)))
    fruits.show_rows(fruits.rows, current=1)

    qtbot.keyClick(fruits, Qt.Key.Key_1, Qt.KeyboardModifier.KeypadModifier)
    qtbot.keyClick(fruits, Qt.Key.Key_Space)

    assert told == [(1, "peel"), (1, "bite")]


def test_a_screen_reader_hears_the_row_and_the_tip_stands_by(fruits: RowsView) -> None:
    model = fruits.model()
    assert model is not None
    index = model.index(0, 0)

    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == "fruit apple"
    assert index.data(Qt.ItemDataRole.ToolTipRole) == "green"


def test_every_mark_has_a_shape_of_its_own(qtbot: QtBot) -> None:
    drawn = {name: mark(name) for name in MARKS}

    assert all(one is not None and not one.isNull() for one in drawn.values())
    assert len({icon for icon, _colour in MARKS.values()}) == len(MARKS)
