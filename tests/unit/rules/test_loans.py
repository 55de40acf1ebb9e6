"""Rates, instalments, the limit and its caps, retirement ages."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counter.policy import load_policy
from counter.rules.instalments import (
    Method,
    Terms,
    instalment_of,
    largest_principal,
    schedule,
)
from counter.rules.loan_limit import LimitFacts, LimitPolicy, Repayment, loan_limit
from counter.rules.rates import NoRate, repriced_on

POLICY = load_policy()
D = Decimal
EQUAL, LEVEL = Method.EQUAL_PRINCIPAL, Method.EQUAL_INSTALMENT
methods = st.sampled_from(list(Method))
principals = st.decimals(D("0.01"), D("2000000"), places=2)
percents = st.decimals(0, 24, places=3)


@pytest.mark.parametrize(
    ("terms", "first", "second", "last", "interest"),
    [
        (("300000", "3.25", 240, LEVEL), "1701.59", "1701.59", "1700.62", "108380.63"),
        (("300000", "3.25", 240, EQUAL), "2062.50", "2059.11", "1253.39", "97906.25"),
        (("400000", "3.25", 360, LEVEL), "1740.83", "1740.83", "1737.90", "226695.87"),
        (("400000", "3.25", 360, EQUAL), "2194.44", "2191.43", "1114.52", "195541.86"),
        (("496000", "2.60", 240, LEVEL), "2652.55", "2652.55", "2652.16", "140611.61"),
        (("100000", "0", 3, LEVEL), "33333.33", "33333.33", "33333.34", "0.00"),
        (("1000", "3.25", 1, LEVEL), "1002.71", "1002.71", "1002.71", "2.71"),
        (("1000", "0", 1, EQUAL), "1000.00", "1000.00", "1000.00", "0.00"),
    ],
)
def test_a_schedule_meets_its_worked_figures(
    terms: tuple[str, str, int, Method], first: str, second: str, last: str, interest: str
) -> None:
    principal, percent, months, method = terms

    plan = schedule(Terms(D(principal), D(percent), months, method))

    assert [str(x) for x in (plan.first, plan.second, plan.last, plan.total_interest)] == [
        first, second, last, interest,
    ]  # fmt: skip


@given(principals, percents, st.integers(1, 360), methods)
def test_principals_add_up_to_the_loan_and_the_last_period_clears_it(
    principal: Decimal, percent: Decimal, months: int, method: Method
) -> None:
    terms = Terms(principal, percent, months, method)

    plan = schedule(terms)

    assert sum(row.principal for row in plan.rows) == principal
    balances = [row.balance for row in plan.rows]
    assert balances == sorted(balances, reverse=True)
    assert balances[-1] == 0
    assert len(plan.rows) == months
    assert all(row.payment == row.principal + row.interest for row in plan.rows)
    assert all(row.principal >= 0 and row.interest >= 0 for row in plan.rows)


@given(principals.filter(lambda p: p >= 1000), percents, st.integers(2, 360), methods)
def test_the_short_way_to_an_instalment_gives_the_schedules_first(
    principal: Decimal, percent: Decimal, months: int, method: Method
) -> None:
    terms = Terms(principal, percent, months, method)

    assert instalment_of(terms) == schedule(terms).first


@given(st.decimals(100, 20000, places=2), percents, st.integers(1, 360), methods)
def test_the_largest_principal_is_what_the_payment_carries(
    payment: Decimal, percent: Decimal, months: int, method: Method
) -> None:
    principal = largest_principal(payment, percent, months, method)

    assert instalment_of(Terms(principal, percent, months, method)) <= payment + D("0.01")


@pytest.mark.parametrize(
    ("principal", "percent", "months"),
    [
        ("0", "3", 12),
        ("-1", "3", 12),
        ("1.005", "3", 12),
        ("1", "-1", 12),
        ("1", "101", 12),
        ("1", "3", 0),
        ("1", "3", 1201),
    ],
)
def test_terms_without_a_schedule_are_refused(principal: str, percent: str, months: int) -> None:
    with pytest.raises(ValueError, match=r"above zero|between|decimals"):
        Terms(D(principal), D(percent), months, LEVEL)


def test_methods_go_by_their_code_in_the_data_standard() -> None:
    assert [Method.of_code(method.code) for method in Method] == list(Method)
    with pytest.raises(ValueError, match="01 and 02"):
        Method.of_code("03")


@pytest.mark.parametrize(
    ("day", "months", "home", "percent"),
    [
        ("2014-11-22", 60, "first", "3.75"),
        ("2018-06-01", 60, "first", "2.75"),
        ("2018-06-01", 61, "first", "3.25"),
        ("2018-06-01", 60, "second", "3.025"),
        ("2022-09-30", 361, "first", "3.25"),
        ("2022-10-01", 360, "first", "3.10"),
        ("2024-05-17", 360, "first", "3.10"),
        ("2024-05-18", 360, "first", "2.85"),
        ("2025-05-08", 360, "first", "2.60"),
        ("2026-11-23", 60, "first", "2.10"),
        ("2026-11-23", 360, "second", "3.075"),
    ],
)
def test_the_rate_table_rules_by_day_term_and_home(
    day: str, months: int, home: str, percent: str
) -> None:
    rate = POLICY.rates.on(
        dt.date.fromisoformat(day), months, "second" if home == "second" else "first"
    )

    assert (str(rate.percent), rate.floor) == (percent, home == "second")


def test_a_day_before_the_first_row_has_no_rate() -> None:
    with pytest.raises(NoRate, match="2014-11-21"):
        POLICY.rates.on(dt.date(2014, 11, 21), 60, "first")


@pytest.mark.parametrize(
    ("disbursed", "day", "months", "percent"),
    [
        ("2024-01-10", "2024-12-31", 360, "3.10"),
        ("2024-01-10", "2025-01-01", 360, "2.85"),
        ("2024-01-10", "2025-12-31", 360, "2.85"),
        ("2024-01-10", "2026-01-01", 360, "2.60"),
        ("2025-06-01", "2025-12-31", 360, "2.60"),
        ("2024-12-01", "2025-11-01", 12, "2.35"),
        ("2025-01-10", "2026-01-01", 12, "2.35"),
    ],
)
def test_running_loans_follow_on_the_first_of_january(
    disbursed: str, day: str, months: int, percent: str
) -> None:
    rate = POLICY.rates.in_force(
        dt.date.fromisoformat(disbursed), dt.date.fromisoformat(day), months, "first"
    )

    assert str(rate.percent) == percent


def test_a_change_reaches_running_loans_next_january() -> None:
    assert repriced_on(dt.date(2025, 5, 8)) == dt.date(2026, 1, 1)


COUPLE = LimitFacts(True, D("12200.00"), D("49656.65"), price=D("765000.00"))
NUMBERS = LimitPolicy(D(600000), D(20), D(80), D("0.5"), D(10), D(1000))
TERMS = Repayment(D("2.60"), 240, LEVEL)


def test_the_limit_is_the_smallest_cap_cut_to_the_step() -> None:
    limit = loan_limit(COUPLE, NUMBERS, TERMS)

    assert {cap.code: str(cap.amount) for cap in limit.caps} == {
        "cap_depositor": "600000.00",
        "cap_price": "612000.00",
        "cap_capacity": "1140638.79",
        "cap_balance": "496566.50",
    }
    assert (limit.amount, limit.binding.code) == (D("496000.00"), "cap_balance")


def test_an_earlier_loan_and_a_budget_bring_caps_of_their_own() -> None:
    facts = replace(COUPLE, price=None, budget=D(500000), outstanding=D("250000.50"))

    limit = loan_limit(facts, NUMBERS, TERMS)

    assert limit.cap("cap_price") is None
    amounts = {cap.code: str(cap.amount) for cap in limit.caps}
    assert (amounts["cap_budget"], amounts["cap_remaining"]) == ("400000.00", "349999.50")
    assert limit.amount == D("349000.00")


def test_a_household_that_owes_more_than_the_cap_gets_nothing() -> None:
    limit = loan_limit(replace(COUPLE, outstanding=D(700000)), NUMBERS, TERMS)

    assert limit.amount == 0


@pytest.mark.parametrize(
    ("category", "birth", "months"),
    [
        ("male_60", "1964-12-31", 720),
        ("male_60", "1965-01-01", 721),
        ("male_60", "1965-05-01", 722),
        ("male_60", "1976-08-31", 755),
        ("male_60", "1976-09-01", 756),
        ("male_60", "1990-01-01", 756),
        ("female_55", "1981-09-01", 696),
        ("female_50", "1984-11-01", 660),
    ],
)
def test_retirement_comes_later_month_by_month(category: str, birth: str, months: int) -> None:
    day = dt.date(2026, 11, 23)
    born = dt.date.fromisoformat(birth)

    (row,) = [r for r in POLICY.retirement.rows if r.category == category and r.first_birth]

    assert row.age_months + row.delay(born) == months
    assert POLICY.retirement.age_months(row.category, born, day) == months


def test_before_2025_nobody_retired_later() -> None:
    born = dt.date(1990, 1, 1)

    assert POLICY.retirement.retires_on("male_60", born, dt.date(2024, 12, 31)) == dt.date(
        2050, 1, 1
    )
    with pytest.raises(LookupError, match="1970"):
        POLICY.retirement.age_months("male_60", born, dt.date(1970, 1, 1))
