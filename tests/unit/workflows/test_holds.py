"""A visit that waits and goes on, and steps of the queue that are undone."""

import datetime as dt
from dataclasses import replace

import pytest
from sqlalchemy import select

from counter.store.kinds import TICKET_CALL
from counter.store.tables import HeldTicket, Hold, Ticket
from counter.workflows.day_report.counting import figures_of
from counter.workflows.day_report.reading import read_day
from counter.workflows.desk import Desk
from tests.builders import Outfit
from tests.unit.workflows.refusing import refused
from tests.unit.workflows.steps import ask, call, miss, serve


def test_a_held_visit_frees_the_window_and_goes_on_where_it_stopped(outfit: Outfit) -> None:
    visit = serve(outfit)
    ask(outfit, visit)
    outfit.desk.keep_draft(visit.id, "3", {"note": "半份"})
    outfit.cards.remove_card()

    outfit.desk.visits.hold(visit.id, "away")

    (held,) = outfit.desk.visits.held()
    assert (held.label, held.kind, held.business) == ("A001", "away", "L01")
    assert outfit.desk.standing().visit is None
    outfit.queue.issue("A", "L01")
    next_one = outfit.desk.queue.call_next()
    assert next_one is not None
    assert refused(lambda: outfit.desk.visits.resume(visit.id)) == "window.busy"
    miss(outfit, next_one.id)

    outfit.desk.visits.resume(visit.id)

    standing = outfit.restarted().standing()
    assert standing.visit is not None
    assert standing.visit.id == visit.id
    assert standing.draft is not None
    assert (standing.draft.step, standing.draft.fields) == (
        "3",
        {"note": "半份"},
    )
    assert outfit.desk.visits.held() == ()
    with outfit.tools.store.reading() as session:
        span = session.scalars(select(Hold)).one()
        assert span.resumed_at is not None
        assert span.resumed_at >= span.held_at


def test_nobody_unknown_is_held_and_only_in_one_of_three_ways(outfit: Outfit) -> None:
    visit = outfit.desk.visits.start(call(outfit).id)

    assert refused(lambda: outfit.desk.visits.hold(visit.id, "away")) == "hold.nobody"
    assert refused(lambda: outfit.desk.visits.hold(visit.id, "later")) == "hold.kind"


def test_a_card_on_the_reader_is_told_before_the_person_leaves(outfit: Outfit) -> None:
    visit = serve(outfit)

    assert refused(lambda: outfit.desk.visits.hold(visit.id, "away")) == "visit.card_left"
    outfit.desk.visits.hold(visit.id, "kept", card_may_stay=True)


@pytest.mark.parametrize(("kind", "elsewhere"), [("away", ""), ("kept", "hold.other_window")])
def test_only_who_took_the_papers_along_goes_on_at_another_window(
    outfit: Outfit, kind: str, elsewhere: str
) -> None:
    visit = serve(outfit)
    outfit.cards.remove_card()
    outfit.desk.visits.hold(visit.id, kind)
    place = replace(outfit.tools.place, window_no=outfit.tools.place.window_no + 1)
    other = Desk(replace(outfit.tools, place=place), outfit.desk.actor)
    other.open()

    if elsewhere:
        assert other.visits.held() == ()
        assert refused(lambda: other.visits.resume(visit.id)) == elsewhere
    else:
        assert [one.visit_id for one in other.visits.held()] == [visit.id]
        other.visits.resume(visit.id)
        standing = other.standing()
        assert standing.visit is not None
        assert standing.visit.id == visit.id


def test_the_number_of_yesterday_is_void_but_nothing_typed_is(outfit: Outfit) -> None:
    visit = serve(outfit)
    outfit.cards.remove_card()
    outfit.desk.visits.hold(visit.id, "awaits")

    outfit.clock.pass_time(days=1)
    desk = outfit.restarted()
    desk.open()

    assert desk.visits.held() == ()
    assert refused(lambda: desk.visits.resume(visit.id)) == "hold.other_day"


def test_held_time_is_no_handling_time_and_the_report_still_adds_up(outfit: Outfit) -> None:
    visit = serve(outfit)
    outfit.cards.remove_card()
    outfit.desk.visits.hold(visit.id, "away")
    with outfit.tools.store.reading() as session:
        during = figures_of(read_day(session, visit_day(outfit)))
    assert during.total.queue.held == 1
    assert during.reconciles
    outfit.clock.pass_time(hours=1)
    outfit.desk.visits.resume(visit.id)
    outfit.desk.visits.close(visit.id)

    with outfit.tools.store.reading() as session:
        after = figures_of(read_day(session, visit_day(outfit)))
    assert after.total.queue.held == 0
    assert after.reconciles
    assert after.total.visits.handling.longest < dt.timedelta(minutes=10)


def test_a_call_undone_waits_in_its_old_place_and_is_called_again_with_its_row(
    outfit: Outfit,
) -> None:
    called = call(outfit)
    later = outfit.queue.issue("A", "L01")

    outfit.desk.queue.undo_call(called.id)

    assert [one.id for one in outfit.queue.waiting_tickets] == [called.id, later.id]
    with outfit.tools.store.reading() as session:
        assert session.get_one(Ticket, called.id).state == "waiting"
        assert session.scalars(select(HeldTicket.ended)).one() == "taken_told"
        assert figures_of(read_day(session, visit_day(outfit))).reconciles
    again = outfit.desk.queue.call_next()
    assert again is not None
    assert (again.id, again.nth) == (called.id, 2)


def test_a_call_undone_while_cut_off_is_told_later(outfit: Outfit) -> None:
    called = call(outfit)
    outfit.queue.is_cut_off = True
    outfit.desk.queue.undo_call(called.id)
    assert outfit.queue.waiting_tickets == []

    outfit.queue.is_cut_off = False
    outfit.desk.queue.settle()

    assert [one.id for one in outfit.queue.waiting_tickets] == [called.id]


def test_a_ticket_another_window_took_back_is_not_called_before_its_row_is_here(
    outfit: Outfit,
) -> None:
    outfit.desk.open()
    first, second = outfit.queue.issue("A", "L01"), outfit.queue.issue("A", "L01")
    outfit.queue.waiting_tickets[0] = replace(first, called_before=True)
    outfit.desk.queue.keep_reserve(2)

    called = outfit.desk.queue.call_next()

    assert called is not None
    assert called.id == second.id


def test_a_ticket_still_called_in_the_row_here_waits_for_news_and_holds_nobody_up(
    outfit: Outfit,
) -> None:
    called, actor = call(outfit), outfit.desk.actor
    with outfit.tools.store.unit(TICKET_CALL, actor.signer, outfit.clock.now()) as unit:
        unit.session.get_one(Ticket, called.id).window_no = 99
    second = outfit.queue.issue("A", "L01")
    # Window 99 has undone its call: the authority knows, the row here does not say so yet.
    first = outfit.queue.grants[outfit.queue.called[0]]
    outfit.queue.waiting_tickets.insert(0, replace(first, called_before=True))
    outfit.desk.queue.keep_reserve(2)

    following = outfit.desk.queue.call_next()

    assert following is not None
    assert following.id == second.id


def test_a_step_of_the_queue_is_undone_only_soon_and_only_while_it_is_the_last(
    outfit: Outfit,
) -> None:
    called = call(outfit)
    outfit.clock.pass_time(seconds=31)
    assert refused(lambda: outfit.desk.queue.undo_call(called.id)) == "queue.undo_late"

    miss(outfit, called.id)
    at = outfit.clock.now()
    assert outfit.desk.queue.undo_miss(called.id, at).state == "called"
    assert refused(lambda: outfit.desk.queue.undo_miss(called.id, at)) == "window.busy"


def visit_day(outfit: Outfit) -> dt.date:
    return (outfit.clock.now() + dt.timedelta(hours=8)).date()
