"""A slip as plain values: what stands on it, in reading order, before any printer is chosen.

Width is counted as receipt printers count it: an ASCII character takes one column, everything else
two, whatever Unicode says about its width. 80 mm paper has 48 columns.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

COLUMNS = 48
_RULE = "─"
_GAP = 2
_INDENT_BOX = "[ ] "
#: Not allowed to begin a line (GB/T 15834 on punctuation, clause 5.1).
_NOT_FIRST = frozenset("，。、；：？！）》】〉」』”’…·％,.;:?!)]}%")
#: Not allowed to end one.
_NOT_LAST = frozenset("（《【〈「『“‘([{￥¥")
#: Control, format, surrogate, line and paragraph characters.
_UNPRINTABLE = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


class Align(IntEnum):
    """Where a line stands; the value is the printer's own (`ESC a n`)."""

    LEFT = 0
    CENTER = 1
    RIGHT = 2


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line, already short enough; width and height are 1 or 2."""

    text: str
    align: Align = Align.LEFT
    width: int = 1
    height: int = 1

    @property
    def columns(self) -> int:
        """How many columns the line takes."""
        return columns(self.text) * self.width


@dataclass(frozen=True, slots=True)
class QrCode:
    """A square code, about 25 mm wide; the payload is ASCII and holds no personal data."""

    payload: str


@dataclass(frozen=True, slots=True)
class Feed:
    """Blank lines."""

    lines: int = 1


@dataclass(frozen=True, slots=True)
class Cut:
    """The end of a sheet."""


Item = Line | QrCode | Feed | Cut


@dataclass(frozen=True, slots=True)
class Slip:
    """A slip under construction: every method returns a longer one."""

    items: tuple[Item, ...] = ()

    @classmethod
    def of(cls, title: str, subtitle: str = "") -> Slip:
        """Begin with a title of double height in the middle."""
        slip = cls().text(title, align=Align.CENTER, height=2)
        return slip.text(subtitle, align=Align.CENTER) if subtitle else slip

    def text(
        self, text: str, *, align: Align = Align.LEFT, width: int = 1, height: int = 1
    ) -> Slip:
        """Add a paragraph, wrapped."""
        lines = wrap(text, COLUMNS // width)
        return self._with(*(Line(line, align, width, height) for line in lines))

    def large(self, text: str) -> Slip:
        """Add what must be seen first (a ticket number, 补打): double both ways, in the middle."""
        return self.text(text, align=Align.CENTER, width=2, height=2)

    def rule(self) -> Slip:
        """Add a line across the paper."""
        return self._with(Line(_RULE * (COLUMNS // 2)))

    def pair(self, label: str, value: str) -> Slip:
        """Add label left, value right; a long value keeps its own column under itself."""
        label = clean(label)
        room = COLUMNS - columns(label) - _GAP
        lines = wrap(value, room)
        if len(lines) == 1:
            gap = COLUMNS - columns(label) - columns(lines[0])
            return self._with(Line(f"{label}{' ' * gap}{lines[0]}"))
        return self._with(*_hung(f"{label}{' ' * _GAP}", lines))

    def row(self, number: int, name: str, detail: str = "") -> Slip:
        """Add a list row with a box to tick: `[ ] 1 名称`, the detail under the name."""
        head = f"{_INDENT_BOX}{number} ".ljust(len(_INDENT_BOX) + 3)
        room = COLUMNS - len(head)
        lines = wrap(name, room) + (wrap(detail, room) if detail else [])
        return self._with(*_hung(head, lines))

    def point(self, mark: str, text: str) -> Slip:
        """Add a paragraph that hangs behind its mark (`1.`, `·`)."""
        head = f"{clean(mark)} "
        return self._with(*_hung(head, wrap(text, COLUMNS - columns(head))))

    def qr(self, payload: str, caption: str = "") -> Slip:
        """Add a square code with its check code as text below."""
        slip = self._with(QrCode(payload))
        return slip.text(caption, align=Align.CENTER) if caption else slip

    def feed(self, lines: int = 1) -> Slip:
        """Add blank lines."""
        return self._with(Feed(lines))

    def cut(self) -> Slip:
        """End the sheet."""
        return self._with(Cut())

    def reprinted(self) -> Slip:
        """Mark the whole slip as a second copy, large and on top."""
        return Slip(Slip().large("补打").items + self.items)

    def _with(self, *items: Item) -> Slip:
        return Slip(self.items + items)


def columns(text: str) -> int:
    """Count the columns of a text."""
    return sum(1 if char.isascii() else 2 for char in text)


def clean(text: str) -> str:
    """Take out what is no character to print.

    Control characters could command the printer; direction marks and zero-width characters make
    a name read differently from what is stored.
    """
    # U+00A5 is four bytes in GB18030 and no printer's; the full-width yen is the one on keyboards.
    text = re.sub("[\t\u00a0\u2000-\u200a\u202f]", " ", text.replace("\u00a5", "\uffe5"))
    return "".join(char for char in text if unicodedata.category(char) not in _UNPRINTABLE)


def wrap(text: str, room: int) -> list[str]:
    """Break a text into lines of at most `room` columns (at least 2); never an empty list."""
    lines: list[str] = []
    # Not splitlines(): it takes the printer's own command bytes for line ends.
    for paragraph in re.split(r"\r\n|\r|\n", text):
        lines += _wrap_paragraph(clean(paragraph), max(2, room))
    return lines


def _wrap_paragraph(text: str, room: int) -> list[str]:
    lines = []
    line = ""
    for piece in _pieces(text, room):
        if columns(line) + columns(piece) <= room:
            line += piece
            continue
        lines.append(line.rstrip(" "))
        line = piece.lstrip(" ")
    return [*lines, line.rstrip(" ")]


def _pieces(text: str, room: int) -> Iterator[str]:
    """Cut a text into what must stay together: Latin words and figures, signs with neighbours."""
    piece = ""
    for char in text:
        if piece and (_may_break(piece[-1], char) or columns(piece + char) > room):
            yield piece
            piece = ""
        piece += char
    if piece:
        yield piece


def _may_break(before: str, after: str) -> bool:
    if after in _NOT_FIRST or before in _NOT_LAST:
        return False
    is_word = before.isascii() and after.isascii() and before != " " and after != " "
    return not is_word


def _hung(head: str, lines: list[str]) -> list[Line]:
    indent = " " * columns(head)
    return [Line((indent if at else head) + line) for at, line in enumerate(lines)]
