"""Icons and marks from the library in ``resources/icons``, drawn in a colour of the tokens."""

from functools import lru_cache

from PyQt6.QtCore import QByteArray, QRectF, Qt
from PyQt6.QtGui import QIcon, QPainter, QPixmap
from PyQt6.QtSvg import QSvgRenderer

import resources
from counter.windows.style import colour

MARKS = {
    "done": ("check", "ok"),
    "bad": ("x", "bad"),
    "warn": ("diamond-alert", "warn"),
    "act": ("pen-line", "act"),
    "open": ("square", "ink2"),
    "scanned": ("file-text", "ok"),
    "waived": ("minus", "ink2"),
    "signed": ("square-check-big", "ok"),
    "locked": ("lock", "ink2"),
    "clock": ("clock", "ink2"),
    "off": ("unplug", "off"),
    "green": ("leaf", "onbar"),
}
"""State -> its icon and colour: one shape per state, so that grey screens can be read too."""

_SHARPNESS = 2.0
# The library draws 2 px lines on 24; at 16 px this gives the 1.5 px of the look.
_STROKE = "2.25"


def icon(name: str, token: str = "ink1") -> QIcon:
    """An icon for a button or an action."""
    return QIcon(drawn(name, token, 24))


def mark(state: str, size: int = 16) -> QPixmap | None:
    """The mark of a state, or nothing for a state without one."""
    known = MARKS.get(state)
    return None if known is None else drawn(*known, size)


@lru_cache(maxsize=256)
def drawn(name: str, token: str, size: int) -> QPixmap:
    """An icon of ``size`` logical pixels in the colour of a token, sharp at twice the size."""
    text = resources.read_text(f"icons/{name}.svg")
    text = text.replace("currentColor", colour(token).name()).replace(
        'stroke-width="2"', f'stroke-width="{_STROKE}"'
    )
    made = QPixmap(int(size * _SHARPNESS), int(size * _SHARPNESS))
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    QSvgRenderer(QByteArray(text.encode())).render(
        painter, QRectF(0, 0, made.width(), made.height())
    )
    painter.end()
    made.setDevicePixelRatio(_SHARPNESS)
    return made
