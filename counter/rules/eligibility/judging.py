"""The figures several rules share: rate, limit, instalment, ages, computed once per case."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from counter.rules.amounts import ZERO
from counter.rules.codes import IDENTITY_CARD
from counter.rules.eligibility.facts import Account, HomeKind, LoanFacts, Person
from counter.rules.eligibility.rows import Reading
from counter.rules.identity import check_identity
from counter.rules.instalments import LONGEST_SCHEDULE, Terms, instalment_of
from counter.rules.loan_limit import LimitFacts, LimitPolicy, LoanLimit, Repayment, loan_limit
from counter.rules.policy_table import as_decimal
from counter.rules.rates import Rate

_NO_ACCOUNT = Account("", 0, ZERO, ZERO)


@dataclass(frozen=True)
class Judging:
    """A case under judgement; None where a figure cannot be computed yet."""

    facts: LoanFacts
    reading: Reading
    rate: Rate | None
    limit: LoanLimit | None
    instalment: Decimal | None


def prepare(facts: LoanFacts, reading: Reading) -> Judging:
    """Compute what the rules share."""
    if not _is_computable(facts):
        return Judging(facts, reading, None, None, None)
    rate = reading.policy.rates.on(
        reading.days.day("disbursement"), facts.request.months, facts.home.order
    )
    request = facts.request
    terms = Terms(request.amount, rate.percent, request.months, request.method)
    return Judging(facts, reading, rate, _limit(facts, reading, rate), instalment_of(terms))


def joint_accounts(facts: LoanFacts) -> tuple[Account, ...] | None:
    """Return the accounts that carry the loan, or None while one of them is not known."""
    found = tuple(account_of(person) for _, person in facts.joint)
    known = tuple(account for account in found if account is not None)
    return known if len(known) == len(found) else None


def account_of(person: Person) -> Account | None:
    """Return the person's account; an empty one for who does not deposit; None while unknown."""
    return person.account if person.deposits else _NO_ACCOUNT


def birth_and_sex(person: Person, today: dt.date) -> tuple[dt.date | None, str]:
    """Return birth date and sex: from the identity number, or as stated for other documents."""
    if person.doc_type != IDENTITY_CARD:
        return person.birth, person.sex
    identity = check_identity(person.doc_number, today)
    return identity.birth, identity.sex


def limit_facts(facts: LoanFacts) -> LimitFacts | None:
    """Return what the limit is made of, or None while an account or a price is missing."""
    accounts, basis = joint_accounts(facts), facts.home.basis
    if accounts is None or basis is None:
        return None
    is_built = facts.home.kind.is_built
    return LimitFacts(
        couple_deposits=len([account for account in accounts if account.status]) > 1,
        base_total=sum((account.base for account in accounts), ZERO),
        balance_total=sum((account.balance for account in accounts), ZERO),
        price=None if is_built else basis,
        budget=basis if is_built else None,
        outstanding=facts.household.outstanding,
    )


def limit_policy(facts: LimitFacts, order: str, reading: Reading) -> LimitPolicy:
    """Return the numbers in force for a case."""
    cap = "loan.cap_couple" if facts.couple_deposits else "loan.cap_single"

    def number(key: str) -> Decimal:
        return as_decimal(reading.value(key))

    return LimitPolicy(
        cap=number(cap),
        down_percent=number(f"loan.down_{order}"),
        build_percent=number("loan.build_ratio"),
        capacity_ratio=number("loan.capacity_ratio"),
        balance_multiple=number("loan.balance_multiple"),
        round_to=number("loan.round_to"),
    )


def own_part_key(facts: LoanFacts) -> str:
    """Return the key of the least own part: down payment, or the rest of a building budget."""
    return "loan.build_ratio" if facts.home.kind.is_built else f"loan.down_{facts.home.order}"


def is_second_hand(facts: LoanFacts) -> bool:
    """Return whether the home changes hands between private owners."""
    return facts.home.kind is HomeKind.SECOND


def _is_computable(facts: LoanFacts) -> bool:
    return facts.request.amount > 0 and 1 <= facts.request.months <= LONGEST_SCHEDULE


def _limit(facts: LoanFacts, reading: Reading, rate: Rate) -> LoanLimit | None:
    made_of = limit_facts(facts)
    if made_of is None:
        return None
    request = facts.request
    repayment = Repayment(rate.percent, request.months, request.method)
    return loan_limit(made_of, limit_policy(made_of, facts.home.order, reading), repayment)
