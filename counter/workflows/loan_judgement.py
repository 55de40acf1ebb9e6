"""Judging a loan case: the rules decide, the answer is kept with its versions and inputs."""

import uuid
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from decimal import Decimal
from typing import Any

from counter.i18n import _
from counter.rules.amounts import wire
from counter.rules.eligibility import Judgement, LoanFacts, Outcome, judge
from counter.rules.instalments import Terms, schedule
from counter.store.columns import percent_text
from counter.store.tables import Case
from counter.store.unit_of_work import Unit
from counter.workflows.actor import Acting
from counter.workflows.loan_facts import digest_of_facts, facts_of, open_for_entry
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
    decided_by: str
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

    def count_of(self, outcome: str) -> int:
        """How many rules have an outcome: 通过, 不通过 or 待证明."""
        return sum(1 for rule in self.rules if rule.outcome == outcome)


def judge_case(
    unit: Unit, acting: Acting, case_id: uuid.UUID, book: Rulebook, conditions: frozenset[str]
) -> JudgementView:
    """Judge the case as it stands today and keep the answer; an unchanged answer writes nothing."""
    case = open_for_entry(unit.session, case_id)
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
        raise Refused(
            "loan.unjudged", _("录入内容在判断之后有变化。请按 Ctrl+R 重新判断后再受理。")
        )
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
    parts: dict[str, list[dict[str, Any]]] = {"rule": [], "cap": [], "limit": [], "instalments": []}
    for row in rows:
        parts[row["part"]].append({key: row[key] for key in row if key != "part"})
    return JudgementView(
        rules=tuple(_rule(row) for row in parts["rule"]),
        caps=tuple(CapView(**{**row, "amount": Decimal(row["amount"])}) for row in parts["cap"]),
        limit=next((Decimal(row["amount"]) for row in parts["limit"]), None),
        instalments=next((_instalments(row) for row in parts["instalments"]), None),
    )


def _rule(row: dict[str, Any]) -> RuleView:
    # A judgement made by an older program may lack a later field.
    return RuleView(**{one.name: row.get(one.name, "") for one in fields(RuleView)})


def _instalments(row: dict[str, Any]) -> InstalmentsView:
    return InstalmentsView(
        method=row["method"],
        rate=row["rate"],
        first=Decimal(row["first"]),
        second=Decimal(row["second"]),
        last=Decimal(row["last"]),
        total_interest=Decimal(row["total_interest"]),
    )


def _rows(found: Judgement, facts: LoanFacts) -> list[dict[str, Any]]:
    rows = [{"part": "rule", **asdict(rule), "outcome": rule.outcome.value} for rule in found.rows]
    if found.limit is not None:
        rows += [
            {
                "part": "cap",
                "code": cap.code,
                "name": cap.name,
                "amount": wire(cap.amount),
                "working": cap.working,
            }
            for cap in found.limit.caps
        ]
        rows.append({"part": "limit", "amount": wire(found.limit.amount)})
    if found.rate is not None:
        rows.append(_plan(facts, found.rate.percent))
    return rows


def _plan(facts: LoanFacts, percent: Decimal) -> dict[str, Any]:
    request = facts.request
    plan = schedule(Terms(request.amount, percent, request.months, request.method))
    return {
        "part": "instalments",
        "method": request.method.code,
        "rate": percent_text(percent),
        "first": wire(plan.first),
        "second": wire(plan.second),
        "last": wire(plan.last),
        "total_interest": wire(plan.total_interest),
    }
