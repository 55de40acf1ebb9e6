"""A visit's steps up to a point, for tests that begin there."""

import uuid
from dataclasses import replace

from counter.workflows.loan_entries import HomeTyped, MoneyTyped
from counter.workflows.matters import MatterView
from counter.workflows.queue_calling import CalledTicket, ticket_here
from counter.workflows.visits import VisitView
from tests.builders import HUSBAND, WIFE, Outfit, a_signature

COUPLE = {
    "home_stage": "pre",
    "marital": "married",
    "spouse_part": "joins",
    "home_order": "first",
}
HOME = HomeTyped(
    home_kind="pre",
    home_order="first",
    home_address="示例市示例区样本路1号3号楼2单元501室",
    home_area="98.50",
    home_price="1,000,000.00",
    contract_no="HT-1",
    contract_filed_on="2026-11-01",
    down_payment="400000",
    presale_permit="YS-1",
    seller="示例开发公司",
)
MONEY = MoneyTyped(amount="400000", months="240", method="01")


def call(outfit: Outfit) -> CalledTicket:
    """The window is open and a ticket called."""
    outfit.desk.open()
    outfit.queue.issue("A", "L01")
    called = outfit.desk.queue.call_next()
    assert called is not None
    return called


def serve(outfit: Outfit) -> VisitView:
    """The husband sits at the window and was identified by his card."""
    visit = outfit.desk.visits.start(call(outfit).id)
    outfit.lay(HUSBAND)
    met = outfit.desk.visits.meet(outfit.desk.visits.read_card())
    return outfit.desk.visits.identify(visit.id, met.citizen.id)


def ask(outfit: Outfit, visit: VisitView, **answers: str) -> MatterView:
    """A new-home loan with every situation question answered, the couple's answers by default."""
    matter = outfit.desk.visits.open_matter(visit.id, "L01")
    chosen: dict[str, str] = {}
    while questions := outfit.desk.notices.open_questions(replace(matter, answers=chosen)):
        question = questions[0]
        usual = next((one.id for one in question.options if one.usual), question.options[0].id)
        chosen[question.id] = {**COUPLE, **answers}.get(question.id, usual)
    return outfit.desk.visits.answer(matter, chosen)


def take_in(outfit: Outfit, matter: MatterView) -> uuid.UUID:
    """A case with both spouses."""
    case_id = outfit.desk.loan.take_in(matter.id).case.id
    outfit.lay(WIFE)
    wife = outfit.desk.visits.meet(outfit.desk.visits.read_card(), "L01")
    outfit.desk.loan.add_spouse(case_id, wife.citizen.id)
    return case_id


def enter(outfit: Outfit, case_id: uuid.UUID) -> None:
    """Home and money entered."""
    outfit.desk.loan.enter_home(case_id, HOME)
    outfit.desk.loan.enter_money(case_id, MONEY)


def entered_case(outfit: Outfit) -> uuid.UUID:
    """A couple's case with home and money entered."""
    case_id = take_in(outfit, ask(outfit, serve(outfit)))
    enter(outfit, case_id)
    return case_id


def sign_all(outfit: Outfit, case_id: uuid.UUID, but: tuple[str, ...] = ()) -> None:
    """Each spouse signs every text of their own, each with the own card, but for some items."""
    for face in (HUSBAND, WIFE):
        outfit.lay(face)
        present = outfit.desk.consents.read_card(case_id)
        for one in outfit.desk.consents.texts(case_id):
            if one.party.citizen_id == present.citizen_id and one.text.item not in but:
                outfit.desk.consents.sign(case_id, present.citizen_id, one.text.item, a_signature())


def end_signing(outfit: Outfit, case_id: uuid.UUID) -> None:
    """Both have signed everything, the case is accepted, signing has ended."""
    sign_all(outfit, case_id)
    outfit.desk.loan.accept(case_id)
    outfit.desk.loan.end_signing(case_id)


def wait_out(outfit: Outfit) -> None:
    """Let the seconds pass after which a called ticket may be put aside."""
    outfit.clock.pass_time(seconds=outfit.desk.queue.patience().seconds)


def miss(outfit: Outfit, ticket_id: uuid.UUID) -> None:
    """Nobody comes, although called as often as the hall wants."""
    queue = outfit.desk.queue
    with outfit.tools.store.reading() as session:
        ticket = ticket_here(session, outfit.tools.place)
    if ticket is not None and queue.patience().calls_missing(ticket):
        queue.recall(ticket_id)
    wait_out(outfit)
    queue.miss(ticket_id)
