import datetime as dt
import re
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counter.policy import load_policy
from counter.rules.eligibility import (
    RULES,
    Account,
    Guarantee,
    Home,
    HomeKind,
    Household,
    Judgement,
    LoanFacts,
    Outcome,
    Person,
    Presence,
    Project,
    Request,
    RuleRow,
    judge,
)
from counter.rules.instalments import Method

POLICY = load_policy()
D = Decimal
PASSED, FAILED, TO_PROVE = Outcome.PASSED, Outcome.FAILED, Outcome.TO_PROVE

HUSBAND = Person(
    "371799198506150016",
    "21",
    "13800002607",
    account=Account("01", 62, D("6800.00"), D("31420.55")),
    open_loans=0,
    in_flight=(),
    credit_findings=(),
)
WIFE = replace(
    HUSBAND,
    doc_number="371799198709220029",
    account=Account("01", 48, D("5400.00"), D("18236.10")),
)
HOME = Home(
    HomeKind.PRE,
    "first",
    "泽岸新筑3号楼2单元1102室",
    D("104.36"),
    D("86.00"),
    D("765000.00"),
    D("269000.00"),
    contract_filed_on=dt.date(2026, 11, 20),
    project=Project("P-0087", approved=True, developer_enabled=True, permit_matches=True),
)
COUPLE = LoanFacts(
    dt.date(2026, 11, 23),
    HUSBAND,
    WIFE,
    HOME,
    Request(D("496000.00"), 240, Method.EQUAL_INSTALMENT),
    Household(homes_before=0, fund_loans_before=0),
    Guarantee("01", frozenset({"property_address", "property_value", "owners_agree"})),
    frozenset({"applicant", "co_borrower", "home", "guarantee"}),
    spouse_joins=True,
)


def but(**changes: Any) -> LoanFacts:
    """Return the couple's case with fields changed, ``home__price=…`` reaching inside."""
    facts = COUPLE
    for name, value in changes.items():
        outer, _, inner = name.partition("__")
        if inner:
            value = replace(getattr(facts, outer), **{inner: value})
        facts = replace(facts, **{outer: value})
    return facts


def judged(**changes: Any) -> Judgement:
    return judge(but(**changes), POLICY)


def row(code: str, **changes: Any) -> RuleRow:
    (found,) = [row for row in judged(**changes).rows if row.code == code]
    return found


def test_a_sound_case_passes_every_rule() -> None:
    judgement = judge(COUPLE, POLICY)

    assert [row.code for row in judgement.rows if row.outcome is not PASSED] == []
    assert judgement.is_passed
    assert (judgement.limit and judgement.limit.amount, judgement.instalment) == (
        D("496000.00"),
        D("2652.55"),
    )


def test_every_rule_gives_one_row_with_numbers_and_source() -> None:
    rows = judge(COUPLE, POLICY).rows

    assert len({row.code for row in rows}) == len(rows) == len(RULES) == 30
    assert all(row.numbers and row.source and row.name for row in rows)


@pytest.mark.parametrize(
    ("code", "changes", "outcome"),
    [
        ("adult", {"borrower__doc_number": "371799201001010018"}, TO_PROVE),
        ("adult", {"borrower__doc_type": "03", "borrower__birth": dt.date(2008, 11, 24)}, FAILED),
        ("adult", {"borrower__doc_type": "03", "borrower__birth": dt.date(2008, 11, 23)}, PASSED),
        ("id_numbers", {"spouse__doc_number": "371799198709220028"}, FAILED),
        ("id_numbers", {"borrower__doc_type": "03", "borrower__doc_number": "E12345678"}, PASSED),
        ("id_numbers", {"borrower__doc_type": "03", "borrower__doc_number": " "}, FAILED),
        ("mobiles", {"spouse__phone": "1380000260"}, FAILED),
        ("marital", {"borrower__marital": "22", "spouse__marital": "23"}, PASSED),
        ("marital", {"borrower__marital": "90"}, FAILED),
        ("marital", {"spouse": None}, FAILED),
        ("marital", {"borrower__marital": "40"}, FAILED),
        ("marital", {"spouse__marital": "10"}, FAILED),
        ("marital", {"borrower__marital": "30", "spouse": None}, PASSED),
        ("presence", {"spouse__presence": Presence.ABSENT}, FAILED),
        ("presence", {"spouse__presence": Presence.NOTARISED}, PASSED),
        ("account_state", {"borrower__account": None}, TO_PROVE),
        ("account_state", {"borrower__deposits": False, "spouse__deposits": False}, FAILED),
        ("open_loans", {"spouse__open_loans": 1}, FAILED),
        ("open_loans", {"spouse__open_loans": None}, TO_PROVE),
        ("open_loans", {"spouse__open_loans": None, "borrower__open_loans": 1}, FAILED),
        ("in_flight", {"borrower__in_flight": ("提取",)}, FAILED),
        ("in_flight", {"spouse__in_flight": None}, TO_PROVE),
        ("credit", {"spouse__credit_findings": ("当前逾期",)}, FAILED),
        ("credit", {"borrower__credit_findings": None}, TO_PROVE),
        ("third_home", {"household__homes_before": None}, TO_PROVE),
        ("third_home", {"household__homes_before": 2}, FAILED),
        ("third_home", {"household__homes_before": 1}, FAILED),
        ("third_home", {"household__homes_before": 1, "home__order": "second"}, PASSED),
        ("second_home", {"home__order": "second"}, PASSED),
        ("second_home", {"home__order": "second", "household__outstanding": D(1)}, FAILED),
        ("second_home", {"home__order": "second", "borrower__open_loans": None}, TO_PROVE),
        ("in_city", {"home__in_city": False}, FAILED),
        ("contract_filed", {"home__contract_filed_on": None}, TO_PROVE),
        ("contract_filed", {"home__contract_filed_on": dt.date(2026, 11, 24)}, FAILED),
        ("contract_filed", {"home__kind": HomeKind.BUILD}, PASSED),
        ("address", {"home__address": "泽岸新筑三号楼一零二"}, PASSED),
        ("address", {"home__address": "泽岸新筑三号楼一零 "}, FAILED),
        ("home_figures", {"home__area": None}, FAILED),
        ("home_figures", {"home__inner_area": D("104.37")}, FAILED),
        ("home_figures", {"home__down_payment": D("765000.01")}, FAILED),
        ("home_figures", {"home__price": D(0), "home__down_payment": D(0)}, FAILED),
        ("home_figures", {"home__kind": HomeKind.SECOND}, FAILED),
        ("project", {"home__project": None}, TO_PROVE),
        ("project", {"home__project": Project("P-1", False, True, True)}, FAILED),
        ("project", {"home__project": Project("P-1", True, True, False)}, FAILED),
        ("project", {"home__kind": HomeKind.SECOND}, PASSED),
        ("house_age_term", {"home__kind": HomeKind.SECOND}, TO_PROVE),
        ("house_age_term", {"home__kind": HomeKind.SECOND, "home__built_year": 2006}, PASSED),
        ("house_age_term", {"home__kind": HomeKind.SECOND, "home__built_year": 2005}, FAILED),
        ("house_age_term", {"home__kind": HomeKind.SECOND, "home__built_year": 2027}, FAILED),
        ("guarantee", {"guarantee": Guarantee("99")}, FAILED),
        ("guarantee", {"guarantee": Guarantee("03", frozenset({"guarantor"}))}, FAILED),
        (
            "guarantee",
            {"guarantee": Guarantee("02", frozenset({"pledge", "pledge_value"}))},
            PASSED,
        ),
        (
            "guarantee",
            {"guarantee__filled": frozenset({"property_address", "property_value"})},
            TO_PROVE,
        ),
        ("attachments", {"attachments": None}, TO_PROVE),
        ("attachments", {"attachments": frozenset({"applicant", "home", "guarantee"})}, FAILED),
        ("down_payment", {"home__down_payment": None}, TO_PROVE),
        ("down_plus_loan", {"home__down_payment": D("269000.01")}, FAILED),
        ("down_plus_loan", {"home__price": None}, TO_PROVE),
        ("loan_share", {"home__price": None}, TO_PROVE),
        ("cap_depositor", {"request__amount": D("600000.01")}, FAILED),
        ("cap_depositor", {"spouse_joins": False, "request__amount": D("400000.01")}, FAILED),
        ("cap_balance", {"request__amount": D("496566.51")}, FAILED),
        ("cap_balance", {"request__amount": D("496566.50")}, PASSED),
        ("cap_balance", {"spouse__account": None}, TO_PROVE),
        ("cap_remaining", {"household__outstanding": D("104000.01")}, FAILED),
        ("cap_remaining", {"household__outstanding": D("104000.00")}, PASSED),
        ("amount_limit", {"request__amount": D(0)}, FAILED),
        ("amount_limit", {"request__amount": D("496000.01")}, FAILED),
        ("amount_limit", {"borrower__account": None}, TO_PROVE),
        ("amount_limit", {"home__price": None, "request__amount": D("496000.01")}, TO_PROVE),
        ("capacity", {"request__months": 60}, FAILED),
        ("capacity", {"request__months": 0}, TO_PROVE),
        ("max_term", {"request__months": 361}, FAILED),
        ("max_term", {"request__months": 360}, PASSED),
        ("max_term", {"request__months": 0}, FAILED),
        ("age_term", {"request__months": 0}, TO_PROVE),
    ],
)
def test_each_rule_answers_to_the_facts_it_is_about(
    code: str, changes: dict[str, Any], outcome: Outcome
) -> None:
    found = row(code, **changes)

    assert found.outcome is outcome
    assert bool(found.repair) == (outcome is not PASSED)


@pytest.mark.parametrize("state", ["02", "03", "04", "05", "06", "99"])
def test_only_a_normal_account_carries_a_loan(state: str) -> None:
    account = Account(state, 62, D("6800.00"), D("31420.55"))

    assert row("account_state", borrower__account=account).outcome is FAILED


@pytest.mark.parametrize(
    ("borrower", "spouse", "outcome"),
    [(6, 0, PASSED), (5, 6, PASSED), (5, 5, FAILED), (None, 6, PASSED), (None, 5, TO_PROVE)],
)
def test_one_of_the_two_must_have_six_months(
    borrower: int | None, spouse: int, outcome: Outcome
) -> None:
    def account(months: int | None) -> Account | None:
        return None if months is None else Account("01", months, D(6000), D(50000))

    found = row(
        "deposit_months", borrower__account=account(borrower), spouse__account=account(spouse)
    )

    assert found.outcome is outcome


def test_a_spouse_who_does_not_borrow_lends_neither_months_nor_money() -> None:
    found = judged(spouse_joins=False, borrower__account=Account("01", 5, D(6800), D(31420)))

    assert "配偶" not in next(r for r in found.rows if r.code == "deposit_months").numbers
    assert found.limit
    assert found.limit.caps[0].name == "单方缴存最高额度"


@pytest.mark.parametrize(
    ("down", "outcome"),
    [("153000.00", PASSED), ("152999.99", FAILED), ("152999.00", FAILED)],
)
def test_a_down_payment_a_cent_short_is_short(down: str, outcome: Outcome) -> None:
    found = row("down_payment", home__down_payment=D(down))

    assert found.outcome is outcome
    assert ("20.00%" in found.numbers) == (outcome is PASSED)


@pytest.mark.parametrize(
    ("amount", "outcome"), [("612000.00", PASSED), ("612000.01", FAILED), ("649485.00", FAILED)]
)
def test_a_loan_share_of_84_9_percent_does_not_pass_as_80(amount: str, outcome: Outcome) -> None:
    assert row("loan_share", request__amount=D(amount)).outcome is outcome


def test_a_second_home_needs_the_larger_own_part() -> None:
    found = row("down_payment", home__order="second", home__down_payment=D("229499.99"))

    assert (found.outcome, "≥ 30%" in found.numbers) == (FAILED, True)


def test_a_second_hand_home_counts_by_the_lower_of_price_and_appraisal() -> None:
    changes: dict[str, Any] = {"home__kind": HomeKind.SECOND, "home__appraised": D("600000.00")}

    assert row("loan_share", **changes).outcome is FAILED
    assert row("loan_share", **changes, request__amount=D("480000.00")).outcome is PASSED


def test_building_counts_by_the_budget_and_one_fifth_of_ones_own() -> None:
    changes: dict[str, Any] = {"home__kind": HomeKind.BUILD, "home__price": D("500000.00")}

    assert row("loan_share", **changes, request__amount=D("400000.00")).outcome is PASSED
    assert row("loan_share", **changes, request__amount=D("400000.01")).outcome is FAILED
    assert row("down_payment", **changes, home__down_payment=D("99999.99")).outcome is FAILED
    assert row("house_age_term", **changes).outcome is PASSED


def test_asking_too_much_says_what_to_ask_for_and_what_to_add() -> None:
    found = row("amount_limit", request__amount=D("500000.00"), home__down_payment=D("265000.00"))

    assert found.repair == "申请金额改为 496,000.00，首付须补 4,000.00"
    assert row("amount_limit", request__amount=D("500000.00")).repair == "申请金额改为 496,000.00"


@pytest.mark.parametrize(
    ("birth", "sex", "months", "outcome"),
    [
        (dt.date(1981, 11, 23), "1", 240, PASSED),
        (dt.date(1981, 11, 22), "1", 240, FAILED),
        (dt.date(1981, 11, 23), "1", 241, FAILED),
        (dt.date(1986, 11, 23), "2", 240, PASSED),
        (dt.date(1986, 11, 22), "2", 240, FAILED),
    ],
)
def test_the_loan_ends_by_the_birthday_of_the_age_limit(
    birth: dt.date, sex: str, months: int, outcome: Outcome
) -> None:
    borrower = replace(HUSBAND, doc_type="03", birth=birth, sex=sex)

    assert row("age_term", borrower=borrower, request__months=months).outcome is outcome


def test_the_age_limit_may_follow_the_retirement_age() -> None:
    rule = {"kind": "text", "value": "retirement", "choices": ["fixed", "retirement"],
            "valid_from": "2026-01-01", "doc_no": "试", "mark": "unverified",
            "anchor": "acceptance"}  # fmt: skip
    policy = load_policy({"loan.age_limit_rule": [rule]})
    borrower = replace(HUSBAND, doc_type="03", birth=dt.date(1976, 9, 1), sex="1")

    def outcome(months: int, who: Person = borrower) -> Outcome:
        facts = but(borrower=who, request__months=months)
        return next(r.outcome for r in judge(facts, policy).rows if r.code == "age_term")

    # Born 1976-09: retires at 63, so the loan ends by 2044-09-01, 213 months after acceptance.
    assert (outcome(213), outcome(214)) == (PASSED, FAILED)
    assert outcome(240, replace(borrower, birth=None)) is TO_PROVE


def test_a_case_keeps_the_versions_it_was_judged_by() -> None:
    versions = judge(COUPLE, POLICY).versions

    assert versions["loan.min_months"] == "2014-10-09"
    assert versions["rates"] == "2025-05-08"
    assert "loan.cap_couple" in versions
    assert "loan.cap_single" not in versions


def test_a_rule_is_read_on_its_own_deciding_day() -> None:
    late = {"kind": "percent", "value": "50", "valid_from": "2026-11-21", "doc_no": "新规",
            "mark": "unverified", "anchor": "contract_filing"}  # fmt: skip
    policy = load_policy({"loan.down_first": [late]})

    def found(filed: dt.date) -> RuleRow:
        rows = judge(but(home__contract_filed_on=filed), policy).rows
        return next(row for row in rows if row.code == "down_payment")

    assert found(dt.date(2026, 11, 20)).outcome is PASSED
    assert (found(dt.date(2026, 11, 21)).outcome, found(dt.date(2026, 11, 21)).source) == (
        FAILED,
        "新规",
    )


def test_rows_never_show_a_number_phone_or_address() -> None:
    broken = but(
        borrower__doc_number="371799198506150017", spouse__phone="1380000260", home__address="某号"
    )
    text = "".join(row.numbers + row.repair for row in judge(broken, POLICY).rows)

    assert not re.search(r"3717991985|13800002|某号", text)


amounts = st.decimals(-1, 10**9, places=2)


@given(
    amount=amounts,
    months=st.integers(-5, 5000),
    price=st.none() | amounts,
    down=st.none() | amounts,
    kind=st.sampled_from(list(HomeKind)),
    filed=st.none() | st.dates(dt.date(2018, 1, 1), dt.date(2030, 1, 1)),
)
def test_judging_answers_for_any_figures(**drawn: Any) -> None:
    judgement = judged(
        request=Request(drawn["amount"], drawn["months"], Method.EQUAL_PRINCIPAL),
        home=replace(
            HOME,
            kind=drawn["kind"],
            price=drawn["price"],
            down_payment=drawn["down"],
            contract_filed_on=drawn["filed"],
        ),
    )

    assert len(judgement.rows) == len(RULES)
    assert judgement.is_refused == bool(judgement.with_outcome(FAILED))
