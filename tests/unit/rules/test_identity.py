import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.iso7064 import mod_11_2

from counter.rules.identity import check_identity, check_legacy_identity

TODAY = dt.date(2026, 11, 23)
HUSBAND, WIFE, STANDARD = "371799198506150016", "371799198709220029", "11010519491231002X"


def numbered(birth: str, sequence: str = "001") -> str:
    body = f"371799{birth}{sequence}"
    return body + mod_11_2.calc_check_digit(body)


def test_the_standards_own_example_is_valid_and_says_birth_and_sex() -> None:
    identity = check_identity(STANDARD, TODAY)

    assert (identity.valid, identity.birth, identity.sex) == (True, dt.date(1949, 12, 31), "2")


@pytest.mark.parametrize(
    ("number", "birth", "sex"),
    [(HUSBAND, dt.date(1985, 6, 15), "1"), (WIFE, dt.date(1987, 9, 22), "2")],
)
def test_a_number_carries_birth_and_sex(number: str, birth: dt.date, sex: str) -> None:
    identity = check_identity(number, TODAY)

    assert (identity.valid, identity.birth, identity.sex) == (True, birth, sex)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "长度"),
        ("37179919850615001", "长度"),
        ("3717991985061500166", "长度"),
        ("３７１７９９１９８５０６１５００１６", "格式"),
        ("37179919850615001٦", "格式"),
        ("37179A198506150016", "格式"),
        ("X71799198506150016", "格式"),
        ("371799198506150\x0016", "格式"),
        ("371799198502310016", "日期"),
        (numbered("20261124"), "日期"),
        (numbered("19051122"), "日期"),
        ("371799198506150017", "校验位"),
        ("110105194912310021", "校验位"),
    ],
)
def test_a_bad_number_names_the_rule_it_breaks(text: str, reason: str) -> None:
    identity = check_identity(text, TODAY)

    assert (identity.valid, identity.reason, identity.number) == (False, reason, "")
    assert identity.message.endswith("。")


def test_only_spaces_and_a_small_x_are_corrected() -> None:
    assert check_identity("  11010519491231002x\n", TODAY).number == STANDARD


@pytest.mark.parametrize("birth", ["20261123", "19061123", "19051124", "20240229"])
def test_today_the_oldest_age_and_a_leap_day_are_allowed(birth: str) -> None:
    assert check_identity(numbered(birth), TODAY).valid


def test_a_fifteen_digit_number_is_refused_with_its_own_sentence() -> None:
    identity = check_identity("371799850615001", TODAY)

    assert identity.reason == "长度"
    assert "停用" in identity.message


def test_a_legacy_search_takes_both_forms() -> None:
    old = check_legacy_identity("371799850615001", TODAY)

    assert (old.valid, old.birth, old.sex) == (True, dt.date(1985, 6, 15), "1")
    assert check_legacy_identity(HUSBAND, TODAY).valid
    assert check_legacy_identity("371799850231001", TODAY).reason == "日期"


@given(
    st.sampled_from([HUSBAND, WIFE, STANDARD]), st.integers(0, 17), st.sampled_from("0123456789X")
)
def test_any_changed_digit_fails(number: str, place: int, other: str) -> None:
    changed = number[:place] + other + number[place + 1 :]

    assert check_identity(changed, TODAY).valid == (changed == number)


@given(st.text(max_size=25))
def test_the_check_answers_for_any_text(text: str) -> None:
    identity = check_identity(text, TODAY)

    assert identity.valid == (identity.reason == "") == (identity.birth is not None)
    assert check_legacy_identity(text, TODAY).valid in (True, False)
