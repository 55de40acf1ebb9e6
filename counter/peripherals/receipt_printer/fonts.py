"""Finds a Chinese font on this machine and draws lines of a slip with it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from counter.peripherals.receipt_printer import FontMissing
from counter.peripherals.receipt_printer.slip import Align, Line, clean, columns

DOTS = 576
COLUMN_DOTS = 12
LINE_DOTS = 24
#: A line with its air, as far as the printer itself feeds for one (3.75 mm).
ROW_DOTS = 30

#: (file, face in the collection); in Noto's the eighth is SC with ASCII exactly half as wide.
CANDIDATES: tuple[tuple[str, int], ...] = (
    ("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc", 7),
    ("/usr/share/fonts/noto-cjk/NotoSansCJK-Regular.ttc", 7),
    ("/usr/share/fonts/google-noto-cjk/NotoSansCJK-Regular.ttc", 7),
    ("C:/Windows/Fonts/msyh.ttc", 0),
    ("C:/Windows/Fonts/simsun.ttc", 0),
    ("/usr/share/fonts/truetype/wqy/wqy-microhei.ttc", 0),
)
#: No font has a glyph for this; what it draws is the box that stands for a missing character.
_NO_CHARACTER = "\uffff"


class SlipFont:
    """A font at the size of the printer's own characters."""

    def __init__(self, candidates: Sequence[tuple[str, int]] = CANDIDATES) -> None:
        """Take the first font that exists; raises FontMissing."""
        for file, face in candidates:
            if Path(file).is_file():
                self._font = ImageFont.truetype(file, LINE_DOTS, index=face)
                break
        else:
            raise FontMissing("打印机")
        self._box = self._glyph(_NO_CHARACTER)

    def draw(self, line: Line) -> Image.Image:
        """Draw a line the way the printer sets it, every character in its own columns.

        Raises FontMissing when a character has no glyph: a name is never printed as a box.
        """
        text = clean(line.text)
        cells = Image.new("L", (max(1, columns(text)) * COLUMN_DOTS, ROW_DOTS), 255)
        pen = ImageDraw.Draw(cells)
        at = 0
        for char in text:
            if not self.has(char):
                raise FontMissing("打印机")
            size = columns(char) * COLUMN_DOTS
            pen.text((at + size / 2, ROW_DOTS / 2 - 1), char, font=self._font, fill=0, anchor="mm")
            at += size
        scaled = cells.resize((cells.width * line.width, cells.height * line.height))
        paper = Image.new("L", (DOTS, scaled.height), 255)
        free = DOTS - scaled.width
        left = {Align.LEFT: 0, Align.CENTER: free // 2, Align.RIGHT: free}[line.align]
        paper.paste(scaled, (max(0, left), 0))
        return paper.point(lambda dot: 255 if dot > 128 else 0).convert("1")

    def has(self, char: str) -> bool:
        """Whether the font has a glyph of its own for the character."""
        return char == " " or self._glyph(char) != self._box

    def _glyph(self, char: str) -> bytes:
        return bytes(self._font.getmask(char))
