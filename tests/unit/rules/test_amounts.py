from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counter.rules.amount_words import in_capitals
from counter.rules.amounts import (
    LARGEST,
    exact_money,
    floor_to,
    parse_amount,
    percent_at_least,
    percent_at_most,
    plain,
    show,
    to_cents,
    wire,
)

DIGITS = "零壹贰叁肆伍陆柒捌玖"
SMALL = {"拾": 10, "佰": 100, "仟": 1000}
money = st.decimals(0, LARGEST, places=2, allow_nan=False, allow_infinity=False)


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("400000", "400000.00"),
        (" 400,000.5 ", "400000.50"),
        ("0", "0.00"),
        ("0.01", "0.01"),
        ("1,234,567.89", "1234567.89"),
    ],
)
def test_an_amount_is_read_exactly(text: str, amount: str) -> None:
    assert str(parse_amount(text).value) == amount


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "格式"),
        ("1e9", "格式"),
        ("1.5e3", "格式"),
        ("nan", "格式"),
        ("Infinity", "格式"),
        ("１００", "格式"),
        ("007", "格式"),
        ("100.", "格式"),
        (".5", "格式"),
        ("1_000", "格式"),
        ("40,0000", "格式"),
        ("一百", "格式"),
        ("+5", "格式"),
        ("-0.01", "负数"),
        ("0.001", "小数位"),
        ("1234.5678", "小数位"),
        ("9" * 14, "超限"),
        ("9" * 40, "超限"),
    ],
)
def test_a_doubtful_amount_is_refused_not_rounded(text: str, reason: str) -> None:
    checked = parse_amount(text)

    assert (checked.reason, checked.value) == (reason, None)


def test_an_amount_above_the_fields_own_limit_is_refused() -> None:
    assert parse_amount("600000.01", Decimal("600000.00")).reason == "超限"
    assert parse_amount("600000.00", Decimal("600000.00")).valid


@given(money)
def test_an_amount_survives_both_ways_of_writing_it(amount: Decimal) -> None:
    assert parse_amount(show(amount)).value == amount
    assert parse_amount(wire(amount)).value == amount


@given(st.text(max_size=30))
def test_reading_an_amount_answers_for_any_text(text: str) -> None:
    checked = parse_amount(text)

    assert checked.valid == (checked.value is not None)


def test_rounding_is_half_up_and_limits_are_cut_down() -> None:
    assert to_cents(Decimal("0.005")) == Decimal("0.01")
    assert floor_to(Decimal("496566.50"), Decimal(1000)) == Decimal("496000.00")
    assert floor_to(Decimal("-5"), Decimal(1000)) == Decimal("0.00")


def test_a_shown_percentage_never_hides_a_miss() -> None:
    assert percent_at_most(Decimal("19.9999"), Decimal(100)) == "19.99%"
    assert percent_at_least(Decimal("80.0001"), Decimal(100)) == "80.01%"


def test_plain_numbers_lose_only_zeros_after_the_point() -> None:
    assert [plain(Decimal(text)) for text in ("20", "20.00", "0.50", "100")] == [
        "20", "20", "0.5", "100",
    ]  # fmt: skip


def test_a_third_decimal_is_not_money() -> None:
    with pytest.raises(ValueError, match="two decimals"):
        exact_money(Decimal("1.005"))


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("1740.83", "壹仟柒佰肆拾元捌角叁分"),
        ("400000.00", "肆拾万元整"),
        ("10.05", "壹拾元零伍分"),
        ("0.10", "壹角"),
        ("0.00", "零元整"),
        ("100010001.00", "壹亿零壹万零壹元整"),
    ],
)
def test_an_amount_in_capitals_reads_as_on_a_form(amount: str, words: str) -> None:
    assert in_capitals(Decimal(amount)) == words


@pytest.mark.parametrize("amount", [Decimal("-0.01"), LARGEST + 1])
def test_an_amount_out_of_range_has_no_words(amount: Decimal) -> None:
    with pytest.raises(ValueError, match="between zero"):
        in_capitals(amount)


def _section(text: str) -> int:
    total = digit = 0
    for char in text:
        if char in DIGITS:
            digit = DIGITS.index(char)
        else:
            total, digit = total + digit * SMALL[char], 0
    return total + digit


def _integer(text: str) -> int:
    for unit, size in (("万亿", 10**12), ("亿", 10**8), ("万", 10**4)):
        if unit in text:
            head, tail = text.split(unit, 1)
            return _integer(head) * size + _integer(tail)
    return _section(text)


def _value(words: str) -> Decimal:
    words = words.removesuffix("整")
    yuan, _, rest = words.rpartition("元")
    cents = 0
    for unit, size in (("角", 10), ("分", 1)):
        if unit in rest:
            head, rest = rest.split(unit, 1)
            cents += DIGITS.index(head[-1]) * size
    return Decimal(_integer(yuan) if yuan else 0) + Decimal(cents) / 100


@given(st.decimals(0, Decimal("99999999.99"), places=2))
def test_words_read_back_give_the_amount(amount: Decimal) -> None:
    assert _value(in_capitals(amount)) == amount
