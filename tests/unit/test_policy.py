"""The loader: every file loads, every slip is named, the centre's values win."""

import datetime as dt
import tomllib
from decimal import Decimal
from typing import Any

import pytest

import resources
from counter.policy import PolicyError, load_checklists, load_consents, load_policy
from counter.policy.checklists import LIST_FILES, SHARED_FILE, read_shared
from counter.policy.consents import CONSENTS_FILE, read_consents
from counter.policy.entries import Entry, parse_file
from counter.policy.values import (
    CALENDAR_FILE,
    RATES_FILE,
    RETIREMENT_FILE,
    VALUE_FILES,
    read_retirement,
)
from counter.rules.policy_table import DecidingDays, NoPolicy, as_decimal, as_whole

DAY = dt.date(2026, 11, 23)
NAMES = """
loan.cap_single loan.cap_couple loan.min_months loan.down_first loan.down_second loan.capacity_ratio
loan.balance_multiple loan.round_to loan.max_terms loan.age_limit_male loan.age_limit_female
loan.house_age_plus_term loan.penalty_factor sla.loan_workdays sla.loan_statutory_days
sla.withdraw_days sla.supplement_days sla.pause_on_supplement wd.rent_year_cap wd.rent_min_months
wd.window_years wd.fraud_ban_years offset.min_balance offset.shortfall_mode flex.min_age
flex.max_age_male flex.max_age_female flex.si_months flex.ratio_min flex.ratio_max
review.rectify_workdays review.late_workdays complaint.reply_workdays queue.open_w12_waiting
queue.miss_after_calls queue.miss_after_s queue.reserve_most queue.reserve_per_waiting
queue.undo_s
queue.target_wait_min auth.credit_report_days auth.declaration_days review.first_level
"""
PARAMETERS = NAMES.split()
DATED: dict[str, Any] = {
    "valid_from": "2027-01-01", "doc_no": "新规", "mark": "verified", "anchor": "acceptance",
}  # fmt: skip
CAP: dict[str, Any] = {**DATED, "kind": "money", "value": "500000"}


def test_every_parameter_has_a_dated_value_with_its_document() -> None:
    policy = load_policy()

    for key in PARAMETERS:
        value = policy.on(key, DAY)
        assert value.doc_no
        assert value.version


def test_the_shipped_caps_say_that_they_are_examples() -> None:
    policy = load_policy()

    for key in ("loan.cap_single", "loan.cap_couple", "loan.balance_multiple"):
        assert policy.on(key, DAY).doc_no.startswith("示例")
        assert policy.on(key, DAY).mark == "unverified"


def test_every_data_file_is_one_that_is_loaded() -> None:
    used = {*VALUE_FILES, RATES_FILE, RETIREMENT_FILE, CALENDAR_FILE, *LIST_FILES, SHARED_FILE}
    found = {
        name for folder in ("policy", "checklists") for name in resources.names(folder, ".toml")
    }

    assert found == used
    assert CONSENTS_FILE in resources.names("forms", ".toml")


def test_values_come_as_exact_numbers() -> None:
    policy = load_policy()

    assert policy.number("loan.cap_couple", DAY) == Decimal("600000.00")
    assert policy.whole("sla.loan_workdays", DAY) == 10
    assert policy.on("sla.pause_on_supplement", DAY).value is True
    with pytest.raises(TypeError, match=r"offset\.shortfall_mode"):
        policy.number("offset.shortfall_mode", DAY)
    with pytest.raises(TypeError, match=r"sla\.pause_on_supplement"):
        as_decimal(policy.on("sla.pause_on_supplement", DAY))
    with pytest.raises(TypeError, match=r"loan\.capacity_ratio"):
        as_whole(policy.on("loan.capacity_ratio", DAY))


def test_an_unknown_key_or_day_is_named() -> None:
    policy = load_policy()

    with pytest.raises(NoPolicy, match="2001-01-01"):
        policy.on("loan.cap_single", dt.date(2001, 1, 1))
    with pytest.raises(NoPolicy, match=r"loan\.nothing"):
        policy.for_case("loan.nothing", DecidingDays(DAY))
    assert set(PARAMETERS) < policy.keys()


def test_a_key_may_have_several_periods_in_any_order() -> None:
    first, second = {**CAP, "valid_to": "2027-12-31"}, {**CAP, "valid_from": "2028-01-01"}

    policy = load_policy({"loan.cap_single": [{**second, "value": "600000"}, first]})

    assert policy.number("loan.cap_single", dt.date(2027, 12, 31)) == 500000
    assert policy.number("loan.cap_single", dt.date(2028, 1, 1)) == 600000


def test_the_centres_value_wins_on_the_days_it_covers() -> None:
    policy = load_policy({"loan.cap_single": [{**CAP, "valid_to": "2027-12-31"}]})

    assert policy.number("loan.cap_single", dt.date(2026, 12, 31)) == 400000
    assert policy.number("loan.cap_single", dt.date(2027, 1, 1)) == 500000
    assert policy.number("loan.cap_single", dt.date(2027, 12, 31)) == 500000
    assert policy.number("loan.cap_single", dt.date(2028, 1, 1)) == 400000


def test_the_centres_rates_and_holidays_join_the_shipped_tables() -> None:
    policy = load_policy(
        {
            "rate": [
                {"valid_from": "2027-03-01", "first": ["2.00", "2.50"], "second": ["2.4", "2.9"],
                 "doc_no": "新利率", "mark": "verified"},
            ],
            "day": [{"day": "2027-01-01", "kind": "rest", "note": "元旦"}],
            "year": [{"year": 2027, "source": "2027年放假通知"}],
        }
    )  # fmt: skip

    assert policy.rates.on(dt.date(2027, 2, 28), 360, "first").percent == Decimal("2.60")
    assert policy.rates.on(dt.date(2027, 3, 1), 360, "first").percent == Decimal("2.50")
    assert not policy.calendar.is_working(dt.date(2027, 1, 1))
    assert policy.calendar.is_known(2027)
    assert policy.calendar.version.endswith("2027年放假通知")


def test_a_case_is_judged_on_the_day_its_key_hangs_on() -> None:
    days = DecidingDays(DAY, contract_filing=dt.date(2026, 11, 1), disbursement=None)

    assert load_policy().anchor("loan.down_first") == "contract_filing"
    assert days.day("contract_filing") == dt.date(2026, 11, 1)
    assert days.day("disbursement") == days.day("day") == DAY


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"value": 500000.0}, "value must be a number in quotes"),
        ({"value": "5e5"}, "value must be a number in quotes"),
        ({"value": "nan"}, "value must be a number in quotes"),
        ({"value": "５"}, "value must be a number in quotes"),
        ({"value": "abc"}, "value must be a number in quotes"),
        ({"value": "-1"}, "value must be a number in quotes"),
        ({"value": "1.005"}, "at most 2 decimals"),
        ({"kind": "float"}, "kind must be one of"),
        ({"kind": "whole", "value": True}, "value must be a whole number"),
        ({"kind": "switch"}, "value must be true or false"),
        ({"kind": "text", "choices": ["a"]}, "value must be one of a"),
        ({"kind": "text", "choices": "a"}, "choices must be a list of texts"),
        ({"mark": "sure"}, "mark must be one of"),
        ({"anchor": "birthday"}, "anchor must be one of"),
        ({"doc_no": ""}, "doc_no must be a text"),
        ({"doc_no": 5}, "doc_no must be a text"),
        ({"valid_from": "soon"}, "valid_from must be a date"),
        ({"valid_from": 5}, "valid_from must be a date"),
        ({"valid_from": dt.datetime(2027, 1, 1, tzinfo=dt.UTC)}, "valid_from must be a date"),
        ({"valid_from": None}, "valid_from is missing"),
        ({"valid_to": "2026-12-31"}, "valid_to lies before valid_from"),
        ({"colour": "red"}, "unknown field colour"),
    ],
)
def test_a_slip_is_named_by_file_key_and_fault(changes: dict[str, Any], complaint: str) -> None:
    with pytest.raises(PolicyError) as refusal:
        load_policy({"loan.cap_single": [{**CAP, **changes}]})

    assert str(refusal.value).startswith("centre: value loan.cap_single: ")
    assert complaint in str(refusal.value)


@pytest.mark.parametrize(
    ("second", "complaint"),
    [
        ({}, "the period from 2028-01-01 overlaps the one from 2027-01-01"),
        ({"first_ends": True, "anchor": "day"}, "anchor must be the same"),
        ({"first_ends": True, "kind": "whole", "value": 5}, "kind must be the same"),
    ],
)
def test_periods_of_a_key_neither_overlap_nor_change_their_nature(
    second: dict[str, Any], complaint: str
) -> None:
    first = {**CAP, "valid_to": "2027-12-31"} if second.pop("first_ends", False) else CAP

    with pytest.raises(PolicyError, match=complaint):
        load_policy({"loan.cap_single": [first, {**CAP, "valid_from": "2028-01-01", **second}]})


@pytest.mark.parametrize(
    ("overrides", "complaint"),
    [
        ({"rate": [{"valid_from": "2027-01-01", "first": ["2.1"]}]}, "first must hold two rates"),
        ({"rate": ["2.1"]}, "rate number 1 must be a table"),
        ({"day": [{"day": "2027-01-01", "kind": "feast"}]}, "kind must be one of"),
        ({"day": [{"day": "2027-01-01", "kind": "rest"}] * 2}, "is there twice"),
        ({"year": [{"year": -1, "source": "x"}]}, "year must be a whole number"),
    ],
)
def test_a_wrong_line_of_a_table_is_refused(overrides: Any, complaint: str) -> None:
    with pytest.raises(PolicyError, match=complaint):
        load_policy(overrides)


@pytest.mark.parametrize(
    ("key", "changes", "complaint"),
    [
        ("loan.cap_singel", {}, "no rule reads this key"),
        ("loan.cap_single", {"anchor": "day"}, "anchor must be the same"),
        ("loan.cap_single", {"kind": "whole", "value": 1}, "kind must be the same"),
    ],
)
def test_the_centre_cannot_give_a_key_another_nature(
    key: str, changes: dict[str, Any], complaint: str
) -> None:
    with pytest.raises(PolicyError, match=complaint):
        load_policy({key: [{**CAP, **changes}]})


def test_a_retirement_age_stands_once_for_each_day() -> None:
    line = "[[retirement]]\ncategory = 'male_60'\nvalid_from = 2025-01-01\nage_months = 720\n"
    line += "doc_no = 'x'\n"

    with pytest.raises(PolicyError, match="2025-01-01 is there twice"):
        read_retirement(parse_file("r.toml", line * 2))


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        (["{id='a',text='b'}"], "at least two options"),
        (["{id='a',text='b',usual=true}", "{id='c',text='d',usual=true}"], "only one option"),
    ],
)
def test_a_question_has_choices_and_one_usual_answer(options: list[str], complaint: str) -> None:
    text = f"[[question]]\nid = 'q'\ntext = 't'\noption = [{','.join(options)}]\n"

    with pytest.raises(PolicyError, match=complaint):
        read_shared(parse_file("s.toml", text))


def test_a_file_that_is_no_toml_is_named() -> None:
    with pytest.raises(PolicyError, match=r"policy/x\.toml: cannot be read"):
        parse_file("policy/x.toml", "key = ")
    with pytest.raises(PolicyError, match="value must be a list of tables"):
        parse_file("policy/x.toml", "value = 5").tables("value")


def list_of(code: str, **changes: Any) -> dict[str, Any]:
    text = resources.read_text("checklists/service.toml")
    (found,) = [b for b in tomllib.loads(text)["business"] if b["code"] == code]
    return {**found, **changes}


def test_a_list_of_the_centre_wins_and_others_stay() -> None:
    lists = load_checklists([list_of("S03", version="中心版", valid_from="2027-01-01")])

    assert lists.on("S03", dt.date(2027, 1, 1)).version == "中心版"
    assert lists.on("S03", DAY).version != "中心版"
    assert lists.on("S04", DAY)


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"refusals": ["R99"]}, "unknown reason code R99"),
        ({"questions": ["mood"]}, "unknown question mood"),
        ({"material": [{"use": ["ZZ"]}]}, "unknown block ZZ"),
        ({"material": [{"id": "a", "name": "b", "who": ["X"]}]}, "unknown party X"),
        ({"material": [{"id": "a", "name": "b", "who": []}]}, "at least one party"),
        (
            {"material": [{"id": "a", "name": "b", "who": ["B"], "when": ["x&!agent"]}]},
            "unknown condition x",
        ),
        ({"material": [{"id": "a", "name": "b", "who": ["B"]}] * 2}, "material a is listed twice"),
        ({"material": [{"id": "a", "name": "b", "who": ["B"], "size": 1}]}, "unknown field size"),
        ({"colour": "red"}, "unknown field colour"),
    ],
)
def test_a_list_that_refers_to_nothing_is_refused(changes: dict[str, Any], complaint: str) -> None:
    with pytest.raises(PolicyError, match=complaint):
        load_checklists([list_of("S03", **changes)])


def test_two_versions_of_a_list_must_not_overlap() -> None:
    with pytest.raises(PolicyError, match="overlaps"):
        load_checklists([list_of("S03"), list_of("S03", valid_from="2027-01-01")])

    ended = list_of("S03", valid_to="2026-12-31")
    assert load_checklists([ended, list_of("S03", valid_from="2027-01-01")]).on("S03", DAY)


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"who": ["X"]}, "who must be B, S or both"),
        ({"who": []}, "who must be B, S or both"),
        ({"version": "2027"}, "version 2027 overlaps version 2026-07"),
        ({"size": 1}, "unknown field size"),
    ],
)
def test_a_consent_text_that_is_unclear_is_refused(changes: dict[str, Any], complaint: str) -> None:
    texts = tomllib.loads(resources.read_text(CONSENTS_FILE))["consent"]

    with pytest.raises(PolicyError, match=complaint):
        read_consents(Entry("f", "file", {"consent": [*texts, {**texts[0], **changes}]}))


def test_a_new_version_of_a_consent_follows_the_old_one() -> None:
    texts = load_consents()

    assert len({text.item for text in texts}) == len(texts) == 9
    assert all(text.covers(DAY) and not text.covers(dt.date(2017, 12, 31)) for text in texts)
