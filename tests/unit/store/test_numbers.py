import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.iso7064 import mod_11_10

from counter.store.numbers import check_digit, is_number

SERIES = st.builds(
    lambda hall, window, letter: f"{hall:02d}{window:02d}{letter}",
    st.integers(1, 99),
    st.integers(1, 99),
    st.sampled_from("ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
)
RUNNING = st.integers(1, 999_999)


def written(series: str, number: int) -> str:
    return f"{series}-{number:06d}-{check_digit(series, number)}"


def test_the_letter_counts_as_its_two_digit_place_in_the_alphabet() -> None:
    assert check_digit("0703A", 123) == mod_11_10.calc_check_digit("070310000123")
    assert check_digit("0703Z", 123) == mod_11_10.calc_check_digit("070335000123")


@given(SERIES, RUNNING)
def test_every_number_made_is_recognised(series: str, number: int) -> None:
    assert is_number(written(series, number))


@given(SERIES, RUNNING, st.integers(0, 13), st.integers(1, 9))
def test_one_mistyped_digit_is_noticed(series: str, number: int, at: int, shift: int) -> None:
    right = written(series, number)
    if not right[at].isdigit():
        return

    wrong = right[:at] + str((int(right[at]) + shift) % 10) + right[at + 1 :]

    assert not is_number(wrong)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "-",
        "0703A-000123",
        "0703a-000123-7",
        "0703Ａ-000123-7",
        "０703A-000123-7",
        "0703A-00０123-7",
        "0703A-00123-7",
        "07031-000123-7",
        "0703A-000123-77",
        "0703A--7",
        "0703A-000123-7\n",
    ],
)
def test_other_texts_are_no_numbers(text: str) -> None:
    assert not is_number(text)


@given(st.text(max_size=20))
def test_any_text_at_all_gets_an_answer(text: str) -> None:
    is_number(text)
