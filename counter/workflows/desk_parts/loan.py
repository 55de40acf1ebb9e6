"""The loan's verbs at a desk: take in, spouse, home, money, judge, accept, end signing, submit."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field

from counter.i18n import _
from counter.rules.marital import marital_condition
from counter.store.kinds import (
    LOAN_ACCEPT,
    LOAN_END_SIGNING,
    LOAN_ENTER,
    LOAN_JUDGE,
    LOAN_SUBMIT,
    LOAN_TAKE_IN,
    LOAN_VOID,
)
from counter.store.tables import Case, Citizen, Matter
from counter.workflows.case_reading import CaseView, case_view
from counter.workflows.consent_texts import required_signatures, texts_of_case
from counter.workflows.desk_parts.acts import Acts
from counter.workflows.directory import DirectoryAnswer, ask
from counter.workflows.loan_entries import (
    HomeTyped,
    MoneyTyped,
    check_both,
    check_home,
    check_money,
)
from counter.workflows.loan_intake import (
    TakenIn,
    accept,
    add_spouse,
    case_of_matter,
    end_signing,
    enter,
    refresh_figures,
    submit,
    take_in,
    void,
)
from counter.workflows.loan_judgement import JudgementView, judge_case
from counter.workflows.loan_parties import (
    BORROWER,
    PartyTyped,
    PartyView,
    enter_phones,
    parties_of,
)
from counter.workflows.loan_reading import conditions_of_case
from counter.workflows.matters import view
from counter.workflows.rulebook import MARITAL_CODES, refuse_other_home, refuse_other_marital


@dataclass(frozen=True)
class PersonForm:
    """What is typed of a party; an empty field takes what the situation or the centre says."""

    marital: str = ""
    phone: str = field(default="", repr=False)
    employer: str = field(default="", repr=False)


@dataclass(frozen=True)
class PartyAdded:
    """The case after a person was added, and what the clerk should look at."""

    case: TakenIn
    warnings: tuple[str, ...]


class LoanPart:
    """Taking in a loan."""

    def __init__(self, acts: Acts) -> None:
        """Take in as one person at one desk."""
        self._acts, self._tools = acts, acts.tools

    def take_in(self, matter_id: uuid.UUID, form: PersonForm | None = None) -> PartyAdded:
        """Begin the case of a matter with its borrower, after asking for the figures."""
        with self._acts.reading() as session:
            matter = view(session.get_one(Matter, matter_id))
        conditions = self._tools.book.conditions(matter)
        answered = self._ask(matter.citizen_id, matter.business)
        typed = _typed(matter.citizen_id, form or PersonForm(), answered, conditions)
        refuse_other_marital(conditions, typed.marital)
        with self._acts.saving(LOAN_TAKE_IN) as (unit, acting):
            case = take_in(unit, acting, matter_id, typed)
        return PartyAdded(case, _warnings(answered))

    def add_spouse(
        self, case_id: uuid.UUID, citizen_id: uuid.UUID, form: PersonForm | None = None
    ) -> PartyAdded:
        """Add the spouse, whose card was read or document typed before."""
        conditions = self._conditions(case_id)
        with self._acts.reading() as session:
            business = session.get_one(Case, case_id).business
            borrower = next(one for one in parties_of(session, case_id) if one.role == BORROWER)
        answered = self._ask(citizen_id, business)
        typed = _typed(citizen_id, form or PersonForm(), answered, conditions)
        with self._acts.saving(LOAN_ENTER) as (unit, acting):
            case = add_spouse(unit, acting, case_id, typed)
        return PartyAdded(case, _warnings(answered) + _not_the_spouse(answered, borrower))

    def ask_again(self, case_id: uuid.UUID) -> tuple[str, ...]:
        """Ask for figures still missing after an outage; returns the words for what still is."""
        with self._acts.reading() as session:
            business = session.get_one(Case, case_id).business
            missing = [one for one in parties_of(session, case_id) if one.figures_as_of is None]
        words: list[str] = []
        for party in missing:
            answered = self._ask(party.citizen_id, business)
            words += _warnings(answered)
            if answered.ledger is not None:
                with self._acts.saving(LOAN_ENTER) as (unit, _acting):
                    refresh_figures(unit, case_id, party.role, answered.ledger)
        return tuple(words)

    def enter_home(self, case_id: uuid.UUID, typed: HomeTyped) -> TakenIn:
        """Save the home; raises ``Refused`` with every wrong field, nothing half-saved."""
        entry = check_home(typed, self._acts.acting().day)
        conditions = self._conditions(case_id)
        refuse_other_home(conditions, entry.home_kind, entry.home_order)
        with self._acts.saving(LOAN_ENTER) as (unit, _acting):
            return enter(unit, case_id, entry)

    def enter_money(self, case_id: uuid.UUID, typed: MoneyTyped) -> TakenIn:
        """Save amount, months and method."""
        entry = check_money(typed)
        with self._acts.saving(LOAN_ENTER) as (unit, _acting):
            return enter(unit, case_id, entry)

    def enter_both(self, case_id: uuid.UUID, home: HomeTyped, money: MoneyTyped) -> TakenIn:
        """Save home and money together; one wrong field and neither is saved."""
        entry, asked = check_both(home, money, self._acts.acting().day)
        refuse_other_home(self._conditions(case_id), entry.home_kind, entry.home_order)
        with self._acts.saving(LOAN_ENTER) as (unit, _acting):
            enter(unit, case_id, entry)
            return enter(unit, case_id, asked)

    def enter_phones(self, case_id: uuid.UUID, typed: Mapping[str, str]) -> None:
        """Save the numbers people gave at the counter, by role; the centre may know none, or be
        away. Raises ``Refused`` with every wrong one."""
        with self._acts.saving(LOAN_ENTER) as (unit, _acting):
            enter_phones(unit.session, case_id, typed)

    def judge(self, case_id: uuid.UUID) -> JudgementView:
        """Judge the case as it stands today and keep the answer with its versions."""
        conditions = self._conditions(case_id)
        with self._acts.saving(LOAN_JUDGE) as (unit, acting):
            return judge_case(unit, acting, case_id, self._tools.book, conditions)

    def accept(self, case_id: uuid.UUID) -> TakenIn:
        """Accept the application after a fresh judgement; the statutory clock starts."""
        self.judge(case_id)
        conditions = self._conditions(case_id)
        with self._acts.saving(LOAN_ACCEPT) as (unit, acting):
            return accept(unit, acting, case_id, conditions)

    def end_signing(self, case_id: uuid.UUID) -> TakenIn:
        """End face-signing when every required text is signed; the promised clock starts."""
        conditions = self._conditions(case_id)
        with self._acts.saving(LOAN_END_SIGNING) as (unit, acting):
            texts = texts_of_case(unit.session, acting, case_id, self._tools.book, conditions)
            return end_signing(unit, acting, case_id, required_signatures(texts))

    def submit(self, case_id: uuid.UUID, opinion: str) -> TakenIn:
        """Give the first review and hand the case to 复核."""
        with self._acts.saving(LOAN_SUBMIT) as (unit, acting):
            return submit(unit, acting, case_id, opinion)

    def void(self, case_id: uuid.UUID, reasons: tuple[str, ...]) -> TakenIn:
        """Void a case that is not submitted, telling why by reason codes."""
        with self._acts.saving(LOAN_VOID) as (unit, acting):
            return void(unit, acting, case_id, reasons)

    def case(self, case_id: uuid.UUID) -> CaseView:
        """Everything of a case for the screen."""
        conditions = self._conditions(case_id)
        with self._acts.reading() as session:
            return case_view(session, self._acts.acting(), case_id, self._tools.book, conditions)

    def case_of_matter(self, matter_id: uuid.UUID) -> uuid.UUID | None:
        """The case a matter owns, if one was taken in."""
        with self._acts.reading() as session:
            return case_of_matter(session, matter_id)

    def _conditions(self, case_id: uuid.UUID) -> frozenset[str]:
        with self._acts.reading() as session:
            return conditions_of_case(session, case_id, self._tools.book)

    def _ask(self, citizen_id: uuid.UUID, purpose: str) -> DirectoryAnswer:
        with self._acts.reading() as session:
            citizen = session.get_one(Citizen, citizen_id)
            doc_type, doc_number = citizen.doc_type, citizen.doc_number
        today = self._acts.acting().day
        return ask(self._tools.directory, (doc_type, doc_number), purpose, today)


def _typed(
    citizen_id: uuid.UUID, form: PersonForm, answered: DirectoryAnswer, conditions: frozenset[str]
) -> PartyTyped:
    """Fill what was left empty from the centre's answer and from the situation."""
    entry = answered.entry
    return PartyTyped(
        citizen_id=citizen_id,
        marital=form.marital or _marital(answered, conditions),
        phone=form.phone or ("" if entry is None else entry.phone or ""),
        employer=form.employer or ("" if entry is None else entry.employer or ""),
        ledger=answered.ledger,
    )


def _marital(answered: DirectoryAnswer, conditions: frozenset[str]) -> str:
    """The centre's code where it fits the answer (22 再婚 is 已婚), else the plain one."""
    declared = next((code for key, code in MARITAL_CODES.items() if key in conditions), "")
    known = "" if answered.entry is None else answered.entry.marital
    fits = bool(known) and marital_condition(known) == marital_condition(declared)
    return known if fits else declared


def _warnings(answered: DirectoryAnswer) -> tuple[str, ...]:
    return (answered.sentence,) if answered.sentence else ()


def _not_the_spouse(answered: DirectoryAnswer, borrower: PartyView) -> tuple[str, ...]:
    known = None if answered.entry is None else answered.entry.spouse_doc_number
    if known is None or known == borrower.doc_number:
        return ()
    return (_("中心登记的配偶不是本次借款人。请核对结婚证后再继续。"),)
