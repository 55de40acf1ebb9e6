"""What is known of a loan application when it is judged; None always means: not known yet."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from counter.rules.amounts import ZERO
from counter.rules.codes import IDENTITY_CARD, MORTGAGE
from counter.rules.instalments import Method
from counter.rules.rates import HomeOrder


class HomeKind(StrEnum):
    """The home a loan is for; with ``h.`` before it, the condition key of the checklists."""

    PRE = "pre"
    READY = "ready"
    SECOND = "second"
    BUILD = "build"
    OVERHAUL = "overhaul"

    @property
    def is_new(self) -> bool:
        """Bought from a developer: 期房 or 现房."""
        return self in (HomeKind.PRE, HomeKind.READY)

    @property
    def is_built(self) -> bool:
        """Built or overhauled by the owner: a budget stands in place of a price."""
        return self in (HomeKind.BUILD, HomeKind.OVERHAUL)


class Presence(StrEnum):
    """How a party takes part in face-signing."""

    PRESENT = "present"
    NOTARISED = "notarised"
    HOME_VISIT = "home_visit"
    ABSENT = "absent"


@dataclass(frozen=True)
class Account:
    """A fund account as the ledger showed it on ``as_of``."""

    status: str
    """JGJ/T 320 A.6; 01 is normal."""
    consecutive_months: int
    base: Decimal
    balance: Decimal
    as_of: dt.date | None = None


@dataclass(frozen=True)
class Person:
    """Borrower or spouse."""

    doc_number: str
    marital: str
    phone: str
    doc_type: str = IDENTITY_CARD
    birth: dt.date | None = None
    """Only for other documents; an identity number carries it."""
    sex: str = "0"
    deposits: bool = True
    """Has a fund account here or elsewhere; without one there is nothing to wait for."""
    account: Account | None = None
    open_loans: int | None = None
    in_flight: tuple[str, ...] | None = None
    """Unfinished business by name: 提取, 转移, 还款 …; empty when asked and none found."""
    credit_findings: tuple[str, ...] | None = None
    """What the credit report objects to; empty when asked and clean."""
    presence: Presence = Presence.PRESENT


@dataclass(frozen=True)
class Project:
    """What the pre-approval library says of the building (合作楼盘预审批)."""

    number: str
    approved: bool
    developer_enabled: bool
    permit_matches: bool
    """The pre-sale permit is that of this very building (一栋一证)."""


@dataclass(frozen=True)
class Home:
    """The home as the contract and the papers describe it."""

    kind: HomeKind
    order: HomeOrder
    address: str
    area: Decimal | None
    inner_area: Decimal | None
    price: Decimal | None
    """The contract price; for building and overhaul the budget."""
    down_payment: Decimal | None
    in_city: bool = True
    contract_filed_on: dt.date | None = None
    appraised: Decimal | None = None
    built_year: int | None = None
    project: Project | None = None

    @property
    def basis(self) -> Decimal | None:
        """What ratios are taken of: for a second-hand home the lower of price and appraisal."""
        if self.kind is not HomeKind.SECOND:
            return self.price
        if self.price is None or self.appraised is None:
            return None
        return min(self.price, self.appraised)


@dataclass(frozen=True)
class Request:
    """What is asked for."""

    amount: Decimal
    months: int
    method: Method


@dataclass(frozen=True)
class Household:
    """Borrower, spouse and minor children together."""

    homes_before: int | None = None
    """Homes owned before this one."""
    fund_loans_before: int | None = None
    """Fund loans ever taken, settled or not."""
    outstanding: Decimal = ZERO
    """Still owed on an earlier fund loan."""


GUARANTEE_FIELDS = {
    "01": ("property_address", "property_value", "owners_agree"),
    "02": ("pledge", "pledge_value"),
    "03": ("guarantor", "guarantor_document"),
}


@dataclass(frozen=True)
class Guarantee:
    """The security: A.10 code and which of its fields are filled."""

    kind: str = MORTGAGE
    filled: frozenset[str] = frozenset()


@dataclass(frozen=True)
class LoanFacts:
    """One application on the day it is judged."""

    accepted_on: dt.date
    borrower: Person
    spouse: Person | None
    home: Home
    request: Request
    household: Household = Household()
    guarantee: Guarantee = Guarantee()
    attachments: frozenset[str] | None = None
    """Blocks that hold a scan: applicant, co_borrower, home, guarantee."""
    signed_on: dt.date | None = None
    spouse_joins: bool = False
    """The spouse borrows jointly: base and balance count, and so does the couple's cap."""

    @property
    def parties(self) -> tuple[tuple[str, Person], ...]:
        """The people judged, each with the word for the role."""
        borrower = ("借款人", self.borrower)
        return (borrower,) if self.spouse is None else (borrower, ("配偶", self.spouse))

    @property
    def joint(self) -> tuple[tuple[str, Person], ...]:
        """The people whose accounts carry the loan."""
        return self.parties if self.spouse_joins else self.parties[:1]
