import uuid

import pytest
from sqlalchemy import func, select

from counter.store.tables import Audit, Draft, Matter, Outbox, Shift
from counter.workflows.visits import MatterOutcome
from tests.builders import HUSBAND, STRANGER, Outfit, a_clerk
from tests.unit.workflows.refusing import refused
from tests.unit.workflows.steps import ask, call, serve


def test_the_desk_goes_on_after_a_restart_where_it_stopped(outfit: Outfit) -> None:
    visit = serve(outfit)
    matter = ask(outfit, visit)
    outfit.desk.keep_draft(visit.id, "home", {"home_price": "1,000"})

    standing = outfit.restarted().standing()

    assert standing.visit is not None
    assert standing.visit.id == visit.id
    assert standing.ticket is not None
    assert standing.ticket.state == "serving"
    assert standing.citizen is not None
    assert standing.citizen.name == HUSBAND.name
    assert [one.matter.id for one in standing.matters] == [matter.id]
    assert standing.draft is not None
    assert (standing.draft.step, standing.draft.fields) == ("home", {"home_price": "1,000"})


def test_a_draft_is_forgotten_with_its_visit(outfit: Outfit) -> None:
    visit = serve(outfit)
    outfit.cards.remove_card()
    outfit.desk.keep_draft(visit.id, "identity", {"name": "张"})

    outfit.desk.visits.close(visit.id)

    with outfit.tools.store.reading() as session:
        assert session.get(Draft, visit.id) is None


def test_a_visit_with_an_open_matter_is_not_closed_and_nothing_is_half_saved(
    outfit: Outfit,
) -> None:
    visit = serve(outfit)
    first, second = ask(outfit, visit), outfit.desk.visits.open_matter(visit.id, "L01")
    outfit.cards.remove_card()

    outcomes = {first.id: MatterOutcome("refer")}
    assert refused(lambda: outfit.desk.visits.close(visit.id, outcomes)) == "visit.matter_open"

    with outfit.tools.store.reading() as session:
        states = set(session.scalars(select(Matter.state)))
    assert states == {"open"}
    outcomes[second.id] = MatterOutcome("refuse", ("R04",))
    assert outfit.desk.visits.close(visit.id, outcomes).state == "closed"


def test_a_matter_is_not_refused_without_a_reason(outfit: Outfit) -> None:
    visit = serve(outfit)
    matter = ask(outfit, visit)
    outfit.cards.remove_card()

    outcome = {matter.id: MatterOutcome("refuse")}

    assert refused(lambda: outfit.desk.visits.close(visit.id, outcome)) == "matter.no_reason"


def test_a_card_left_on_the_reader_is_told_once_and_recorded(outfit: Outfit) -> None:
    visit = serve(outfit)
    assert refused(lambda: outfit.desk.visits.close(visit.id)) == "visit.card_left"

    outfit.desk.visits.close(visit.id, card_may_stay=True)

    with outfit.tools.store.reading() as session:
        audit = session.scalars(select(Audit)).one()
    assert (audit.event, audit.subject_id) == ("card_left", visit.id)


def test_a_dead_reader_keeps_nobody_at_the_window(outfit: Outfit) -> None:
    visit = serve(outfit)
    outfit.cards.close()

    assert outfit.desk.visits.close(visit.id).state == "closed"


def test_the_visit_of_one_person_does_not_become_anothers(outfit: Outfit) -> None:
    visit = serve(outfit)
    ask(outfit, visit)
    outfit.lay(STRANGER)
    other = outfit.desk.visits.meet(outfit.desk.visits.read_card())

    code = refused(lambda: outfit.desk.visits.identify(visit.id, other.citizen.id))

    assert code == "visit.other_person"


def test_a_wrong_person_at_the_window_is_put_right_before_a_matter_is_open(outfit: Outfit) -> None:
    visit = serve(outfit)
    outfit.lay(STRANGER)
    other = outfit.desk.visits.meet(outfit.desk.visits.read_card())

    assert outfit.desk.visits.identify(visit.id, other.citizen.id).citizen_id == other.citizen.id


def test_no_matter_is_opened_before_anybody_is_known(outfit: Outfit) -> None:
    visit = outfit.desk.visits.start(call(outfit).id)

    assert refused(lambda: outfit.desk.visits.open_matter(visit.id, "L01")) == "visit.nobody"
    assert refused(lambda: outfit.desk.visits.open_matter(visit.id, "X99")) == "matter.business"


def test_an_answer_that_is_no_option_is_refused(outfit: Outfit) -> None:
    matter = outfit.desk.visits.open_matter(serve(outfit).id, "L01")

    assert refused(lambda: outfit.desk.visits.answer(matter, {"home_stage": "x"})) == (
        "matter.answer"
    )


def test_nobody_serves_without_an_open_shift(outfit: Outfit) -> None:
    assert refused(lambda: outfit.desk.visits.take_by_hand()) == "shift.none"


def test_opening_twice_a_day_is_one_shift(outfit: Outfit) -> None:
    first = outfit.desk.open()

    assert outfit.restarted().open() == first


@pytest.mark.parametrize("who", ["other person", "next day"])
def test_a_shift_left_open_is_ended_by_who_opens_next(outfit: Outfit, who: str) -> None:
    left = outfit.desk.open()
    if who == "next day":
        outfit.clock.pass_time(days=1)
        desk = outfit.restarted()
    else:
        desk = outfit.desk_of(a_clerk(12))

    opened = desk.open()

    assert opened.id != left.id
    with outfit.tools.store.reading() as session:
        assert session.get_one(Shift, left.id).state == "closed"


def test_a_shift_is_not_closed_over_somebody_being_served(outfit: Outfit) -> None:
    serve(outfit)
    shift = outfit.desk.standing().shift
    assert shift is not None

    assert refused(lambda: outfit.desk.close(shift.id)) == "window.busy"


def test_a_reviewer_does_not_serve_at_a_window(outfit: Outfit) -> None:
    reviewer = outfit.desk_of(a_clerk(13, roles=("reviewer",)))

    assert refused(reviewer.open) == "actor.role"


def test_a_refused_verb_leaves_no_change_set(outfit: Outfit, case_id: uuid.UUID) -> None:
    with outfit.tools.store.reading() as session:
        before = session.scalar(select(func.count()).select_from(Outbox))

    refused(lambda: outfit.desk.loan.submit(case_id, "同意"))

    with outfit.tools.store.reading() as session:
        assert session.scalar(select(func.count()).select_from(Outbox)) == before


def test_a_visit_left_open_overnight_goes_on_with_who_comes_next(outfit: Outfit) -> None:
    visit = serve(outfit)
    outfit.clock.pass_time(days=1)
    desk = outfit.desk_of(a_clerk(12))

    desk.open()

    standing = desk.standing()
    assert standing.visit is not None
    assert standing.visit.id == visit.id
    assert standing.shift is not None
    assert standing.shift.person_id == desk.actor.person_id
    assert desk.visits.close(visit.id, card_may_stay=True).state == "closed"
