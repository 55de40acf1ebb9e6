"""Slips as bytes: the documented golden line, and characters a printer does not have."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from counter.peripherals.receipt_printer import Align, Line, Slip
from counter.peripherals.receipt_printer.line_encoder import LineEncoder

DRAWN = b"<drawn>"


def encode(slip: Slip, charset: str = "gbk") -> bytes:
    encoder = LineEncoder(draw_line=lambda _: DRAWN, draw_qr=str.encode, charset=charset)
    return b"".join(encoder.encode(slip))


def test_the_worked_ticket_line_comes_out_byte_for_byte() -> None:
    golden = "1B401C261B61011D21114130 3135BAC50A1D21001D564203"

    assert encode(Slip().large("A015号").cut()) == bytes.fromhex(golden)


def test_a_line_of_full_width_signs_is_text() -> None:
    assert encode(Slip().text("：￥（）——·")).endswith(
        bytes.fromhex("A3BA A3A4 A3A8 A3A9 A1AA A1AA A1A4 0A")
    )


def test_the_yen_sign_of_western_keyboards_is_replaced() -> None:
    assert encode(Slip().text("¥5")).endswith(b"\xa3\xa45\n")


def test_a_line_with_a_rare_name_is_drawn_whole() -> None:
    for name in ("王䶮", "㛃", "鿏", "王\U00020bb7"):
        assert encode(Slip().text(name)).endswith(DRAWN)


def test_a_printer_with_the_small_repertoire_draws_more() -> None:
    assert encode(Slip().text("喆")).endswith(b"\x86\xb4\n")
    assert encode(Slip().text("喆"), charset="gb2312").endswith(DRAWN)


def test_nothing_is_repeated_that_is_already_set() -> None:
    raw = encode(Slip().text("甲", align=Align.CENTER).text("乙", align=Align.CENTER))

    assert raw.count(b"\x1ba") == 1
    assert b"\x1d!" not in raw


def test_a_second_slip_begins_from_the_printers_own_defaults() -> None:
    encoder = LineEncoder(draw_line=lambda _: DRAWN, draw_qr=str.encode)
    slip = Slip().large("甲")

    assert list(encoder.encode(slip)) == list(encoder.encode(slip))


def test_a_drawn_line_is_drawn_at_its_own_size_only() -> None:
    raw = encode(Slip().large("䶮"))

    assert b"\x1d!" not in raw


@given(st.text(max_size=40))
def test_a_text_never_carries_a_command(text: str) -> None:
    raw = encode(Slip((Line(text),)))

    body = raw.removeprefix(b"\x1b@\x1c&").removesuffix(b"\n")
    assert all(byte >= 0x20 for byte in body)
