"""The look holds what it promises: contrast, tokens, a font that has the characters."""

import pytest
from PyQt6.QtGui import QColor

from counter.windows.style import colour, style_sheet, tokens


def _luminance(shade: QColor) -> float:
    parts = [part / 255 for part in (shade.red(), shade.green(), shade.blue())]
    linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: str, other: str) -> float:
    light, dark = sorted((_luminance(colour(one)), _luminance(colour(other))), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(("pair", "least"), tokens()["contrast"].items())
def test_every_named_pair_of_colours_has_its_contrast(pair: str, least: float) -> None:
    assert _contrast(*pair.split()) >= least


def test_the_style_sheet_has_both_columns_of_sizes() -> None:
    assert "font-size: 44px" in style_sheet(1366)
    assert "font-size: 56px" in style_sheet(1920)


def test_no_token_is_left_unfilled() -> None:
    assert "$" not in style_sheet(1366)
