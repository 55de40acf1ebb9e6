"""The people of a loan case, with marital code and ledger figures as they stood then."""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from counter.i18n import _
from counter.rules.codes import ACCOUNT_STATES, MARITAL_STATES, label
from counter.rules.marital import UNSTATED, is_married
from counter.rules.phone import check_mobile
from counter.store.tables import Case, Citizen, Party
from counter.workflows.actor import Acting
from counter.workflows.ports import LedgerFigures
from counter.workflows.refusals import Entries, Refused

BORROWER, SPOUSE = "borrower", "spouse"
_RELATIONS = {BORROWER: "0", SPOUSE: "1"}
_WORDS = {BORROWER: "借款人", SPOUSE: "配偶"}


@dataclass(frozen=True)
class LedgerAnswer:
    """What the ledger said when asked: an account's figures, or that the person has none."""

    figures: LedgerFigures | None = field(repr=False)
    asked_on: dt.date


@dataclass(frozen=True)
class PartyTyped:
    """A person of the case as entered; ``ledger`` is empty while nobody could be asked."""

    citizen_id: uuid.UUID
    marital: str
    phone: str = field(default="", repr=False)
    employer: str = field(default="", repr=False)
    ledger: LedgerAnswer | None = field(default=None, repr=False)


@dataclass(frozen=True)
class PartyView:
    """A party as its card shows it."""

    id: uuid.UUID
    citizen_id: uuid.UUID
    role: str
    name: str = field(repr=False)
    doc_type: str
    doc_number: str = field(repr=False)
    sex: str
    birth_date: dt.date | None = field(repr=False)
    marital: str
    phone: str | None = field(repr=False)
    employer: str | None = field(repr=False)
    account_no: str | None = field(repr=False)
    account_status: str | None
    deposit_base: Decimal | None
    balance: Decimal | None
    consecutive_months: int | None
    paid_through: str | None
    open_loans: int | None
    figures_as_of: dt.date | None
    verification: str

    @property
    def role_word(self) -> str:
        """The role in words."""
        return _(_WORDS[self.role])

    @property
    def marital_word(self) -> str:
        """The marital code with its word (GB/T 2261.2)."""
        return label(MARITAL_STATES, self.marital)

    @property
    def account_word(self) -> str:
        """The account's state in words (JGJ/T 320 A.6); empty while nobody could be asked."""
        return ACCOUNT_STATES.get(self.account_status or "", "")


def new_party(
    session: Session, acting: Acting, case_id: uuid.UUID, role: str, typed: PartyTyped
) -> Party:
    """Make a party, checked; raises ``Refused`` for a wrong entry or one already in a live case."""
    entries = Entries()
    phone = entries.take("phone", check_mobile(typed.phone)) if typed.phone.strip() else None
    if typed.marital not in MARITAL_STATES or typed.marital == UNSTATED:
        entries.refuse("marital", "必选", _("婚姻状况不能是“未说明”。请与本人核对，按证件选择。"))
    entries.settle("loan.party")
    _refuse_second_loan(session, case_id, typed.citizen_id, role)
    party = Party(
        id=acting.new_id(),
        case_id=case_id,
        citizen_id=typed.citizen_id,
        role=role,
        live=True,
        marital=typed.marital,
        relation=_RELATIONS[role],
        phone=phone,
        employer=typed.employer.strip() or None,
    )
    take_figures(party, typed.ledger)
    return party


def take_figures(party: Party, ledger: LedgerAnswer | None) -> None:
    """Write the ledger's figures with their day; nothing while nobody answered."""
    if ledger is None:
        return
    figures = ledger.figures
    if figures is None:
        # Asked, and there is no account: the day alone says so.
        party.figures_as_of = ledger.asked_on
        return
    party.account_no = figures.account_no
    party.account_status = figures.status
    party.deposit_base = figures.deposit_base
    party.balance = figures.balance
    party.consecutive_months = figures.consecutive_months
    party.paid_through = figures.paid_through
    party.open_loans = figures.open_loans
    party.figures_as_of = figures.as_of


def enter_phones(session: Session, case_id: uuid.UUID, typed: Mapping[str, str]) -> None:
    """Take the numbers people gave at the counter, by role; raises ``Refused`` with every wrong
    one, and nothing is changed then."""
    entries, checked = Entries(), {}
    for role, text in typed.items():
        checked[role] = entries.take(f"phone_{role}", check_mobile(text)) if text.strip() else None
    entries.settle("loan.phones")
    for role, phone in checked.items():
        party = party_in_role(session, case_id, role)
        if party is not None and party.phone != phone:
            party.phone = phone


def parties_of(session: Session, case_id: uuid.UUID) -> tuple[PartyView, ...]:
    """The live parties of a case, the borrower first."""
    rows = session.execute(
        select(Party, Citizen)
        .join(Citizen, Citizen.id == Party.citizen_id)
        .where(Party.case_id == case_id, Party.live)
        .order_by(Party.relation)
    )
    return tuple(_view(party, citizen) for party, citizen in rows)


def party_in_role(session: Session, case_id: uuid.UUID, role: str) -> Party | None:
    """The live party of a role."""
    return session.scalars(
        select(Party).where(Party.case_id == case_id, Party.role == role, Party.live)
    ).first()


def refuse_unmarried(borrower: Party | None) -> None:
    """Raise ``Refused`` when a spouse is added to a borrower who declared none."""
    if borrower is None or not is_married(borrower.marital):
        raise Refused(
            "loan.not_married",
            _("借款人的婚姻状况不是已婚，不能添加配偶。请先核对婚姻状况。"),
        )


def _refuse_second_loan(
    session: Session, case_id: uuid.UUID, citizen_id: uuid.UUID, role: str
) -> None:
    # Only what this desk holds is seen here; the centre sees all halls and parks the rest.
    other = session.scalars(
        select(Case)
        .join(Party, Party.case_id == Case.id)
        .where(Party.citizen_id == citizen_id, Party.live, Party.role.in_(tuple(_RELATIONS)))
    ).first()
    if other is None:
        return
    if other.id == case_id:
        raise Refused(
            "loan.party_twice",
            _("{word}已在本件中。请核对证件，配偶应是另一个人。").format(word=_(_WORDS[role])),
        )
    raise Refused(
        "loan.household",
        _("{word}已有在办的贷款件 {number}。一个家庭同时只能办一笔，请先处理那一件。").format(
            word=_(_WORDS[role]), number=other.number
        ),
    )


def _view(party: Party, citizen: Citizen) -> PartyView:
    return PartyView(
        id=party.id,
        citizen_id=citizen.id,
        role=party.role,
        name=citizen.name,
        doc_type=citizen.doc_type,
        doc_number=citizen.doc_number,
        sex=citizen.sex,
        birth_date=citizen.birth_date,
        marital=party.marital,
        phone=party.phone or citizen.phone,
        employer=party.employer,
        account_no=party.account_no,
        account_status=party.account_status,
        deposit_base=party.deposit_base,
        balance=party.balance,
        consecutive_months=party.consecutive_months,
        paid_through=party.paid_through,
        open_loans=party.open_loans,
        figures_as_of=party.figures_as_of,
        verification=citizen.verification,
    )
