"""The ground of a screen in the hall: designed for one size, scaled whole to the real one."""

from string import Template

from PyQt6.QtCore import QPoint, QRect, QSize, Qt
from PyQt6.QtGui import QResizeEvent
from PyQt6.QtWidgets import QFrame, QLabel, QWidget

import resources
from counter.windows.parts.text import label
from counter.windows.style import set_state, tokens

LARGE = 1.15
"""How much 字再大一点 adds."""
_FIXED = {
    "kItemSmall",
    "kNotice",
    "kNoticeLine",
    "kHall",
    "kClock",
    "kStep",
    "kMark",
    "kTicket",
    "kFoot",
}


def surface_sheet(scale: float, *, is_large: bool = False) -> str:
    """The style sheet of the hall's screens at a scale."""
    declared = tokens()
    sizes = {
        name: max(1, round(px * scale * (LARGE if is_large and name not in _FIXED else 1.0)))
        for name, px in declared["surfaces"].items()
    }
    sheet = Template(resources.read_text("qss/surfaces.qss"))
    return sheet.substitute(declared["colours"], **sizes)


class Stage(QWidget):
    """Keeps a canvas of ``design`` proportions in the middle; rebuilds it when the size changes.

    A subclass fills the canvas in ``build`` and shows its values in ``refresh``; places are given
    in design pixels.
    """

    design = QSize(1, 1)

    def __init__(self, name: str, title: str) -> None:
        """Nothing is built before there is a size."""
        super().__init__()
        self.setObjectName(name)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setWindowTitle(title)
        # The ground takes the focus: a ring round the first tile would look like a choice made.
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._scale = 0.0
        self._is_large = False
        self._canvas: QWidget | None = None
        self.setMinimumSize(self.design / 4)
        self.resize(self.design)

    def build(self) -> None:
        """Make the parts."""
        raise NotImplementedError

    def refresh(self) -> None:
        """Show the last value again."""
        raise NotImplementedError

    @property
    def canvas(self) -> QWidget:
        """What the parts are put on."""
        assert self._canvas is not None, "built on the first resize"
        return self._canvas

    @property
    def is_built(self) -> bool:
        """Whether there is a canvas yet."""
        return self._canvas is not None

    def px(self, design: float) -> int:
        """Design pixels as pixels of this screen."""
        return round(design * self._scale)

    def place(self, x: float, y: float, width: float, height: float) -> QRect:
        """A place in design pixels."""
        return QRect(self.px(x), self.px(y), self.px(width), self.px(height))

    def words(self, role: str, place: QRect, align: Qt.AlignmentFlag) -> QLabel:
        """A text at a place of the canvas."""
        made = label(role=role)
        made.setParent(self.canvas)
        made.setGeometry(place)
        made.setAlignment(align | Qt.AlignmentFlag.AlignVCenter)
        return made

    def panel(self, name: str, place: QRect) -> QFrame:
        """A named ground at a place of the canvas."""
        made = QFrame(self.canvas)
        made.setObjectName(name)
        made.setGeometry(place)
        return made

    def show_large(self, is_large: bool) -> None:
        """Show all words larger, or as designed."""
        if is_large != self._is_large:
            self._is_large = is_large
            self._rebuild()

    def resizeEvent(self, event: QResizeEvent | None) -> None:  # noqa: N802 - Qt's name
        """Scale to the new size."""
        super().resizeEvent(event)
        width, height = self.design.width(), self.design.height()
        scale = min(self.width() / width, self.height() / height)
        if abs(scale - self._scale) > 0.001:
            self._scale = scale
            self._rebuild()
        elif self._canvas is not None:
            self._canvas.move(self._corner())

    def _rebuild(self) -> None:
        if not self._scale:
            return
        old, self._canvas = self._canvas, QWidget(self)
        self._canvas.resize(self.px(self.design.width()), self.px(self.design.height()))
        self._canvas.move(self._corner())
        sheet = surface_sheet(self._scale, is_large=self._is_large)
        # Setting even the same sheet polishes everything anew.
        if sheet != self.styleSheet():
            self.setStyleSheet(sheet)
        self.build()
        self._canvas.show()
        self.setFocus()
        self.refresh()
        if old is not None:
            old.hide()
            old.deleteLater()

    def _corner(self) -> QPoint:
        width, height = self.px(self.design.width()), self.px(self.design.height())
        return QPoint((self.width() - width) // 2, (self.height() - height) // 2)


def mark(widget: QWidget, state: str) -> None:
    """Give a widget and what is in it a state the style sheet answers to."""
    set_state(widget, state)
    for inner in widget.findChildren(QLabel):
        look = inner.style()
        if look is not None:
            look.unpolish(inner)
            look.polish(inner)
