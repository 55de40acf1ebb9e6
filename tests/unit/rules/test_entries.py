"""Names, masks, phones, cards, credit codes, dates: what a clerk types and a card says."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counter.rules.credit_code import check_credit_code, organisation_check
from counter.rules.dates import add_months, age_on, due_day, parse_date, whole_months
from counter.rules.masking import mask_account, mask_document, mask_name, mask_phone
from counter.rules.names import check_name
from counter.rules.phone import check_bank_card, check_fund_account, check_mobile

TODAY = dt.date(2026, 11, 23)


@pytest.mark.parametrize(
    "name",
    [
        "孟庆禾",
        "阿卜杜热合曼·买买提",
        "𠮷田",
        "\U00031350",
        "王\ue0c5",
        "<b>张三</b>",
        "John Smith",
        "〇" * 50,
    ],
)
def test_a_name_is_kept_character_for_character(name: str) -> None:
    checked = check_name(f" {name}\t")

    assert (checked.valid, checked.value) == (True, name)


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("", "空"),
        (" \u3000", "空"),
        ("张" * 51, "长度"),
        ("张\x00三", "控制字符"),
        ("张\u2028三", "控制字符"),
        ("张\u202e三", "书写方向符"),
        ("张\u200b三", "零宽字符"),
        ("张\ufe0f三", "零宽字符"),
        ("张\u3164三", "零宽字符"),
        ("张\U000e0100三", "零宽字符"),
        ("张\u3000三", "空格"),
        ("张😀", "表情符号"),
        ("张☺", "表情符号"),
        ("张\ud800", "无效字符"),
        ("张\uffff", "无效字符"),
    ],
)
def test_a_name_that_would_mislead_is_refused_with_its_reason(name: str, reason: str) -> None:
    checked = check_name(name)

    assert (checked.valid, checked.reason, checked.value) == (False, reason, None)


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("", ""),
        ("张", "*"),
        ("张三", "张*"),
        ("欧阳", "欧*"),
        ("欧阳修", "欧阳*"),
        ("孟庆禾苗", "孟*"),
        ("阿卜杜热合曼·买买提", "阿*·*"),
        ("阿·买·提", "阿*·*·*"),
        ("John Smith", "J*"),
    ],
)
def test_a_masked_name_shows_the_surname_only(name: str, masked: str) -> None:
    assert mask_name(name) == masked


@pytest.mark.parametrize(
    ("number", "masked"),
    [
        ("371799198506150016", "371***********0016"),
        ("371799850615001", "371********5001"),
        ("E12345678", "E1*****78"),
        ("H1234567", "H1****67"),
        ("1234", "****"),
    ],
)
def test_a_masked_document_keeps_its_ends(number: str, masked: str) -> None:
    assert mask_document(number) == masked


def test_phones_and_accounts_keep_their_last_four_digits() -> None:
    assert mask_phone("13800002607") == "138****2607"
    assert mask_phone("5551234") == "***1234"
    assert mask_account("99170102000013307") == "*************3307"
    assert mask_account("3307") == "****"


@given(st.text(max_size=40))
def test_masking_twice_changes_nothing(text: str) -> None:
    for mask in (mask_name, mask_document, mask_phone, mask_account):
        assert mask(mask(text)) == mask(text)


@given(st.text("0123456789X", min_size=11, max_size=11), st.text("0123456789", min_size=11))
def test_a_mask_tells_nothing_of_what_it_hides(one: str, two: str) -> None:
    assert mask_document(f"371{one}0016") == mask_document(f"371{two[:11]}0016")


@given(st.text("张王李赵阿卜买提", min_size=2, max_size=15))
def test_a_masked_name_shows_at_most_two_characters(name: str) -> None:
    assert len(mask_name(name).rstrip("*")) <= 2


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("13800002607", ""),
        (" 13800002607 ", ""),
        ("1380000260", "长度"),
        ("138000026071", "长度"),
        ("1380000260a", "格式"),
        ("１３８００００２６０７", "格式"),
        ("12800002607", "格式"),
        ("", "格式"),
    ],
)
def test_a_mobile_number_has_eleven_plain_digits(text: str, reason: str) -> None:
    assert check_mobile(text).reason == reason


@pytest.mark.parametrize(
    ("text", "reason"),
    [("9917010200001", ""), ("1" * 21, "长度"), ("99A", "格式"), ("", "格式")],
)
def test_a_fund_account_has_at_most_twenty_digits(text: str, reason: str) -> None:
    assert check_fund_account(text).reason == reason


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("6222020000000000000"[:15], "长度"),
        ("4111111111111111", ""),
        ("4111111111111112", "校验位"),
        ("4111 1111 1111 1111", "格式"),
    ],
)
def test_a_bank_card_passes_its_check_digit(text: str, reason: str) -> None:
    assert check_bank_card(text).reason == reason


def test_credit_codes_follow_the_standards_vector() -> None:
    assert check_credit_code(" 91350100m000100y43 ").value == "91350100M000100Y43"
    assert organisation_check("M000100Y") == "4"


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("91350100M000100Y4", "长度"),
        ("91350100M000100Y4I", "格式"),
        ("９１350100M000100Y43", "格式"),
        ("9135O100M000100Y43", "格式"),
        ("91350100M000100Y44", "校验位"),
        ("91350100M000100Y53", "校验位"),
    ],
)
def test_a_bad_credit_code_names_the_rule(code: str, reason: str) -> None:
    assert check_credit_code(code).reason == reason


@given(st.integers(0, 17), st.sampled_from("0123456789ABCDEFGHJKLMNPQRTUWXY"))
def test_any_changed_character_of_a_credit_code_fails(place: int, other: str) -> None:
    code = "91350100M000100Y43"
    changed = code[:place] + other + code[place + 1 :]

    assert check_credit_code(changed).valid == (changed == code)


@pytest.mark.parametrize(
    "text", ["2026-11-23", "20261123", "2026/11/23", "2026.11.23", " 2026年11月23日 "]
)
def test_a_date_is_read_in_its_usual_forms(text: str) -> None:
    assert parse_date(text, TODAY).value == dt.date(2026, 11, 23)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("2026-02-30", "日期"),
        ("2026-13-01", "日期"),
        ("1899-12-31", "范围"),
        ("2077-01-01", "范围"),
        ("0000-01-01", "日期"),
        ("115-02-03", "格式"),
        ("2026-11/23", "格式"),
        ("２０２６-１１-２３", "格式"),
        ("", "格式"),
    ],
)
def test_an_impossible_date_is_refused(text: str, reason: str) -> None:
    assert parse_date(text, TODAY).reason == reason


@given(st.text(max_size=60))
def test_every_check_answers_for_any_text(text: str) -> None:
    for check in (check_name, check_mobile, check_fund_account, check_bank_card, check_credit_code):
        assert check(text).valid == (check(text).value is not None)
    assert parse_date(text, TODAY).valid in (True, False)


def test_a_month_without_the_day_gives_its_last_day() -> None:
    assert add_months(dt.date(2026, 1, 31), 1) == dt.date(2026, 2, 28)
    assert add_months(dt.date(2026, 3, 31), -1) == dt.date(2026, 2, 28)
    assert due_day(dt.date(2026, 10, 31), 2) == dt.date(2026, 12, 31)


@given(st.dates(dt.date(1900, 1, 1), dt.date(2100, 1, 1)), st.integers(0, 1200))
def test_whole_months_undo_added_months(day: dt.date, months: int) -> None:
    assert whole_months(day, add_months(day, months)) == months


def test_a_person_is_a_year_older_on_the_birthday_itself() -> None:
    birth = dt.date(2008, 11, 23)

    assert (age_on(birth, dt.date(2026, 11, 22)), age_on(birth, TODAY)) == (17, 18)
    assert age_on(dt.date(2008, 2, 29), dt.date(2026, 2, 28)) == 18
