"""The card's text block: every layout, and what looks wrong on a card."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counter.peripherals.id_reader import Card, CardKind, CardWarning
from counter.peripherals.id_reader.card import LAYOUTS, newest_address, parse_card
from counter.peripherals.id_reader.fixture_cards import (
    CitizenFace,
    citizen_card,
    foreigner_card_2017,
    foreigner_card_2023,
    hk_macao_taiwan_card,
    long_name_citizen,
    rare_name_citizen,
    sample_citizen,
)

#: Name 张三, sex 1, nation 01, birth 19900307, as the standard's example gives the bytes.
GOLDEN_START = (
    bytes.fromhex("205F094E") + bytes.fromhex("2000") * 13 + bytes.fromhex("3100")
) + bytes.fromhex("30003100" + "31003900390030003000330030003700")


def read(text: bytes) -> Card:
    card = parse_card(text)
    assert card is not None
    return card


def face(number: str, sex_code: str = "1", birth: str = "19900307") -> CitizenFace:
    return CitizenFace(name="张三", number=number, sex_code=sex_code, birth=birth)


@pytest.mark.parametrize("kind", CardKind)
def test_every_layout_fills_the_block(kind: CardKind) -> None:
    assert sum(size for _, size in LAYOUTS[kind]) == 256


def test_a_citizens_card_is_read_from_the_documented_bytes() -> None:
    block = sample_citizen().text

    card = read(block)

    assert block.startswith(GOLDEN_START)
    assert card == Card(
        kind=CardKind.CITIZEN,
        name="张三",
        number="371799199003070019",
        sex_code="1",
        nation_code="01",
        birth=date(1990, 3, 7),
        address="菏泽市示例区样本路1号",
        issuer="示例市公安局示例分局",
        valid_from=date(2020, 1, 1),
        valid_to=date(2040, 1, 1),
    )


def test_a_long_name_and_a_card_valid_for_good_are_read_whole() -> None:
    card = read(long_name_citizen().text)

    assert len(card.name) == 15
    assert card.name[7] == "·"
    assert card.is_long_term
    assert card.valid_to is None
    assert not card.is_expired_on(date(2126, 1, 1))


def test_a_character_outside_the_first_plane_is_kept() -> None:
    assert read(rare_name_citizen().text).name == "王\U00020bb7"


def test_a_resident_of_hong_kong_has_a_pass_number_and_no_nation() -> None:
    number = "810000198303060017"
    made = hk_macao_taiwan_card(face(number, birth="19830306"), "H12345678", "01")

    card = read(made.text)

    assert (card.kind, card.pass_number, card.issue_count) == (
        CardKind.HK_MACAO_TAIWAN,
        "H12345678",
        "01",
    )
    assert card.nation_code == ""
    assert card.warnings == ()
    assert card.kind.label == "港澳台居民居住证"


def test_a_foreigners_card_of_2017_is_not_read_as_a_citizens() -> None:
    card = read(foreigner_card_2017().text)

    assert card.name == "约翰·样本"
    assert card.english_name == "SAMPLE, JOHN ALEXANDER"
    assert (card.number, card.nationality) == ("GBR371799800101", "GBR")
    assert card.birth == date(1980, 1, 1)
    assert card.warnings == ()


def test_a_foreigners_card_of_2023_joins_both_parts_of_the_name() -> None:
    card = read(foreigner_card_2023().text)

    assert card.english_name == "SAMPLE-LONGFAMILYNAME, ANNA MARIA VIKTORIA"
    assert (card.number, card.nationality) == ("911156198101010021", "DEU")
    assert card.warnings == ()


@pytest.mark.parametrize(
    ("made", "warning"),
    [
        (face("371799199003070018"), CardWarning.CHECK_DIGIT),
        (face("３７１７９９１９９００３０７００１９"), CardWarning.CHECK_DIGIT),
        (face("371799199003070019", birth="19900308"), CardWarning.BIRTH_DIFFERS),
        (face("371799199003070019", sex_code="2"), CardWarning.SEX_DIFFERS),
    ],
)
def test_a_number_that_does_not_fit_is_a_warning(made: CitizenFace, warning: CardWarning) -> None:
    assert read(citizen_card(made).text).warnings == (warning,)


@pytest.mark.parametrize("number", ["11010519491231002X", "810000198303060017"])
def test_documented_numbers_pass_the_check(number: str) -> None:
    made = face(number, sex_code="", birth=number[6:14])

    assert read(citizen_card(made).text).warnings == ()


def test_half_a_character_is_shown_and_reported() -> None:
    block = bytearray(sample_citizen().text)
    block[2:4] = b"\x42\xd8"

    card = read(bytes(block))

    assert "\ufffd" in card.name
    assert CardWarning.STRANGE_CHARACTER in card.warnings


def test_a_day_that_does_not_exist_is_left_open_and_reported() -> None:
    made = CitizenFace("张三", "371799199003070019", "1", "19900307", valid_to="20230230")

    card = read(citizen_card(made).text)

    assert card.valid_to is None
    assert not card.is_long_term
    assert CardWarning.STRANGE_DATE in card.warnings


def test_an_expired_card_says_so_on_the_day_after() -> None:
    card = read(sample_citizen().text)

    assert not card.is_expired_on(date(2040, 1, 1))
    assert card.is_expired_on(date(2040, 1, 2))


def test_a_block_without_name_or_of_another_size_is_no_card() -> None:
    assert parse_card(b" \x00" * 128) is None
    assert parse_card(bytes(256)) is None
    assert parse_card(sample_citizen().text[:-2]) is None


def test_the_last_address_that_is_not_blank_counts() -> None:
    rows = "".join(text.ljust(35) for text in ("甲路1号", "乙路2号", "", ""))

    assert newest_address(rows.encode("utf-16-le")) == "乙路2号"
    assert newest_address(b"") == ""


def test_nothing_of_a_person_shows_in_the_text_form() -> None:
    shown = repr(read(sample_citizen().text))

    assert "张三" not in shown
    assert "3717" not in shown
    assert "1990" not in shown


@given(st.binary(min_size=256, max_size=256))
def test_any_256_bytes_are_a_card_or_none(block: bytes) -> None:
    card = parse_card(block)

    assert card is None or (card.name and card.number)
