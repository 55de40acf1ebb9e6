import datetime as dt

import pytest
from sqlalchemy import func, select

from counter.store.tables import Call, HeldTicket, Ticket
from counter.workflows.queue_calling import MOST_CALLS
from tests.builders import Outfit
from tests.unit.workflows.refusing import refused
from tests.unit.workflows.steps import call, miss, wait_out


def test_a_called_ticket_is_reported_and_its_grant_never_used_again(outfit: Outfit) -> None:
    called = call(outfit)

    assert (called.label, called.state, called.nth) == ("A001", "called", 1)
    assert len(outfit.queue.called) == 1
    with outfit.tools.store.reading() as session:
        assert session.scalars(select(HeldTicket.ended)).one() == "called_told"


def test_nobody_waiting_is_an_answer_and_no_refusal(outfit: Outfit) -> None:
    outfit.desk.open()

    assert outfit.desk.queue.call_next() is None


def test_no_second_ticket_is_called_while_one_is_open(outfit: Outfit) -> None:
    call(outfit)
    outfit.queue.issue("A", "L01")

    assert refused(outfit.desk.queue.call_next) == "window.busy"
    assert len(outfit.queue.waiting_tickets) == 1


def test_a_lost_answer_does_not_lose_the_ticket(outfit: Outfit) -> None:
    outfit.desk.open()
    first, _second = outfit.queue.issue("A", "L01"), outfit.queue.issue("A", "L01")
    outfit.queue.loses_answers = True
    assert refused(outfit.desk.queue.call_next) == "queue.cut_off"
    outfit.queue.loses_answers = False

    called = outfit.restarted().queue.call_next()

    assert called is not None
    assert called.id == first.id
    assert len(outfit.queue.waiting_tickets) == 1


def test_cut_off_the_held_tickets_are_called_and_told_later(outfit: Outfit) -> None:
    desk = outfit.desk
    desk.open()
    for _ in range(2):
        outfit.queue.issue("A", "L01")
    assert desk.queue.keep_reserve(3) == 2
    outfit.queue.is_cut_off = True

    called = desk.queue.call_next()

    assert called is not None
    assert called.label == "A001"
    assert outfit.queue.called == []
    outfit.queue.is_cut_off = False
    desk.queue.settle()
    assert len(outfit.queue.called) == 1


def test_a_long_queue_leaves_every_window_some_for_an_outage_and_a_short_one_none(
    outfit: Outfit,
) -> None:
    desk = outfit.desk
    desk.open()
    for _ in range(40):
        outfit.queue.issue("A", "L01")

    assert [one.label for one in desk.queue.tend()] == ["A001", "A002"]
    assert [one.label for one in desk.queue.tend()] == ["A001", "A002"]
    del outfit.queue.waiting_tickets[18:]
    assert [one.label for one in desk.queue.tend()] == ["A001"]
    del outfit.queue.waiting_tickets[10:]
    assert desk.queue.tend() == ()

    assert [one.label for one in outfit.queue.waiting_tickets][:2] == ["A001", "A002"]


def test_what_is_held_stays_held_when_the_authority_goes_away(outfit: Outfit) -> None:
    outfit.desk.open()
    for _ in range(50):
        outfit.queue.issue("A", "L01")
    held = outfit.desk.queue.tend()
    outfit.queue.is_cut_off = True

    assert outfit.desk.queue.tend() == held
    assert len(held) == 3


def test_cut_off_with_nothing_held_the_clerk_is_sent_to_walk_ups(outfit: Outfit) -> None:
    outfit.desk.open()
    outfit.queue.is_cut_off = True

    assert refused(outfit.desk.queue.call_next) == "queue.cut_off"
    assert outfit.desk.queue.waiting() is None


@pytest.mark.parametrize("what", ["term", "restart", "other day"])
def test_a_grant_past_its_life_is_given_back_and_never_called(outfit: Outfit, what: str) -> None:
    outfit.desk.open()
    outfit.queue.issue("A", "L01")
    outfit.desk.queue.keep_reserve(1)
    if what == "term":
        outfit.clock.pass_time(milliseconds=outfit.queue.term_ms)
    elif what == "restart":
        outfit.clock.boot = "boot-2"
    else:
        outfit.queue.term_ms = 10**9
        outfit.clock.at = outfit.clock.at.replace(day=24)
    outfit.queue.is_cut_off = True
    assert refused(outfit.desk.queue.call_next) == "queue.cut_off"

    outfit.queue.is_cut_off = False
    outfit.desk.queue.settle()

    assert len(outfit.queue.given_back) == 1
    assert outfit.desk.queue.held() == 0


def test_a_clock_put_back_by_a_person_does_not_stretch_a_term(outfit: Outfit) -> None:
    outfit.desk.open()
    outfit.queue.issue("A", "L01")
    outfit.desk.queue.keep_reserve(1)
    outfit.clock.ms += outfit.queue.term_ms
    outfit.clock.at -= outfit.clock.at - outfit.clock.at.replace(hour=0)

    assert outfit.desk.queue.held() == 0


def test_a_ticket_is_called_three_times_and_then_missed(outfit: Outfit) -> None:
    called = call(outfit)
    for nth in range(2, MOST_CALLS + 1):
        assert outfit.desk.queue.recall(called.id).nth == nth

    assert refused(lambda: outfit.desk.queue.recall(called.id)) == "queue.recalls_used"
    wait_out(outfit)
    assert outfit.desk.queue.miss(called.id).state == "missed"


def test_nobody_is_passed_over_before_called_often_and_long_enough(outfit: Outfit) -> None:
    queue = outfit.desk.queue
    called = call(outfit)
    wait_out(outfit)
    assert refused(lambda: queue.miss(called.id)) == "queue.miss_calls"

    queue.recall(called.id)
    outfit.clock.pass_time(seconds=queue.patience().seconds - 1)
    assert refused(lambda: queue.miss(called.id)) == "queue.miss_early"
    assert queue.patience().seconds_left(queue.recall(called.id), outfit.clock.now()) == 15

    wait_out(outfit)
    assert queue.miss(called.id).state == "missed"


def test_a_clock_put_back_does_not_keep_a_ticket_at_the_window(outfit: Outfit) -> None:
    called = call(outfit)
    outfit.desk.queue.recall(called.id)
    outfit.clock.at -= dt.timedelta(hours=1)

    assert outfit.desk.queue.miss(called.id).state == "missed"


def test_a_missed_ticket_is_called_again_the_same_day_and_no_other(outfit: Outfit) -> None:
    called = call(outfit)
    miss(outfit, called.id)
    assert [one.label for one in outfit.desk.queue.missed()] == ["A001"]

    again = outfit.desk.queue.call_missed(called.id)

    assert (again.state, again.nth) == ("called", 3)
    miss(outfit, called.id)
    outfit.clock.pass_time(days=1)
    assert refused(lambda: outfit.desk.queue.call_missed(called.id)) == "queue.other_day"


@pytest.mark.parametrize("is_cut_off", [False, True])
def test_the_hall_is_told_of_a_recall_and_an_outage_does_not_hold_it_up(
    outfit: Outfit, is_cut_off: bool
) -> None:
    called = call(outfit)
    outfit.queue.is_cut_off = is_cut_off

    again = outfit.desk.queue.recall(called.id)

    assert again.nth == 2
    assert outfit.queue.recalled == ([] if is_cut_off else [called.id])


def test_the_hall_is_told_when_a_missed_ticket_is_called_after_all(outfit: Outfit) -> None:
    called = call(outfit)
    miss(outfit, called.id)
    outfit.queue.recalled.clear()

    outfit.desk.queue.call_missed(called.id)

    assert outfit.queue.recalled == [called.id]


def test_a_ticket_being_served_is_not_recalled(outfit: Outfit) -> None:
    called = call(outfit)
    outfit.desk.visits.start(called.id)

    assert refused(lambda: outfit.desk.queue.recall(called.id)) == "ticket.recall"


def test_closing_the_window_gives_uncalled_tickets_back(outfit: Outfit) -> None:
    shift = outfit.desk.open()
    outfit.queue.issue("A", "L01")
    outfit.desk.queue.keep_reserve(3)

    outfit.desk.close(shift.id)

    assert [ticket.label for ticket in outfit.queue.waiting_tickets] == ["A001"]
    assert outfit.desk.queue.held() == 0


def test_a_walk_up_visit_calls_no_ticket(outfit: Outfit) -> None:
    outfit.desk.open()

    visit = outfit.desk.visits.take_by_hand("B012")

    assert (visit.ticket_id, visit.paper_shown) == (None, "B012")
    with outfit.tools.store.reading() as session:
        assert session.scalar(select(func.count()).select_from(Ticket)) == 0
        assert session.scalar(select(func.count()).select_from(Call)) == 0


def test_a_paper_with_hidden_characters_is_refused(outfit: Outfit) -> None:
    outfit.desk.open()

    assert refused(lambda: outfit.desk.visits.take_by_hand("B\u202e012")) == "visit.paper"


def test_an_answer_lost_before_the_window_closes_leaves_nobody_behind(outfit: Outfit) -> None:
    shift = outfit.desk.open()
    ticket = outfit.queue.issue("A", "L01")
    outfit.queue.loses_answers = True
    assert refused(outfit.desk.queue.call_next) == "queue.cut_off"
    assert outfit.queue.waiting_tickets == []
    outfit.queue.loses_answers = False

    outfit.desk.close(shift.id)

    assert [one.id for one in outfit.queue.waiting_tickets] == [ticket.id]


def test_nobody_waits_is_not_said_while_a_grant_that_ran_out_keeps_somebody(
    outfit: Outfit,
) -> None:
    outfit.desk.open()
    ticket = outfit.queue.issue("A", "L01")
    outfit.desk.queue.keep_reserve(1)
    outfit.clock.boot = "boot-2"

    called = outfit.desk.queue.call_next()

    assert called is not None
    assert called.id == ticket.id


def test_a_window_that_heard_every_answer_asks_for_nobody_at_its_close(outfit: Outfit) -> None:
    shift = outfit.desk.open()
    for _ in range(2):
        outfit.queue.issue("A", "L01")
    outfit.desk.queue.keep_reserve(1)

    outfit.desk.close(shift.id)

    assert len(outfit.queue.given_back) == 1
    assert len(outfit.queue.grants) == 0
    assert len(outfit.queue.by_request) == 1
