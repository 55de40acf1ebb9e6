"""Judges a loan application: one row per rule, none left out, each with its numbers and source.

The rules are those of the loan's limit, term and household, and the checks made when an application
is accepted. Who may review what, withdrawing and voiding belong to the case's life cycle.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from counter.rules.eligibility.facts import (
    GUARANTEE_FIELDS,
    Account,
    Guarantee,
    Home,
    HomeKind,
    Household,
    LoanFacts,
    Person,
    Presence,
    Project,
    Request,
)
from counter.rules.eligibility.homes import HOME_RULES
from counter.rules.eligibility.judging import prepare
from counter.rules.eligibility.money import MONEY_RULES
from counter.rules.eligibility.people import PEOPLE_RULES
from counter.rules.eligibility.rows import Outcome, Reading, RuleRow
from counter.rules.loan_limit import LoanLimit
from counter.rules.policy_table import DecidingDays, Policy
from counter.rules.rates import Rate

__all__ = [
    "GUARANTEE_FIELDS",
    "RULES",
    "Account",
    "Guarantee",
    "Home",
    "HomeKind",
    "Household",
    "Judgement",
    "LoanFacts",
    "Outcome",
    "Person",
    "Presence",
    "Project",
    "Request",
    "RuleRow",
    "judge",
]

RULES = PEOPLE_RULES + HOME_RULES + MONEY_RULES


@dataclass(frozen=True)
class Judgement:
    """Every rule's row, the figures behind them, and the policy versions the case was judged by."""

    rows: tuple[RuleRow, ...]
    rate: Rate | None
    limit: LoanLimit | None
    instalment: Decimal | None
    """The level payment, or the first one of 等额本金."""
    versions: Mapping[str, str]

    def with_outcome(self, outcome: Outcome) -> tuple[RuleRow, ...]:
        """Return the rows of one outcome."""
        return tuple(row for row in self.rows if row.outcome is outcome)

    @property
    def is_refused(self) -> bool:
        """Whether a rule fails."""
        return bool(self.with_outcome(Outcome.FAILED))

    @property
    def is_passed(self) -> bool:
        """Whether every rule holds and nothing is left to prove."""
        return all(row.outcome is Outcome.PASSED for row in self.rows)


def judge(facts: LoanFacts, policy: Policy) -> Judgement:
    """Judge an application by the policy of its deciding days; raises ``NoPolicy``, ``NoRate``."""
    days = DecidingDays(facts.accepted_on, facts.home.contract_filed_on, facts.signed_on)
    reading = Reading(policy, days)
    case = prepare(facts, reading)
    rows = tuple(rule(case) for rule in RULES)
    versions = dict(sorted(reading.versions.items()))
    if case.rate is not None:
        versions["rates"] = case.rate.valid_from.isoformat()
    return Judgement(rows, case.rate, case.limit, case.instalment, versions)
