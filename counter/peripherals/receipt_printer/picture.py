"""Draws what a simulated printer printed, for people to look at (screens, the tour, training)."""

from __future__ import annotations

from pathlib import Path

import qrcode
from PIL import Image

from counter.peripherals.receipt_printer.fonts import (
    COLUMN_DOTS,
    DOTS,
    ROW_DOTS,
    SlipFont,
)
from counter.peripherals.receipt_printer.receipt import (
    Printed,
    PrintedFeed,
    PrintedLine,
    PrintedQr,
    PrintedRaster,
    Receipt,
)
from counter.peripherals.receipt_printer.slip import Align, Line

_MARGIN = 32


def save_picture(receipt: Receipt, file: Path) -> None:
    """Write a receipt as PNG; raises FontMissing without a Chinese font."""
    draw_receipt(receipt).save(file, format="PNG")


def draw_receipt(receipt: Receipt) -> Image.Image:
    """Draw a receipt dot by dot on white paper with a margin."""
    font = SlipFont()
    strips = [_strip(item, font) for item in receipt.items]
    height = sum(strip.height for strip in strips)
    paper = Image.new("L", (DOTS + 2 * _MARGIN, height + 2 * _MARGIN), 255)
    at = _MARGIN
    for strip in strips:
        paper.paste(strip, (_MARGIN, at))
        at += strip.height
    return paper


def _strip(item: Printed, font: SlipFont) -> Image.Image:
    match item:
        case PrintedLine():
            return _text(item, font)
        case PrintedRaster():
            ink = Image.frombytes("1", (item.width_bytes * 8, item.rows), item.dots)
            return ink.point(lambda dot: 0 if dot else 255, mode="L")
        case PrintedQr():
            return _qr(item)
        case PrintedFeed(lines):
            return Image.new("L", (DOTS, lines * ROW_DOTS), 255)


def _text(item: PrintedLine, font: SlipFont) -> Image.Image:
    return font.draw(Line(item.text, Align(item.align), item.width, item.height)).convert("L")


def _qr(item: PrintedQr) -> Image.Image:
    code = qrcode.QRCode(error_correction=qrcode.ERROR_CORRECT_M, border=0, box_size=item.module)
    code.add_data(item.payload)
    code.make(fit=True)
    size = code.modules_count
    ink = Image.new("L", (size, size), 255)
    for row, modules in enumerate(code.get_matrix()):
        for column, is_black in enumerate(modules):
            ink.putpixel((column, row), 0 if is_black else 255)
    ink = ink.resize((size * item.module, size * item.module), Image.Resampling.NEAREST)
    strip = Image.new("L", (DOTS, ink.height + COLUMN_DOTS), 255)
    strip.paste(ink, ((DOTS - ink.width) // 2, COLUMN_DOTS // 2))
    return strip
