"""Pictures and square codes as commands, and rare characters as pictures."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from counter.peripherals.receipt_printer import Align, FontMissing, Line
from counter.peripherals.receipt_printer.escpos_library import capabilities
from counter.peripherals.receipt_printer.fonts import SlipFont
from counter.peripherals.receipt_printer.graphics import EscposGraphics


def test_a_line_wide_picture_has_the_documented_head(capsys: pytest.CaptureFixture[str]) -> None:
    raw = EscposGraphics().raster(Image.new("1", (576, 24), 1))

    assert raw[:8] == bytes.fromhex("1D76300048001800")
    assert raw[8:] == bytes(72 * 24)
    assert capsys.readouterr().out == ""


def test_a_tall_picture_is_sent_in_slices() -> None:
    raw = EscposGraphics().raster(Image.new("1", (576, 300), 1))

    assert raw[:8] == bytes.fromhex("1D7630004800FF00")
    assert raw.count(bytes.fromhex("1D76300048002D00")) == 1


def test_a_square_code_carries_its_payload() -> None:
    raw = EscposGraphics().qr("GJJ1|W07-000131")

    assert raw.startswith(b"\x1d(k")
    assert b"GJJ1|W07-000131" in raw


def test_the_library_leaves_nothing_in_the_temporary_folder() -> None:
    assert not Path(capabilities.pickle_dir).exists()


def test_the_library_knows_only_the_hall_s_printer() -> None:
    assert list(capabilities.CAPABILITIES["profiles"]) == ["default"]
    assert capabilities.get_profile().media["width"]["pixels"] == 576


def test_a_rare_name_is_drawn_where_the_line_puts_it() -> None:
    font = SlipFont()

    left = font.draw(Line("㛃")).convert("L")
    right = font.draw(Line("㛃", Align.RIGHT)).convert("L")

    assert left.width == 576
    assert left.crop((0, 0, 24, 30)).getextrema() == (0, 255)
    assert left.crop((24, 0, 576, 30)).getextrema() == (255, 255)
    assert right.crop((552, 0, 576, 30)).tobytes() == left.crop((0, 0, 24, 30)).tobytes()


def test_a_character_without_a_glyph_is_never_a_box() -> None:
    font = SlipFont()

    assert font.has("\U00020bb7")
    with pytest.raises(FontMissing):
        font.draw(Line("王\U0010fffd"))


def test_a_machine_without_fonts_says_so() -> None:
    with pytest.raises(FontMissing):
        SlipFont(candidates=())
