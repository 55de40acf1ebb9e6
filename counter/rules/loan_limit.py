"""可贷额度: the smallest of several caps, each with the exact numbers it comes from.

Nothing is rounded before the comparison; only the result is cut to the step the centre lends in.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from counter.rules.amounts import ZERO, exact_money, floor_cents, floor_to, plain, show
from counter.rules.instalments import Method, largest_principal

CapCode = Literal[
    "cap_depositor", "cap_price", "cap_budget", "cap_capacity", "cap_balance", "cap_remaining"
]


@dataclass(frozen=True)
class LimitFacts:
    """What a limit is made of; sums of bases and balances are those of the joint borrowers."""

    couple_deposits: bool
    """Both spouses deposit and borrow together: the couple's cap applies."""
    base_total: Decimal
    balance_total: Decimal
    price: Decimal | None = None
    """The contract price; for a second-hand home the lower of contract price and appraisal."""
    budget: Decimal | None = None
    """For building and overhaul: the cost estimate, in place of a price."""
    outstanding: Decimal = ZERO
    """What the household still owes on an earlier fund loan."""


@dataclass(frozen=True)
class LimitPolicy:
    """The numbers in force (``policy/loan.toml``); percentages as 20, ratios as 0.5."""

    cap: Decimal
    down_percent: Decimal
    build_percent: Decimal
    capacity_ratio: Decimal
    balance_multiple: Decimal
    round_to: Decimal


@dataclass(frozen=True)
class Repayment:
    """The terms asked for: annual rate in percent, months, method."""

    percent: Decimal
    months: int
    method: Method


@dataclass(frozen=True)
class Cap:
    """One ceiling: its amount to the 分 and the calculation in words."""

    code: CapCode
    name: str
    amount: Decimal
    working: str


@dataclass(frozen=True)
class LoanLimit:
    """The most that may be lent, and which cap decides."""

    amount: Decimal
    binding: Cap
    caps: tuple[Cap, ...]
    round_to: Decimal

    def cap(self, code: CapCode) -> Cap | None:
        """Return one cap, or None where it does not apply to this case."""
        return next((cap for cap in self.caps if cap.code == code), None)


def loan_limit(facts: LimitFacts, policy: LimitPolicy, repayment: Repayment) -> LoanLimit:
    """Compute every cap that applies and take the smallest, cut down to the step."""
    found = (
        _depositor_cap(facts, policy),
        _price_cap(facts, policy),
        _budget_cap(facts, policy),
        _capacity_cap(facts, policy, repayment),
        _balance_cap(facts, policy),
        _remaining_cap(facts, policy),
    )
    caps = tuple(cap for cap in found if cap is not None)
    binding = min(caps, key=lambda cap: cap.amount)
    return LoanLimit(floor_to(binding.amount, policy.round_to), binding, caps, policy.round_to)


def capacity(facts: LimitFacts, policy: LimitPolicy) -> Decimal:
    """Return what a month may cost: base total × ratio, exact."""
    return facts.base_total * policy.capacity_ratio


def _depositor_cap(facts: LimitFacts, policy: LimitPolicy) -> Cap:
    name = "夫妻双方缴存最高额度" if facts.couple_deposits else "单方缴存最高额度"
    return Cap("cap_depositor", name, exact_money(policy.cap), show(policy.cap))


def _price_cap(facts: LimitFacts, policy: LimitPolicy) -> Cap | None:
    if facts.price is None:
        return None
    share = 100 - policy.down_percent
    amount = floor_cents(facts.price * share / 100)
    working = f"房价 {show(facts.price)} × {plain(share)}% = {show(amount)}"
    return Cap("cap_price", f"房价 × {plain(share)}%", amount, working)


def _budget_cap(facts: LimitFacts, policy: LimitPolicy) -> Cap | None:
    if facts.budget is None:
        return None
    amount = floor_cents(facts.budget * policy.build_percent / 100)
    share = plain(policy.build_percent)
    working = f"预算 {show(facts.budget)} × {share}% = {show(amount)}"
    return Cap("cap_budget", f"预算 × {share}%", amount, working)


def _capacity_cap(facts: LimitFacts, policy: LimitPolicy, repayment: Repayment) -> Cap:
    monthly = capacity(facts, policy)
    amount = largest_principal(monthly, repayment.percent, repayment.months, repayment.method)
    working = (
        f"缴存基数合计 {show(facts.base_total)} × {plain(policy.capacity_ratio)}"
        f" = 月还 {show(monthly)}，{repayment.months} 期、{repayment.percent}% 可贷 {show(amount)}"
    )
    return Cap("cap_capacity", "还款能力", amount, working)


def _balance_cap(facts: LimitFacts, policy: LimitPolicy) -> Cap:
    amount = floor_cents(facts.balance_total * policy.balance_multiple)
    multiple = plain(policy.balance_multiple)
    working = f"账户余额合计 {show(facts.balance_total)} × {multiple} = {show(amount)}"
    return Cap("cap_balance", f"余额 × {multiple}", amount, working)


def _remaining_cap(facts: LimitFacts, policy: LimitPolicy) -> Cap | None:
    if not facts.outstanding:
        return None
    amount = max(exact_money(policy.cap - facts.outstanding), ZERO)
    working = f"最高额度 {show(policy.cap)} − 未还贷款 {show(facts.outstanding)} = {show(amount)}"
    return Cap("cap_remaining", "剩余额度", amount, working)
