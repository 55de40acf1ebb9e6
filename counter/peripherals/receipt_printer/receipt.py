"""What came out of a simulated printer: the paper as values, to be asserted on or drawn."""

from __future__ import annotations

from dataclasses import dataclass, field

MISSING_GLYPH = "□"


@dataclass(frozen=True, slots=True)
class PrintedLine:
    """A line of text; `align` 0 left, 1 middle, 2 right; width and height 1 to 8."""

    text: str
    align: int = 0
    width: int = 1
    height: int = 1

    @property
    def columns(self) -> int:
        """How many of the paper's columns it takes."""
        return sum(1 if char.isascii() else 2 for char in self.text) * self.width


@dataclass(frozen=True, slots=True)
class PrintedQr:
    """A square code; `module` is the size of its smallest square in dots."""

    payload: str
    module: int


@dataclass(frozen=True, slots=True)
class PrintedRaster:
    """A picture: rows of packed dots, black = 1, `width_bytes` bytes a row."""

    width_bytes: int
    rows: int
    dots: bytes


@dataclass(frozen=True, slots=True)
class PrintedFeed:
    """Empty lines."""

    lines: int


Printed = PrintedLine | PrintedQr | PrintedRaster | PrintedFeed


@dataclass(slots=True)
class Receipt:
    """One sheet, cut or not."""

    items: list[Printed] = field(default_factory=list)
    is_cut: bool = False

    @property
    def lines(self) -> list[str]:
        """The text lines alone."""
        return [item.text for item in self.items if isinstance(item, PrintedLine)]

    @property
    def max_columns(self) -> int:
        """The widest text line."""
        return max(
            (item.columns for item in self.items if isinstance(item, PrintedLine)), default=0
        )

    @property
    def qr_payloads(self) -> list[str]:
        """What the square codes say."""
        return [item.payload for item in self.items if isinstance(item, PrintedQr)]

    @property
    def rasters(self) -> list[PrintedRaster]:
        """The pictures, among them lines with rare characters."""
        return [item for item in self.items if isinstance(item, PrintedRaster)]
