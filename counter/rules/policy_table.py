"""The fund's policy as dated values: what applied on the day that decides, by which document."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from counter.rules.calendar import Calendar
from counter.rules.rates import RateTable
from counter.rules.retirement import RetirementTable

Anchor = Literal["acceptance", "contract_filing", "face_signing", "disbursement", "day"]
Mark = Literal["verified", "unverified"]
PlainValue = Decimal | int | str | bool

ANCHOR_WORDS: Mapping[Anchor, str] = {
    "acceptance": "受理日",
    "contract_filing": "合同备案日",
    "face_signing": "面签日",
    "disbursement": "放款日",
    "day": "当日",
}


class NoPolicy(LookupError):
    """A key has no value on a day; the message names both."""


@dataclass(frozen=True)
class PolicyValue:
    """One value with its life, its document and the day that decides."""

    key: str
    value: PlainValue
    valid_from: dt.date
    valid_to: dt.date | None
    """The last day on which it applies; None while no end is known."""
    doc_no: str
    mark: Mark
    anchor: Anchor
    version: str
    note: str = ""

    def covers(self, day: dt.date) -> bool:
        """Return whether the value applies on the day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True)
class DecidingDays:
    """The days of a case a rule may hang on; those not reached yet fall back to acceptance."""

    acceptance: dt.date
    contract_filing: dt.date | None = None
    face_signing: dt.date | None = None
    disbursement: dt.date | None = None

    def day(self, anchor: Anchor) -> dt.date:
        """Return the day of an anchor."""
        days: dict[Anchor, dt.date | None] = {
            "contract_filing": self.contract_filing,
            "face_signing": self.face_signing,
            "disbursement": self.disbursement,
        }
        return days.get(anchor) or self.acceptance


@dataclass(frozen=True)
class Policy:
    """All that is dated and judges a case; ``local`` values (from the centre) win."""

    shipped: Mapping[str, tuple[PolicyValue, ...]]
    local: Mapping[str, tuple[PolicyValue, ...]]
    rates: RateTable
    retirement: RetirementTable
    calendar: Calendar

    def on(self, key: str, day: dt.date) -> PolicyValue:
        """Return the value of a key on a day; raises :class:`NoPolicy`."""
        for layer in (self.local, self.shipped):
            for value in layer.get(key, ()):
                if value.covers(day):
                    return value
        raise NoPolicy(f"policy {key} has no value on {day.isoformat()}")

    def for_case(self, key: str, days: DecidingDays) -> PolicyValue:
        """Return the value a case is judged by: on the day of the key's own anchor."""
        return self.on(key, days.day(self.anchor(key)))

    def anchor(self, key: str) -> Anchor:
        """Return which day decides for a key; raises :class:`NoPolicy` for an unknown key."""
        values = self.local.get(key) or self.shipped.get(key)
        if not values:
            raise NoPolicy(f"policy {key} is unknown")
        return values[0].anchor

    def number(self, key: str, day: dt.date) -> Decimal:
        """Return a numeric value as a decimal; raises ``TypeError`` for text."""
        return as_decimal(self.on(key, day))

    def whole(self, key: str, day: dt.date) -> int:
        """Return a whole number (days, months, ages); raises ``TypeError`` for anything else."""
        return as_whole(self.on(key, day))

    def keys(self) -> frozenset[str]:
        """Return every key there is."""
        return frozenset(self.shipped) | frozenset(self.local)


def as_decimal(value: PolicyValue) -> Decimal:
    """Return a value that is a number; raises ``TypeError`` naming the key otherwise."""
    if isinstance(value.value, bool) or not isinstance(value.value, Decimal | int):
        raise TypeError(f"policy {value.key} is not a number")
    return Decimal(value.value)


def as_whole(value: PolicyValue) -> int:
    """Return a value that is a whole number; raises ``TypeError`` naming the key otherwise."""
    if isinstance(value.value, bool) or not isinstance(value.value, int):
        raise TypeError(f"policy {value.key} is not a whole number")
    return value.value
