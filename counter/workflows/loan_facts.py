"""Reads from a case what the rules judge; what nobody has asked yet stays unknown."""

import datetime as dt
import uuid
from dataclasses import asdict
from hashlib import sha256
from json import dumps
from typing import Any, cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from counter.i18n import _
from counter.rules.amounts import ZERO
from counter.rules.codes import MORTGAGE
from counter.rules.eligibility import (
    GUARANTEE_FIELDS,
    Account,
    Guarantee,
    Home,
    HomeKind,
    LoanFacts,
    Person,
    Request,
)
from counter.rules.instalments import Method
from counter.rules.marital import is_married
from counter.rules.rates import HomeOrder
from counter.store.tables import Case, Consent
from counter.workflows.loan_parties import BORROWER, SPOUSE, PartyView, parties_of
from counter.workflows.refusals import Refused
from counter.workflows.rulebook import refuse_other_home, refuse_other_marital

MORTGAGE_ITEMS = frozenset({"mortgage_co_owner"})


def open_for_entry(session: Session, case_id: uuid.UUID) -> Case:
    """The case while it may be changed and judged; raises ``Refused`` once accepted."""
    case = session.get_one(Case, case_id)
    if case.state not in ("taken_in", "returned"):
        raise Refused(
            "loan.locked", _("这个件已经受理，不能再改录入内容。需要更改请先退回或作废。")
        )
    return case


def facts_of(session: Session, case: Case, conditions: frozenset[str], day: dt.date) -> LoanFacts:
    """The application as it stands; raises ``Refused`` while home or money are missing."""
    kind, order = case.home_kind, case.home_order
    if kind is None or order is None or case.amount is None or case.months is None:
        raise Refused("loan.incomplete", _("房屋或金额还没有录入。请录完并保存后再判断。"))
    parties = {party.role: party for party in parties_of(session, case.id)}
    spouse = parties.get(SPOUSE)
    # The answers may have been changed after these were entered.
    refuse_other_marital(conditions, parties[BORROWER].marital)
    refuse_other_home(conditions, kind, order)
    return LoanFacts(
        accepted_on=case.accepted_on or day,
        borrower=_person(parties[BORROWER]),
        spouse=None if spouse is None else _person(spouse),
        home=_home(case, kind, conditions),
        request=Request(case.amount, case.months, Method.of_code(case.method or "01")),
        guarantee=_guarantee(session, case, parties[BORROWER]),
        signed_on=case.signed_on,
        spouse_joins=spouse is not None and "co" in conditions,
    )


def digest_of_facts(facts: LoanFacts) -> str:
    """SHA-256 in hex of all that was judged: another entry, figure or day makes another."""
    text = dumps(asdict(facts), default=_canonical, ensure_ascii=False, sort_keys=True)
    return sha256(text.encode()).hexdigest()


def _canonical(value: Any) -> Any:
    return sorted(value) if isinstance(value, frozenset) else str(value)


def _person(party: PartyView) -> Person:
    asked = party.figures_as_of is not None
    return Person(
        doc_number=party.doc_number,
        marital=party.marital,
        phone=party.phone or "",
        doc_type=party.doc_type,
        birth=party.birth_date,
        sex=party.sex,
        deposits=not (asked and party.account_no is None),
        account=_account(party),
        open_loans=party.open_loans,
    )


def _account(party: PartyView) -> Account | None:
    if party.account_no is None:
        return None
    return Account(
        status=party.account_status or "",
        consecutive_months=party.consecutive_months or 0,
        base=party.deposit_base or ZERO,
        balance=party.balance or ZERO,
        as_of=party.figures_as_of,
    )


def _home(case: Case, kind: str, conditions: frozenset[str]) -> Home:
    return Home(
        kind=HomeKind(kind),
        order=cast(HomeOrder, case.home_order),
        address=case.home_address or "",
        area=case.home_area,
        inner_area=None,
        price=case.home_price,
        down_payment=case.down_payment,
        in_city="h.remote" not in conditions,
        contract_filed_on=case.contract_filed_on,
    )


def _guarantee(session: Session, case: Case, borrower: PartyView) -> Guarantee:
    """The home itself is mortgaged; the co-owner agrees by a signature of her own."""
    filled = {"property_address", "property_value"} if case.home_address else set()
    agreed = session.scalars(
        select(Consent.id).where(
            Consent.case_id == case.id,
            Consent.state == "signed",
            Consent.item.in_(MORTGAGE_ITEMS),
        )
    ).first()
    if agreed is not None or not is_married(borrower.marital):
        filled.add("owners_agree")
    return Guarantee(MORTGAGE, frozenset(filled).intersection(GUARANTEE_FIELDS[MORTGAGE]))
