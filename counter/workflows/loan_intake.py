"""Taking in a loan: parties, home and money, acceptance, end of signing, first review."""

import uuid
from collections.abc import Iterable
from dataclasses import asdict, dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from counter.i18n import _
from counter.rules.masking import mask_name
from counter.store.life_cycles import NEW
from counter.store.numbers import next_number
from counter.store.tables import Case, Citizen, Consent, Matter, Party, Review
from counter.store.unit_of_work import Unit
from counter.workflows.actor import Acting
from counter.workflows.case_digest import digest_of_case
from counter.workflows.loan_entries import HomeEntry, MoneyEntry
from counter.workflows.loan_facts import facts_of, open_for_entry
from counter.workflows.loan_judgement import refuse_unjudged
from counter.workflows.loan_parties import (
    BORROWER,
    SPOUSE,
    LedgerAnswer,
    PartyTyped,
    new_party,
    party_in_role,
    refuse_unmarried,
    take_figures,
)
from counter.workflows.machine import move, moved
from counter.workflows.matters import open_one
from counter.workflows.papers import issue
from counter.workflows.refusals import Refused

FIRST_REVIEW = 1
LONGEST_OPINION = 500


@dataclass(frozen=True)
class TakenIn:
    """A case after a verb: its key, printed number and state."""

    id: uuid.UUID
    number: str
    state: str


@dataclass(frozen=True)
class Required:
    """One signature the case needs: who, under which text, and the words for both."""

    citizen_id: uuid.UUID
    item: str
    words: str


def take_in(unit: Unit, acting: Acting, matter_id: uuid.UUID, borrower: PartyTyped) -> TakenIn:
    """Begin a case for a matter with its borrower; one case per matter."""
    session = unit.session
    matter = open_one(session, matter_id)
    if borrower.citizen_id != matter.citizen_id:
        raise Refused("loan.other_borrower", _("借款人应是本次来办的人。请核对身份证后再录入。"))
    if session.scalars(select(Case.id).where(Case.matter_id == matter_id)).first():
        raise Refused("loan.taken_in", _("这个事项已经建件。请在已有的件上继续。"))
    case_id = acting.new_id()
    party = new_party(session, acting, case_id, BORROWER, borrower)
    case = Case(
        id=case_id,
        matter_id=matter_id,
        business=matter.business,
        number=next_number(session, acting.place.window_no, acting.place.epoch),
        applicant=mask_name(session.get_one(Citizen, borrower.citizen_id).name),
        state=moved("case", NEW, "take_in"),
    )
    unit.add(case)
    unit.add(party)
    return _view(case)


def add_spouse(unit: Unit, acting: Acting, case_id: uuid.UUID, spouse: PartyTyped) -> TakenIn:
    """Add the borrower's spouse to the case."""
    case = open_for_entry(unit.session, case_id)
    refuse_unmarried(party_in_role(unit.session, case_id, BORROWER))
    if party_in_role(unit.session, case_id, SPOUSE) is not None:
        raise Refused("loan.spouse_twice", _("本件已有配偶。需要更换时请先作废本件重新录入。"))
    unit.add(new_party(unit.session, acting, case_id, SPOUSE, spouse))
    return _view(case)


def refresh_figures(unit: Unit, case_id: uuid.UUID, role: str, ledger: LedgerAnswer) -> None:
    """Take newer ledger figures into a party, as when the centre could not be asked before."""
    open_for_entry(unit.session, case_id)
    party = party_in_role(unit.session, case_id, role)
    if party is not None:
        take_figures(party, ledger)


def enter(unit: Unit, case_id: uuid.UUID, entry: HomeEntry | MoneyEntry) -> TakenIn:
    """Save the home or the money of a case that is still open for entry."""
    case = open_for_entry(unit.session, case_id)
    for column, value in asdict(entry).items():
        if getattr(case, column) != value:
            setattr(case, column, value)
    return _view(case)


def accept(unit: Unit, acting: Acting, case_id: uuid.UUID, conditions: frozenset[str]) -> TakenIn:
    """Accept (受理): the statutory clock starts and an acceptance slip is issued."""
    case = unit.session.get_one(Case, case_id)
    refuse_unjudged(case, facts_of(unit.session, case, conditions, acting.day))
    move("case", case, "accept")
    case.accepted_on = acting.day
    issue(unit, acting, "acceptance", (case.id, case.number))
    return _view(case)


def end_signing(
    unit: Unit, acting: Acting, case_id: uuid.UUID, required: Iterable[Required]
) -> TakenIn:
    """End face-signing (面签结束), when all is signed: the promised clock starts."""
    case = unit.session.get_one(Case, case_id)
    move("case", case, "end_signing")
    rows = unit.session.execute(
        select(Consent.citizen_id, Consent.item).where(
            Consent.case_id == case_id, Consent.state == "signed"
        )
    )
    signed = {(row.citizen_id, row.item) for row in rows}
    missing = [one.words for one in required if (one.citizen_id, one.item) not in signed]
    if missing:
        raise Refused(
            "loan.unsigned",
            _("还有 {count} 份没有签：{words}。请本人签完后再结束面签。").format(
                count=len(missing), words="、".join(missing)
            ),
        )
    case.signed_on = acting.day
    return _view(case)


def submit(unit: Unit, acting: Acting, case_id: uuid.UUID, opinion: str) -> TakenIn:
    """Give the first review (初审) and hand the case to 复核; only the taker-in may."""
    session = unit.session
    case = session.get_one(Case, case_id)
    if case.made_by != acting.actor.person_id:
        raise Refused("loan.not_yours", _("这个件不是由您受理的，不能提交。请由受理人提交。"))
    text = _checked_opinion(opinion)
    move("case", case, "submit")
    unit.add(
        Review(
            id=acting.new_id(),
            case_id=case_id,
            level=FIRST_REVIEW,
            round=_next_round(session, case_id),
            outcome="pass",
            opinion=text,
            seen_digest=digest_of_case(session, case_id),
            reviewed_at=acting.at,
        )
    )
    case.submitted_at = acting.at
    matter = session.get_one(Matter, case.matter_id)
    if matter.state == "open":
        move("matter", matter, "handle")
        matter.closed_at = acting.at
    return _view(case)


def void(unit: Unit, acting: Acting, case_id: uuid.UUID, reasons: tuple[str, ...]) -> TakenIn:
    """Void a case that is not submitted (作废), with the reason codes told; its people are free
    again."""
    if not reasons:
        raise Refused("loan.no_reason", _("作废要写明理由。请选择理由后再作废。"))
    session = unit.session
    case = session.get_one(Case, case_id)
    move("case", case, "void")
    for party in session.scalars(select(Party).where(Party.case_id == case_id)):
        party.live = False
    matter = session.get_one(Matter, case.matter_id)
    if matter.state == "open":
        move("matter", matter, "refuse")
        matter.reason_codes = list(reasons)
        matter.closed_at = acting.at
    return _view(case)


def case_of_matter(session: Session, matter_id: uuid.UUID) -> uuid.UUID | None:
    """The case a matter owns, if one was taken in."""
    return session.scalars(select(Case.id).where(Case.matter_id == matter_id)).first()


def _checked_opinion(opinion: str) -> str:
    text = opinion.strip()
    if not text or len(text) > LONGEST_OPINION:
        raise Refused("loan.opinion", _("初审意见应为1至500个字。请填写后再提交。"))
    return text


def _next_round(session: Session, case_id: uuid.UUID) -> int:
    last = session.scalar(
        select(func.max(Review.round)).where(
            Review.case_id == case_id, Review.level == FIRST_REVIEW
        )
    )
    return (last or 0) + 1


def _view(case: Case) -> TakenIn:
    return TakenIn(case.id, case.number, case.state)
