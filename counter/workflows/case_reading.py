"""Reads cases for the screens as frozen values; deadlines are computed here, never stored."""

import datetime as dt
import uuid
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from counter.i18n import _
from counter.rules.amounts import show
from counter.rules.deadlines import CaseClock, deadlines, statutory_deadline
from counter.store.tables import Case
from counter.workflows.actor import Acting
from counter.workflows.case_clocks import ClockView, clocks_of, limits_of
from counter.workflows.consent_texts import TextToDecide, texts_of_case
from counter.workflows.loan_entries import HomeTyped, MoneyTyped
from counter.workflows.loan_judgement import JudgementView, judgement_view
from counter.workflows.loan_parties import PartyView, parties_of
from counter.workflows.loan_plans import PlanView, both_plans
from counter.workflows.machine import state_word
from counter.workflows.papers import PaperView, paper_of
from counter.workflows.rulebook import Rulebook
from counter.workflows.slips import AcceptancePaper


@dataclass(frozen=True)
class DeadlineView:
    """The earlier clock of a case: 承诺 or 法定, its day, and whether it is 暂估."""

    word: str
    day: dt.date
    provisional: bool


@dataclass(frozen=True)
class CaseView:
    """A case as the desk shows it."""

    id: uuid.UUID
    number: str
    business: str
    applicant: str = field(repr=False)
    state: str
    state_word: str
    accepted_on: dt.date | None
    signed_on: dt.date | None
    submitted_at: dt.datetime | None
    home: HomeTyped = field(repr=False)
    money: MoneyTyped
    parties: tuple[PartyView, ...]
    judgement: JudgementView | None
    plans: tuple[PlanView, ...]
    """Both ways to repay what is asked for, once there is a rate."""
    texts: tuple[TextToDecide, ...]
    deadline: DeadlineView | None
    clocks: tuple[ClockView, ...]
    paper: PaperView | None


def case_view(
    session: Session, acting: Acting, case_id: uuid.UUID, book: Rulebook, conditions: frozenset[str]
) -> CaseView:
    """Everything of one case for the screen; home and money as they would be typed again."""
    case = session.get_one(Case, case_id)
    return CaseView(
        id=case.id,
        number=case.number,
        business=case.business,
        applicant=case.applicant,
        state=case.state,
        state_word=state_word("case", case.state),
        accepted_on=case.accepted_on,
        signed_on=case.signed_on,
        submitted_at=case.submitted_at,
        home=_home(case),
        money=_money(case),
        parties=parties_of(session, case_id),
        judgement=None if case.judgement is None else judgement_view(case.judgement),
        plans=_plans(case),
        texts=texts_of_case(session, acting, case_id, book, conditions),
        deadline=deadline_of(case, book),
        clocks=clocks_of(case, book, acting.day),
        paper=paper_of(session, case_id),
    )


def _plans(case: Case) -> tuple[PlanView, ...]:
    if case.amount is None or case.months is None or case.rate is None:
        return ()
    return both_plans(case.amount, case.rate, case.months)


def deadline_of(case: Case, book: Rulebook) -> DeadlineView | None:
    """The earlier of both clocks; before signing ends the law's alone; none before acceptance."""
    if case.accepted_on is None:
        return None
    limits = limits_of(book, case.accepted_on)
    calendar = book.policy.calendar
    if case.signed_on is None:
        law = statutory_deadline(CaseClock(case.accepted_on, case.accepted_on), calendar, limits)
        return DeadlineView(_("法定"), law.day, law.provisional)
    both = deadlines(CaseClock(case.accepted_on, case.signed_on), calendar, limits)
    word = _("承诺") if both.which == "promised" else _("法定")
    return DeadlineView(word, both.earlier, both.provisional)


def acceptance_paper(session: Session, case_id: uuid.UUID, book: Rulebook) -> AcceptancePaper:
    """What the acceptance slip of a case says."""
    case = session.get_one(Case, case_id)
    assert case.accepted_on is not None, "an acceptance slip is issued with the acceptance"
    limits = limits_of(book, case.accepted_on)
    law = statutory_deadline(
        CaseClock(case.accepted_on, case.accepted_on), book.policy.calendar, limits
    )
    return AcceptancePaper(
        business=book.checklists.on(case.business, case.accepted_on).name,
        applicant=case.applicant,
        amount="" if case.amount is None else show(case.amount),
        accepted_on=case.accepted_on,
        statutory=law.day,
        provisional=law.provisional,
        workdays=limits.workdays,
    )


def _home(case: Case) -> HomeTyped:
    return HomeTyped(
        home_kind=case.home_kind or "",
        home_order=case.home_order or "",
        home_address=case.home_address or "",
        home_area=_text(case.home_area),
        home_price=_text(case.home_price),
        contract_no=case.contract_no or "",
        contract_filed_on=_text(case.contract_filed_on),
        down_payment=_text(case.down_payment),
        presale_permit=case.presale_permit or "",
        seller=case.seller or "",
    )


def _money(case: Case) -> MoneyTyped:
    typed = MoneyTyped(amount=_text(case.amount), months=_text(case.months))
    return typed if case.method is None else MoneyTyped(typed.amount, typed.months, case.method)


def _text(value: object) -> str:
    return "" if value is None else str(value)
