"""Fictional citizens: right numbers, couples on both sides, every state, rare names."""

import csv
import datetime as dt
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from counter import cli
from counter.rules.identity import check_identity
from counter.rules.marital import is_married
from counter.rules.names import check_name
from counter.rules.phone import check_fund_account, check_mobile
from counter.sample.citizens import MOST, SampleCitizen, doc_number, sample_citizens
from counter.sample.citizens_file import HEADERS, write_citizens

AS_OF = dt.date(2026, 11, 23)
CLOSED = {"03", "04", "05"}


@pytest.fixture(scope="module")
def thousand() -> list[SampleCitizen]:
    return list(sample_citizens(1000, 1, AS_OF))


@settings(max_examples=30)
@given(
    count=st.integers(1, 80),
    seed=st.integers(0, 2**32),
    as_of=st.dates(dt.date(2020, 1, 1), dt.date(2040, 12, 31)),
)
def test_every_citizen_passes_the_counters_own_checks(
    count: int, seed: int, as_of: dt.date
) -> None:
    citizens = list(sample_citizens(count, seed, as_of))

    assert len(citizens) == count
    for citizen in citizens:
        identity = check_identity(citizen.doc_number, as_of)
        assert identity.valid, identity.reason
        assert citizen.doc_number.startswith("371799")
        assert (identity.birth, identity.sex) == (citizen.birth_date, citizen.sex)
        assert check_name(citizen.name).value == citizen.name
        assert check_mobile(citizen.phone).valid
        assert (citizen.spouse_doc_number is not None) == is_married(citizen.marital)


@settings(max_examples=20)
@given(seed=st.integers(0, 2**32))
def test_every_account_holds_together(seed: int) -> None:
    for citizen in sample_citizens(60, seed, AS_OF):
        account = citizen.account
        if account is None:
            continue
        assert check_fund_account(account.number).valid
        assert account.balance == account.balance.quantize(Decimal("0.01")) >= 0
        assert account.deposit_base > 0
        assert 0 <= account.consecutive_months <= 360
        assert "1999-01" <= account.paid_through < "2026-11"
        if account.status in CLOSED:
            assert account.balance == account.consecutive_months == account.open_loans == 0


def test_spouses_name_each_other_and_are_of_two_sexes(thousand: list[SampleCitizen]) -> None:
    known = {citizen.doc_number: citizen for citizen in thousand}
    couples = [citizen for citizen in thousand if citizen.spouse_doc_number]

    assert len(couples) > 300
    for citizen in couples:
        spouse = known[citizen.spouse_doc_number or ""]
        assert spouse.spouse_doc_number == citizen.doc_number
        assert {citizen.sex, spouse.sex} == {"1", "2"}
        assert is_married(spouse.marital)


def test_the_first_two_are_a_couple_who_pay_regularly() -> None:
    for seed in range(30):
        first, second, *_ = sample_citizens(5, seed, AS_OF)

        assert first.spouse_doc_number == second.doc_number
        for citizen in (first, second):
            assert citizen.account is not None
            assert citizen.account.status == "01"
            assert citizen.account.consecutive_months >= 48
            assert citizen.account.open_loans == 0


def test_every_account_state_and_every_marital_code_is_there(
    thousand: list[SampleCitizen],
) -> None:
    states = Counter(citizen.account.status for citizen in thousand if citizen.account)
    marital = {citizen.marital for citizen in thousand}

    assert set(states) == {"01", "02", "03", "04", "05", "06", "99"}
    assert marital == {"10", "20", "21", "22", "23", "30", "40", "90"}
    assert any(citizen.account is None for citizen in thousand)


def test_rare_names_are_there(thousand: list[SampleCitizen]) -> None:
    names = "".join(citizen.name for citizen in thousand)

    assert set("㛃䶮𠮷·") <= set(names)
    assert max(len(citizen.name) for citizen in thousand) == 15
    assert any(citizen.name.startswith(("欧阳", "司马", "诸葛")) for citizen in thousand)


def test_numbers_of_people_and_accounts_are_nobody_elses(thousand: list[SampleCitizen]) -> None:
    numbers = {citizen.doc_number for citizen in thousand}
    accounts = [citizen.account.number for citizen in thousand if citizen.account]

    assert len(numbers) == len({citizen.phone for citizen in thousand}) == 1000
    assert len(set(accounts)) == len(accounts)


def test_one_seed_makes_one_file_and_another_seed_other_people() -> None:
    first, again, other = (list(sample_citizens(50, seed, AS_OF)) for seed in (7, 7, 8))

    assert first == again
    assert first != other


def test_the_standards_example_has_the_standards_check_digit() -> None:
    assert doc_number(dt.date(1985, 6, 15), 1) == "371799198506150016"
    assert doc_number(dt.date(1987, 9, 22), 2) == "371799198709220029"


@pytest.mark.parametrize("count", [0, -1, MOST + 1])
def test_too_few_or_too_many_are_refused(count: int) -> None:
    with pytest.raises(ValueError, match="200,000"):
        list(sample_citizens(count, 1, AS_OF))


def test_both_kinds_of_file_hold_the_same_texts(tmp_path: Path) -> None:
    for name in ("a.xlsx", "a.csv"):
        write_citizens(tmp_path / name, sample_citizens(40, 1, AS_OF), AS_OF)
    book = load_workbook(tmp_path / "a.xlsx", read_only=True)
    sheet = [
        ["" if value is None else value for value in row]
        for row in book.worksheets[0].iter_rows(values_only=True)
    ]
    book.close()
    with (tmp_path / "a.csv").open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.reader(file))

    assert sheet == lines
    assert tuple(lines[0]) == HEADERS
    assert len(lines) == 41


# The command


def test_the_command_writes_the_file_and_names_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "people.csv"

    status = cli.main(["sample", "citizens", "--count", "3", "--out", str(out)])

    assert status == 0
    assert capsys.readouterr().out == f"{out}\n"
    assert len(out.read_text(encoding="utf-8-sig").splitlines()) == 4


@pytest.mark.parametrize(
    ("count", "name"), [("0", "a.csv"), ("200001", "a.csv"), ("3", "a.txt"), ("3", "no/a.csv")]
)
def test_what_cannot_be_written_is_one_sentence_and_leaves_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], count: str, name: str
) -> None:
    status = cli.main(["sample", "citizens", "--count", count, "--out", str(tmp_path / name)])

    told = capsys.readouterr()
    assert status == 1
    assert told.err.count("\n") == 1
    assert told.out == ""
    assert list(tmp_path.iterdir()) == []
