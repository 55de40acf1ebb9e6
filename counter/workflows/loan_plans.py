"""Both ways to repay what is asked for, side by side: figures and curves."""

from dataclasses import dataclass
from decimal import Decimal

from counter.rules.codes import REPAYMENT_METHODS
from counter.rules.instalments import Method, Terms, schedule


@dataclass(frozen=True)
class PlanView:
    """One method: A.11 code and name, instalments and interest in yuan, the curve by month."""

    code: str
    name: str
    first: Decimal
    last: Decimal
    total_interest: Decimal
    curve: tuple[tuple[int, Decimal], ...]
    """``(month, payment)``, one point a year and the last month."""


def both_plans(principal: Decimal, percent: Decimal, months: int) -> tuple[PlanView, ...]:
    """The plan of each method; nothing for terms without a schedule."""
    plans = []
    for method in Method:
        try:
            plan = schedule(Terms(principal, percent, months, method))
        except ValueError:
            return ()
        points = sorted({*range(0, months, 12), months - 1})
        plans.append(
            PlanView(
                code=method.code,
                name=REPAYMENT_METHODS[method.code],
                first=plan.first,
                last=plan.last,
                total_interest=plan.total_interest,
                curve=tuple((at, plan.rows[at].payment) for at in points),
            )
        )
    return tuple(plans)
