"""A slip's layout: widths, wrapping, and what may not reach a printer."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counter.peripherals.receipt_printer import (
    COLUMNS,
    Align,
    Cut,
    Feed,
    Line,
    QrCode,
    Slip,
    clean,
    columns,
    wrap,
)

TEXTS = st.text(st.characters(codec="utf-8"), max_size=120)


def lines(slip: Slip) -> list[str]:
    return [item.text for item in slip.items if isinstance(item, Line)]


@pytest.mark.parametrize("text", ["“", "”", "…", "—", "·", "×", "①", "°", "Ⅳ", "￥", "㛃"])
def test_a_sign_outside_ascii_takes_two_columns(text: str) -> None:
    assert columns(text) == 2


def test_label_stands_left_and_value_right() -> None:
    (line,) = lines(Slip().pair("承诺时限", "10个工作日"))

    assert line == "承诺时限" + " " * 30 + "10个工作日"
    assert columns(line) == COLUMNS


def test_a_long_value_keeps_its_own_column() -> None:
    first, second = lines(Slip().pair("办理地点", "示例市政务服务大厅二楼公积金专区七号综合窗口"))

    assert first.startswith("办理地点  示例市")
    assert second.startswith(" " * 10)
    assert (first + second.strip()).endswith("综合窗口")


def test_a_row_hangs_behind_its_box_and_number() -> None:
    slip = Slip().row(1, "居民身份证", "本人原件").row(12, "商品房买卖合同（含附件及补充协议）" * 2)

    shown = lines(slip)

    assert shown[:2] == ["[ ] 1  居民身份证", "       本人原件"]
    assert shown[2].startswith("[ ] 12 商品房")
    assert all(line.startswith(" " * 7) for line in shown[3:])


def test_a_closing_sign_does_not_begin_a_line_and_an_amount_is_not_cut() -> None:
    text = "借款人及其配偶应当连续足额缴存住房公积金六个月，余额为￥1,234,567.89元"

    shown = wrap(text, 44)

    assert all(line[0] not in "，。）；" for line in shown)
    assert any("￥1,234,567.89" in line for line in shown)


def test_blocks_follow_each_other_as_built() -> None:
    slip = Slip.of("号票", "公积金").large("A015").rule().feed(2).qr("GJJ|A015", "校验码 7Q").cut()

    assert slip.items == (
        Line("号票", Align.CENTER, width=1, height=2),
        Line("公积金", Align.CENTER),
        Line("A015", Align.CENTER, width=2, height=2),
        Line("─" * 24),
        Feed(2),
        QrCode("GJJ|A015"),
        Line("校验码 7Q", Align.CENTER),
        Cut(),
    )


def test_a_second_copy_says_so_on_top() -> None:
    assert lines(Slip.of("号票").reprinted()) == ["补打", "号票"]


def test_what_could_command_a_printer_or_turn_a_name_around_is_taken_out() -> None:
    assert clean("张\x1b@三\x00\x10\x04\x01\u202e\u200b李\x7f") == "张@三李"


def test_the_half_width_yen_becomes_the_printers_own() -> None:
    assert clean("¥1") == "￥1"


@given(TEXTS, st.integers(2, 48))
def test_wrapping_keeps_every_character_and_the_width(text: str, room: int) -> None:
    shown = wrap(text, room)

    assert "".join(shown).replace(" ", "") == clean(text).replace(" ", "")
    assert all(columns(line) <= room for line in shown)


@given(TEXTS, TEXTS, st.integers(1, 99))
def test_no_line_is_wider_than_the_paper(first: str, second: str, number: int) -> None:
    slip = Slip.of(first, second).row(number, first, second).point("1.", second).large(first)
    slip = slip.pair("办理人", second)

    assert all(item.columns <= COLUMNS for item in slip.items if isinstance(item, Line))
