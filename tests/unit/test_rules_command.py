"""``counter rules`` as an administrator types it: its answers, its statuses, its sentences."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from counter import cli

HOW_TO = Path(__file__).parents[2] / "docs" / "how-to" / "check-a-rule.md"
# Every rule of the loan's limit, term, household and acceptance checks.
LIMIT = ("cap_depositor", "cap_balance", "cap_remaining", "amount_limit", "capacity")
PRICE = ("down_payment", "down_plus_loan", "loan_share")
TERM = ("max_term", "age_term", "house_age_term")
HOUSEHOLD = ("third_home", "second_home", "open_loans", "deposit_months", "marital")
ACCEPTANCE = ("account_state", "in_flight", "id_numbers", "mobiles", "address", "home_figures")
PAPERS = ("guarantee", "attachments", "project", "contract_filed", "in_city", "credit")
PEOPLE = ("adult", "presence")


def ask(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, Any]:
    status = cli.main(["rules", *words, "--json"])
    out = capsys.readouterr().out
    return status, json.loads(out) if out else None


def example() -> dict[str, Any]:
    found = re.search(r"```json\n(.*?)```", HOW_TO.read_text(encoding="utf-8"), re.DOTALL)
    assert found is not None
    return json.loads(found.group(1))


def as_file(tmp_path: Path, facts: object) -> str:
    file = tmp_path / "application.json"
    file.write_text(json.dumps(facts, ensure_ascii=False), encoding="utf-8")
    return str(file)


@pytest.mark.parametrize(
    ("number", "valid", "reason"),
    [
        ("371799198506150016", True, ""),
        ("371799198709220029", True, ""),
        ("37179919850615001", False, "长度"),
        ("371799850615001", False, "长度"),
        ("371799198506150017", False, "校验位"),
        ("371799198502300016", False, "日期"),
        ("３７１７９９１９８５０６１５００１６", False, "格式"),
    ],
)
def test_an_identity_number_holds_or_its_rule_is_named(
    capsys: pytest.CaptureFixture[str], number: str, valid: bool, reason: str
) -> None:
    status, told = ask(capsys, "identity", number)

    assert told == {"valid": valid, "reason": reason}
    assert status == (0 if valid else 1)


@pytest.mark.parametrize(
    ("code", "valid", "reason"),
    [
        ("91350100M000100Y43", True, ""),
        ("91350100M000100Y44", False, "校验位"),
        ("91350100M000100O43", False, "格式"),
        ("9135", False, "长度"),
    ],
)
def test_a_credit_code_holds_or_its_rule_is_named(
    capsys: pytest.CaptureFixture[str], code: str, valid: bool, reason: str
) -> None:
    status, told = ask(capsys, "credit-code", code)

    assert (status, told) == (0 if valid else 1, {"valid": valid, "reason": reason})


def test_both_deadlines_are_told_and_the_earlier_is_named(
    capsys: pytest.CaptureFixture[str],
) -> None:
    status, told = ask(capsys, "deadline", "--signed", "2026-11-23")

    assert status == 0
    assert told == {
        "promised": "2026-12-07",
        "statutory": "2026-12-08",
        "earlier": "2026-12-07",
        "which": "promised",
        "provisional": False,
    }


def test_a_year_without_holidays_gives_a_provisional_deadline_and_no_error(
    capsys: pytest.CaptureFixture[str],
) -> None:
    status, told = ask(capsys, "deadline", "--signed", "2026-12-25")

    assert status == 0
    assert told["provisional"] is True


def test_ten_working_days_can_pass_the_law(capsys: pytest.CaptureFixture[str]) -> None:
    _status, told = ask(capsys, "deadline", "--signed", "2026-09-25")

    assert told["which"] == "statutory"
    assert told["earlier"] == told["statutory"] < told["promised"]


@pytest.mark.parametrize(
    ("principal", "months", "method", "first", "second", "last", "interest"),
    [
        ("300000", "240", "equal-instalment", "1701.59", "1701.59", "1700.62", "108380.63"),
        ("400000", "360", "equal-instalment", "1740.83", "1740.83", "1737.90", "226695.87"),
        ("300000", "240", "equal-principal", "2062.50", "2059.11", "1253.39", "97906.25"),
        ("400000", "360", "equal-principal", "2194.44", "2191.43", "1114.52", "195541.86"),
        ("1000", "1", "equal-instalment", "1002.71", "1002.71", "1002.71", "2.71"),
    ],
)
def test_instalments_are_those_of_the_vectors(  # noqa: PLR0913 - a row of a table
    capsys: pytest.CaptureFixture[str],
    principal: str,
    months: str,
    method: str,
    first: str,
    second: str,
    last: str,
    interest: str,
) -> None:
    terms = ("--principal", principal, "--rate", "3.25", "--months", months, "--method", method)

    status, told = ask(capsys, "instalment", *terms)

    assert status == 0
    assert told == {"first": first, "second": second, "last": last, "total_interest": interest}


@pytest.mark.parametrize(
    ("day", "months", "home", "rate"),
    [
        ("2026-11-23", "60", "first", "2.10"),
        ("2026-11-23", "61", "first", "2.60"),
        ("2026-11-23", "60", "second", "2.525"),
        ("2026-11-23", "61", "second", "3.075"),
        ("2025-05-07", "240", "first", "2.85"),
        ("2025-05-08", "240", "first", "2.60"),
        ("2018-06-01", "240", "first", "3.25"),
        ("2018-06-01", "240", "second", "3.575"),
    ],
)
def test_the_rate_is_that_of_the_table_on_the_day(
    capsys: pytest.CaptureFixture[str], day: str, months: str, home: str, rate: str
) -> None:
    status, told = ask(capsys, "loan-rate", "--on", day, "--months", months, "--home", home)

    assert status == 0
    assert (told["rate"], told["floor"]) == (rate, home == "second")
    assert told["valid_from"] <= day
    assert told["doc_no"]


def test_materials_follow_the_conditions(capsys: pytest.CaptureFixture[str]) -> None:
    _status, alone = ask(capsys, "materials", "L01", "--with", "m.single")
    status, couple = ask(capsys, "materials", "L01", "--with", "m.married")

    assert status == 0
    assert {tuple(row) for row in couple["rows"]} == {("id", "name", "who", "form")}
    assert any("配偶" in row["who"] for row in couple["rows"])
    assert not any("配偶" in row["who"] for row in alone["rows"])


def test_the_example_of_the_how_to_is_judged_with_a_row_for_every_rule(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    status, told = ask(capsys, "eligibility", as_file(tmp_path, example()))

    codes = [row["code"] for row in told["rows"]]
    failed = [row for row in told["rows"] if row["outcome"] == "不通过"]
    assert (status, told["refused"]) == (1, True)
    assert [row["code"] for row in failed] == ["cap_balance", "amount_limit"]
    assert told["limit"] == "496000.00"
    assert "500,000.00" in failed[1]["numbers"]
    assert failed[1]["repair"]
    wanted = (*LIMIT, *PRICE, *TERM, *HOUSEHOLD, *ACCEPTANCE, *PAPERS, *PEOPLE)
    assert sorted(codes) == sorted(wanted)
    assert all(row["source"] and row["numbers"] for row in told["rows"])


def test_within_the_limit_the_answer_is_yes(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    facts = example()
    facts["request"]["amount"] = "496000.00"

    status, told = ask(capsys, "eligibility", as_file(tmp_path, facts))

    assert (status, told["refused"]) == (0, False)


def test_a_couple_is_judged_as_married_under_every_code(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    for marital in ("20", "21", "22", "23"):
        facts = example()
        facts["borrower"]["marital"] = facts["spouse"]["marital"] = marital
        facts["request"]["amount"] = "400000.00"
        assert ask(capsys, "eligibility", as_file(tmp_path, facts))[0] == 0


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"strange": 1}, "strange"),
        ({"accepted_on": "2026-02-30"}, "accepted_on"),
        ({"request": {"amount": "NaN", "months": 240, "method": "equal-instalment"}}, "amount"),
        ({"request": {"amount": 5, "months": 240, "method": "equal-instalment"}}, "amount"),
        ({"request": {"amount": "5", "months": "240", "method": "equal-instalment"}}, "months"),
        ({"request": {"amount": "5", "months": 240, "method": "interest-only"}}, "method"),
        ({"borrower": []}, "borrower"),
        ({"attachments": "all"}, "attachments"),
    ],
)
def test_a_field_of_another_form_is_named_and_its_content_is_not_told(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, changes: dict[str, Any], named: str
) -> None:
    status = cli.main(["rules", "eligibility", as_file(tmp_path, example() | changes), "--json"])

    told = capsys.readouterr()
    assert (status, told.out) == (2, "")
    assert named in told.err
    assert told.err.count("\n") == 1


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"[1", b'{"a": NaN}', b"[" * 90_000])
def test_what_is_no_application_is_refused_in_one_sentence(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, content: bytes
) -> None:
    (tmp_path / "x.json").write_bytes(content)

    status = cli.main(["rules", "eligibility", str(tmp_path / "x.json")])

    told = capsys.readouterr()
    assert (status, told.out) == (2, "")
    assert told.err.endswith("。\n")


@pytest.mark.parametrize(
    "words",
    [
        ("deadline", "--signed", "2026-02-30"),
        ("deadline", "--signed", "0001-01-01"),
        ("deadline", "--signed", "2026-11-23", "--accepted", "2026-11-24"),
        ("instalment", "--principal", "1e9", "--rate", "3", "--months", "9", "--method", "x"),
        (
            *("instalment", "--principal", "-1", "--rate", "3", "--months", "9"),
            *("--method", "equal-principal"),
        ),
        (
            *("instalment", "--principal", "1", "--rate", "101", "--months", "9"),
            *("--method", "equal-principal"),
        ),
        (
            *("instalment", "--principal", "1", "--rate", "3", "--months", "0"),
            *("--method", "equal-principal"),
        ),
        ("loan-rate", "--on", "1990-01-01", "--months", "9", "--home", "first"),
        ("loan-rate", "--on", "2026-01-01", "--months", "9", "--home", "third"),
        ("materials", "Z99"),
        ("materials", "L01", "--with", "no.such"),
        ("eligibility", "/no/such/file.json"),
    ],
)
def test_a_question_that_cannot_be_understood_is_told_in_one_sentence(
    capsys: pytest.CaptureFixture[str], words: tuple[str, ...]
) -> None:
    status = cli.main(["rules", *words])

    told = capsys.readouterr()
    assert (status, told.out) == (2, "")
    assert told.err.endswith("。\n")
    assert told.err.count("\n") == 1


def test_without_json_the_answer_is_read_by_a_person(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["rules", "deadline", "--signed", "2026-11-23"]) == 0

    assert "promised: 2026-12-07" in capsys.readouterr().out
