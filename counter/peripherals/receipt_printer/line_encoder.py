"""Turns a slip into ESC/POS bytes; Chinese goes out as two-byte GBK text, the rest as pictures.

python-escpos is not used for text: it sends a line without Han characters through Western code
pages (`：` and `￥` come out as `?`), never switches the Chinese mode on and prints rare characters
as `?`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from counter.peripherals.receipt_printer.slip import Align, Cut, Feed, Line, QrCode, Slip, clean

INIT = b"\x1b@"
CHINESE_ON = b"\x1c&"
LINE_FEED = b"\n"
#: Partial cut after feeding the last line past the knife.
CUT = b"\x1dV\x42\x03"

#: Draws a line the printer has no characters for; returns whole commands.
DrawLine = Callable[[Line], bytes]
DrawQr = Callable[[str], bytes]


@dataclass(slots=True)
class LineEncoder:
    """Encodes slips for one printer; commands go out only when something changes.

    `charset` is the repertoire of the printer's own font: `gb2312` or `gbk`, two bytes a character.
    Four-byte GB18030 is drawn: most printers take its codes for two wrong characters.
    """

    draw_line: DrawLine
    draw_qr: DrawQr
    charset: str = "gbk"
    _align: Align = field(default=Align.LEFT, init=False)
    _size: int = field(default=0, init=False)

    def encode(self, slip: Slip) -> Iterator[bytes]:
        """Yield whole commands, so that a status question may stand between any two pieces."""
        self._align, self._size = Align.LEFT, 0
        yield INIT + CHINESE_ON
        for item in slip.items:
            match item:
                case Line():
                    yield self._line(item)
                case QrCode(payload):
                    yield self._aligned(Align.CENTER) + self._sized(1, 1) + self.draw_qr(payload)
                case Feed(lines):
                    yield self._sized(1, 1) + b"\x1bd" + bytes([min(lines, 255)])
                case Cut():
                    yield self._sized(1, 1) + CUT

    def _line(self, line: Line) -> bytes:
        text = clean(line.text)
        head = self._aligned(line.align)
        if not self.has_all(text):
            return head + self._sized(1, 1) + self.draw_line(line)
        return head + self._sized(line.width, line.height) + text.encode(self.charset) + LINE_FEED

    def has_all(self, text: str) -> bool:
        """Whether the printer's own font has every character."""
        try:
            text.encode(self.charset)
        except UnicodeEncodeError:
            return False
        return True

    def _aligned(self, align: Align) -> bytes:
        if align == self._align:
            return b""
        self._align = align
        return b"\x1ba" + bytes([align])

    def _sized(self, width: int, height: int) -> bytes:
        size = (width - 1) << 4 | (height - 1)
        if size == self._size:
            return b""
        self._size = size
        return b"\x1d!" + bytes([size])
