"""What the policy says to one question, as plain values: the answers of ``counter rules``.

The same pure rules as the desk, read from the same dated files. Money is text with two places and
no separators, rates are text in percent, days are ISO dates.
"""

import datetime as dt
from decimal import Decimal
from typing import Any

from counter.policy.checklists import load_checklists
from counter.policy.values import load_policy
from counter.rules.amounts import wire
from counter.rules.credit_code import check_credit_code
from counter.rules.deadlines import CaseClock, TimeLimits, deadlines
from counter.rules.eligibility import LoanFacts, judge
from counter.rules.identity import check_identity
from counter.rules.instalments import Terms, schedule
from counter.rules.materials import NoChecklist, materials
from counter.rules.rates import HomeOrder, NoRate

Answer = dict[str, Any]


class NoAnswer(ValueError):
    """The policy has nothing to say to this; the sentence tells what to ask instead."""


def identity(number: str, today: dt.date) -> Answer:
    """Whether an identity number holds, and which rule of GB 11643 failed (长度 …)."""
    checked = check_identity(number, today)
    return {"valid": checked.valid, "reason": checked.reason}


def credit_code(code: str) -> Answer:
    """Whether a unified social credit code holds (GB 32100), and which rule failed."""
    checked = check_credit_code(code)
    return {"valid": checked.valid, "reason": checked.reason}


def deadline(signed_on: dt.date, accepted_on: dt.date) -> Answer:
    """Both clocks of a loan: promised from face-signing, statutory from acceptance."""
    policy = load_policy()
    limits = TimeLimits(
        workdays=policy.whole("sla.loan_workdays", signed_on),
        statutory_days=policy.whole("sla.loan_statutory_days", accepted_on),
    )
    found = deadlines(CaseClock(accepted_on, signed_on), policy.calendar, limits)
    return {
        "promised": found.promised.isoformat(),
        "statutory": found.statutory.isoformat(),
        "earlier": found.earlier.isoformat(),
        "which": found.which,
        "provisional": found.provisional,
    }


def instalment(terms: Terms) -> Answer:
    """First, second and last instalment and the interest of the whole term, in yuan.

    A loan of one month has its only instalment in all three places.
    """
    plan = schedule(terms)
    payments = [row.payment for row in plan.rows]
    return {
        "first": wire(payments[0]),
        "second": wire(payments[min(1, len(payments) - 1)]),
        "last": wire(payments[-1]),
        "total_interest": wire(sum((row.interest for row in plan.rows), Decimal(0))),
    }


def loan_rate(day: dt.date, months: int, home: HomeOrder) -> Answer:
    """The rate of a loan disbursed on a day, in percent a year; ``floor`` for 不低于."""
    try:
        rate = load_policy().rates.on(day, months, home)
    except NoRate:
        raise NoAnswer("利率表没有这一天的利率。请换一个日期，或先补利率表。") from None
    return {
        "rate": _percent(rate.percent),
        "floor": rate.floor,
        "valid_from": rate.valid_from.isoformat(),
        "doc_no": rate.doc_no,
    }


def material_rows(business: str, conditions: frozenset[str], day: dt.date) -> Answer:
    """The materials of a business under the conditions named, in the list's order."""
    lists = load_checklists()
    try:
        checklist = lists.on(business, day)
    except NoChecklist:
        known = "、".join(code for code, _name in lists.businesses())
        raise NoAnswer(f"没有这个事项的清单。事项代码有：{known}。") from None
    if not conditions <= lists.condition_names.keys():
        known = "、".join(f"{key}（{name}）" for key, name in lists.condition_names.items())
        raise NoAnswer(f"--with 里有不认识的情形。情形有：{known}。")
    rows = materials(checklist, conditions, lists.parties)
    return {
        "rows": [{"id": row.id, "name": row.name, "who": row.who, "form": row.form} for row in rows]
    }


def eligibility(facts: LoanFacts) -> Answer:
    """Every rule's row with its numbers and source, none left out; the limit and its caps."""
    judged = judge(facts, load_policy())
    limit = judged.limit
    return {
        "refused": judged.is_refused,
        "rows": [
            {
                "code": row.code,
                "name": row.name,
                "outcome": row.outcome.value,
                "numbers": row.numbers,
                "source": row.source,
                "version": row.version,
                "repair": row.repair,
                "reason": row.reason,
            }
            for row in judged.rows
        ],
        "limit": None if limit is None else wire(limit.amount),
        "instalment": None if judged.instalment is None else wire(judged.instalment),
        "versions": dict(judged.versions),
    }


def _percent(value: Decimal) -> str:
    """At least two places; a floor of 1.1 times a rate has three, and is never rounded."""
    exponent = value.as_tuple().exponent
    places = -exponent if isinstance(exponent, int) else 0
    return f"{value:.{max(places, 2)}f}"
