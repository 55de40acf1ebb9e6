"""Judging a loan case: the rules decide, here the answer is kept with the versions and inputs it came from."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from counter.i18n import _
from counter.rules.amounts import wire
from counter.rules.eligibility import Judgement, LoanFacts, Outcome, judge
from counter.rules.instalments import Terms, schedule
from counter.store.tables import Case
from counter.store.unit_of_work import Unit
from counter.workflows.actor import Acting
from counter.workflows.loan_facts import digest_of_facts, facts_of
from counter.workflows.refusals import Refused
from counter.workflows.rulebook import Rulebook

INPUTS = "inputs"
"""Beside the policy versions: the digest of what was judged."""


@dataclass(frozen=True)
class RuleView:
    """One rule as judged; ``outcome`` is 通过, 不通过 or 待证明."""

    code: str
    name: str
    outcome: str
    numbers: str
    source: str
    version: str
    repair: str
    reason: str


@dataclass(frozen=True)
class CapView:
    """One ceiling with the calculation in words."""

    code: str
    name: str
    amount: Decimal
    working: str


@dataclass(frozen=True)
class InstalmentsView:
    """What is to be paid: first, second and last month, interest over all."""

    method: str
    rate: str
    first: Decimal
    second: Decimal
    last: Decimal
    total_interest: Decimal


@dataclass(frozen=True)
class JudgementView:
    """A judgement as stored: rules in their order, caps, limit, instalments."""

    rules: tuple[RuleView, ...]
    caps: tuple[CapView, ...]
    limit: Decimal | None
    instalments: InstalmentsView | None

    def count(self, outcome: Outcome) -> int:
        """How many rules have an outcome."""
        return sum(1 for rule in self.rules if rule.outcome == outcome.value)


def judge_case(
    unit: Unit, acting: Acting, case_id: uuid.UUID, book: Rulebook, conditions: frozenset[str]
) -> JudgementView:
    """Judge the case as it stands today and keep the answer; an unchanged answer writes nothing."""
    case = unit.session.get_one(Case, case_id)
    facts = facts_of(unit.session, case, conditions, acting.day)
    found = judge(facts, book.policy)
    rows = _rows(found, facts)
    versions = {**found.versions, INPUTS: digest_of_facts(facts)}
    if case.judgement != rows:
        case.judgement = rows
    if case.policy_versions != versions:
        case.policy_versions = versions
    if found.rate is not None and case.rate != found.rate.percent:
        case.rate = found.rate.percent
    return judgement_view(rows)


def refuse_unjudged(case: Case, facts: LoanFacts) -> None:
    """Raise ``Refused`` unless what stands in the case was judged today and no rule failed."""
    versions = case.policy_versions or {}
    if case.judgement is None or versions.get(INPUTS) != digest_of_facts(facts):
        raise Refused("loan.unjudged", _("录入内容在判断之后有变化。请按 Ctrl+R 重新判断后再受理。"))
    failed = [
        rule for rule in judgement_view(case.judgement).rules if rule.outcome == Outcome.FAILED
    ]
    if failed:
        raise Refused(
            "loan.failed",
            _("有 {count} 条不通过：{names}。请按提示改正；不能改正的，请登记不予受理。").format(
                count=len(failed), names="、".join(rule.name for rule in failed)
            ),
        )


def judgement_view(rows: Iterable[dict[str, Any]]) -> JudgementView:
    """Read a stored judgement back."""
    parts: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        parts.setdefault(row["part"], []).append({k: v for k, v in row.items() if k != "part"})
    limit = parts.get("limit", [])
    plan = parts.get("instalments", [])
    return JudgementView(
        rules=tuple(RuleView(**row) for row in parts.get("rule", [])),
        caps=tuple(_exact(CapView, row) for row in parts.get("cap", [])),
        limit=Decimal(limit[0]["amount"]) if limit else None,
        instalments=_exact(InstalmentsView, plan[0]) if plan else None,
    )
