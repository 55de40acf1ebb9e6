"""Turns the tokens and the one style sheet into the program's look."""

import tomllib
from functools import lru_cache
from string import Template
from typing import Any

from PyQt6.QtCore import Qt
from PyQt6.QtGui import QColor, QFont, QFontDatabase
from PyQt6.QtWidgets import QApplication, QWidget

import resources

FAMILIES = ("Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "Microsoft YaHei")
WIDE = 1800
"""From this width in pixels on the second column of sizes is used."""

_COLUMN = "typeColumn"
_BOLD_ROLES = ("hero", "word", "number", "title", "strong")


@lru_cache(maxsize=1)
def tokens() -> dict[str, Any]:
    """Colours, sizes and contrast pairs as declared in ``resources/qss/tokens.toml``."""
    return tomllib.loads(resources.read_text("qss/tokens.toml"))


@lru_cache(maxsize=4)
def style_sheet(width: int) -> str:
    """The style sheet for a window of ``width`` pixels."""
    declared = tokens()
    column = 1 if width >= WIDE else 0
    sizes = {name: pair[column] for name, pair in declared["sizes"].items()}
    return Template(resources.read_text("qss/desk.qss")).substitute(declared["colours"], **sizes)


def choose_type(application: QApplication, width: int) -> None:
    """Give the application its font, and its windows the sizes for a screen of ``width``."""
    present = set(QFontDatabase.families())
    family = next((name for name in FAMILIES if name in present), FAMILIES[0])
    font = QFont(family)
    font.setPixelSize(16 if width >= WIDE else 14)
    application.setFont(font)
    application.setProperty(_COLUMN, 1 if width >= WIDE else 0)


def dress(window: QWidget) -> None:
    """Give a window the desk's look, before it is filled.

    Each has the style sheet of its own: restyling the application walks over every widget there
    is, and one that is just being ended among them crashes Qt.
    """
    window.setObjectName("page")
    window.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    window.setStyleSheet(style_sheet(WIDE if type_column() else 0))


def follow_width(window: QWidget) -> None:
    """Give a window the sizes for its own width; nothing happens while they are right already."""
    application = QApplication.instance()
    wanted = 1 if window.width() >= WIDE else 0
    if application is not None and application.property(_COLUMN) == 1 - wanted:
        application.setProperty(_COLUMN, wanted)
        window.setStyleSheet(style_sheet(window.width()))


def type_column() -> int:
    """Which column of the type and space tables the style was applied for."""
    application = QApplication.instance()
    return 0 if application is None else application.property(_COLUMN) or 0


def size(role: str) -> int:
    """Pixels of a role in the type and space tables, at the width the style was applied for."""
    return int(tokens()["sizes"][role][type_column()])


def font(role: str = "body", *, bold: bool | None = None) -> QFont:
    """The font of a role, for what a part paints itself; heads are bold by themselves."""
    made = QApplication.font()
    made.setPixelSize(size(role))
    made.setBold(role in _BOLD_ROLES if bold is None else bold)
    return made


def colour(name: str) -> QColor:
    """One colour token, for what a part paints itself."""
    return QColor(tokens()["colours"][name])


def set_state(widget: QWidget, state: str) -> None:
    """Give a widget its state property and let the style sheet answer to it."""
    if widget.property("state") == state:
        return
    widget.setProperty("state", state)
    look = widget.style()
    if look is not None:
        look.unpolish(widget)
        look.polish(widget)
