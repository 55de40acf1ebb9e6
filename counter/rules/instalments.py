"""Repayment schedules: each period rounded half up to the 分, the last clears the balance."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, localcontext
from enum import StrEnum

from counter.rules.amounts import CENT, WORKING_DIGITS, ZERO, exact_money, floor_cents, to_cents

LONGEST_SCHEDULE = 1200
HIGHEST_PERCENT = Decimal(100)


class Method(StrEnum):
    """How a loan is repaid; ``code`` is JGJ/T 320 A.11."""

    EQUAL_INSTALMENT = "equal-instalment"
    EQUAL_PRINCIPAL = "equal-principal"

    @property
    def code(self) -> str:
        """The A.11 code: 01 等额本息, 02 等额本金."""
        return "01" if self is Method.EQUAL_INSTALMENT else "02"

    @classmethod
    def of_code(cls, code: str) -> "Method":
        """Return the method of an A.11 code; raises ``ValueError`` for one without a schedule."""
        for method in cls:
            if method.code == code:
                return method
        raise ValueError("only A.11 codes 01 and 02 have a schedule")


@dataclass(frozen=True)
class Terms:
    """What is lent: principal in yuan, annual rate in percent, number of months, method."""

    principal: Decimal
    percent: Decimal
    months: int
    method: Method

    def __post_init__(self) -> None:
        """Refuse terms that have no schedule; raises ``ValueError``."""
        if self.principal <= 0:
            raise ValueError("the principal is above zero")
        if not 1 <= self.months <= LONGEST_SCHEDULE:
            raise ValueError(f"the months lie between 1 and {LONGEST_SCHEDULE}")
        if not 0 <= self.percent <= HIGHEST_PERCENT:
            raise ValueError("the rate lies between 0 and 100 percent")
        exact_money(self.principal)


@dataclass(frozen=True)
class Instalment:
    """One period: payment = principal + interest, and the balance that is left."""

    number: int
    payment: Decimal
    principal: Decimal
    interest: Decimal
    balance: Decimal


@dataclass(frozen=True)
class Schedule:
    """All periods; the sum of principals is exactly the loan."""

    rows: tuple[Instalment, ...]

    @property
    def first(self) -> Decimal:
        """The payment of the first period."""
        return self.rows[0].payment

    @property
    def second(self) -> Decimal:
        """The payment of the second period; of the only one where there is one."""
        return self.rows[min(1, len(self.rows) - 1)].payment

    @property
    def last(self) -> Decimal:
        """The payment of the last period, which clears what rounding left."""
        return self.rows[-1].payment

    @property
    def total_interest(self) -> Decimal:
        """The interest of all periods."""
        return sum((row.interest for row in self.rows), ZERO)


def schedule(terms: Terms) -> Schedule:
    """Return every period of a loan."""
    with localcontext(prec=WORKING_DIGITS):
        return Schedule(tuple(_periods(terms)))


def instalment_of(terms: Terms) -> Decimal:
    """Return the level payment of 等额本息, or the first of 等额本金, without the schedule."""
    with localcontext(prec=WORKING_DIGITS):
        interest = to_cents(terms.principal * _monthly(terms))
        return _level(terms) + (interest if terms.method is Method.EQUAL_PRINCIPAL else ZERO)


def largest_principal(payment: Decimal, percent: Decimal, months: int, method: Method) -> Decimal:
    """Return the most that ``payment`` a month can carry, cut to the 分."""
    with localcontext(prec=WORKING_DIGITS):
        rate = percent / 1200
        if method is Method.EQUAL_PRINCIPAL:
            principal = payment / (Decimal(1) / months + rate)
        elif rate == 0:
            principal = payment * months
        else:
            growth = (1 + rate) ** months
            principal = payment * (growth - 1) / (rate * growth)
        return floor_cents(principal)


def _monthly(terms: Terms) -> Decimal:
    return terms.percent / 1200


def _level(terms: Terms) -> Decimal:
    """Return what stays level: the payment of 等额本息, the principal part of 等额本金."""
    rate = _monthly(terms)
    if terms.method is Method.EQUAL_PRINCIPAL or rate == 0:
        return to_cents(terms.principal / terms.months)
    growth = (1 + rate) ** terms.months
    return to_cents(terms.principal * rate * growth / (growth - 1))


def _periods(terms: Terms) -> Iterator[Instalment]:
    rate, level = _monthly(terms), _level(terms)
    balance = terms.principal.quantize(CENT)
    for number in range(1, terms.months + 1):
        interest = to_cents(balance * rate)
        part = level if terms.method is Method.EQUAL_PRINCIPAL else level - interest
        # A very small level part is rounded up and would repay more than is owed.
        principal = balance if number == terms.months else min(part, balance)
        balance -= principal
        yield Instalment(number, principal + interest, principal, interest, balance)
