import uuid

import pytest
from sqlalchemy import func, select
from uuid6 import uuid7

from counter.store import inbox, kinds, outbox
from counter.store.outbox import Confirmation, Outcome
from counter.store.tables import Case, Outbox, PendingRow
from counter.store.unit_of_work import Store
from tests.store.feeds import a_case_image, a_page
from tests.store.stores import NOW, SIGNER, an_event, outbox_rows

INCARNATION = uuid.UUID(int=9)


@pytest.fixture
def saved(store: Store) -> Store:
    """Five change sets of one row each."""
    for _ in range(5):
        with store.unit(kinds.OBSERVED, SIGNER, NOW) as unit:
            unit.add(an_event())
    return store


def pending_seqs(store: Store) -> list[int]:
    with store.reading() as session:
        return list(session.scalars(select(PendingRow.seq).order_by(PendingRow.seq)))


def confirm(store: Store, seq: int, *outcomes: Outcome) -> None:
    outbox.acknowledge(store.engine, Confirmation(seq, 50, INCARNATION, outcomes), NOW)


def test_a_fresh_outbox_is_empty_and_knows_no_centre(store: Store) -> None:
    state = outbox.state(store.engine)

    assert (state.acked, state.last, state.pending, state.parked) == (0, 0, 0, 0)
    assert (state.incarnation, state.stopped_code, state.oldest) == (None, None, None)


def test_the_first_save_writes_down_the_epoch(saved: Store) -> None:
    assert outbox.state(saved.engine).epoch == 1


def test_what_waits_comes_in_order_with_its_exact_bytes(saved: Store) -> None:
    waiting = outbox.waiting(saved.engine, 2, most_sets=2, most_bytes=10_000_000)

    assert [each.seq for each in waiting] == [3, 4]
    assert [each.body for each in waiting] == [row.body for row in outbox_rows(saved.engine)[2:4]]
    assert waiting[0].seal == SIGNER.seal(waiting[0].body)


def test_a_batch_keeps_below_its_bytes_but_never_gets_stuck(saved: Store) -> None:
    size = len(outbox_rows(saved.engine)[0].body)

    assert len(outbox.waiting(saved.engine, 0, 500, most_bytes=3 * size)) == 3
    assert len(outbox.waiting(saved.engine, 0, 500, most_bytes=1)) == 1
    assert outbox.waiting(saved.engine, 5, 500, most_bytes=1) == ()


def test_a_confirmation_moves_the_mark_and_never_back(saved: Store) -> None:
    confirm(saved, 3)
    confirm(saved, 2)

    state = outbox.state(saved.engine)
    assert (state.acked, state.pending, state.incarnation) == (3, 2, INCARNATION)
    assert state.oldest == NOW


def test_a_confirmation_beyond_what_was_saved_moves_the_mark_to_the_last(saved: Store) -> None:
    confirm(saved, 99)

    assert outbox.state(saved.engine).acked == 5


def test_what_was_parked_or_refused_is_kept_for_a_person(saved: Store) -> None:
    parked = Outcome(2, "parked", "conflict", {"table": "case"})
    refused = Outcome(3, "refused", "role", None)

    confirm(saved, 5, parked, refused)

    assert outbox.outcomes(saved.engine) == (parked, refused)
    assert outbox.state(saved.engine).parked == 2
    assert pending_seqs(saved) == [1, 4, 5]


def test_the_same_outcome_told_twice_is_one(saved: Store) -> None:
    parked = Outcome(2, "parked", "conflict", None)
    confirm(saved, 5, parked)

    confirm(saved, 5, parked)

    assert outbox.outcomes(saved.engine) == (parked,)


def test_going_back_to_a_lower_mark_sends_and_shows_again_what_was_lost(saved: Store) -> None:
    confirm(saved, 5)
    inbox.apply_page(saved.engine, a_page(horizon=99), NOW)
    assert pending_seqs(saved) == []

    outbox.rewind(saved.engine, 3, uuid.UUID(int=10))

    state = outbox.state(saved.engine)
    assert (state.acked, state.incarnation) == (3, uuid.UUID(int=10))
    assert [each.seq for each in outbox.waiting(saved.engine, state.acked, 9, 99999)] == [4, 5]
    assert pending_seqs(saved) == [4, 5]


def test_going_back_leaves_alone_what_still_waits(saved: Store) -> None:
    confirm(saved, 3)
    inbox.apply_page(saved.engine, a_page(horizon=99), NOW)
    assert pending_seqs(saved) == [4, 5]

    outbox.rewind(saved.engine, 2, uuid.UUID(int=10))

    assert pending_seqs(saved) == [3, 4, 5]
    with saved.reading() as session:
        assert set(session.scalars(select(PendingRow.xid))) == {None}


def test_going_forward_is_not_what_rewind_does(saved: Store) -> None:
    outbox.rewind(saved.engine, 4, INCARNATION)

    assert outbox.state(saved.engine).acked == 0


def test_a_parked_set_that_is_applied_when_sent_again_is_forgotten(saved: Store) -> None:
    confirm(saved, 5, Outcome(4, "parked", "conflict", None))
    outbox.rewind(saved.engine, 3, uuid.UUID(int=10))

    confirm(saved, 5)

    assert outbox.outcomes(saved.engine) == ()


def test_a_restored_centres_image_shows_the_edits_it_lost(store: Store) -> None:
    key = uuid7()
    inbox.apply_page(store.engine, a_page(a_case_image(key, 3)), NOW)
    with store.unit(kinds.LOAN_ENTER, SIGNER, NOW) as unit:
        unit.session.get_one(Case, key).months = 360
    confirm(store, 1)
    inbox.apply_page(store.engine, a_page(a_case_image(key, 4, months=360), horizon=99), NOW)

    outbox.rewind(store.engine, 0, uuid.UUID(int=10))
    inbox.apply_page(store.engine, a_page(a_case_image(key, 5, months=120)), NOW)

    with store.reading() as session:
        assert session.get_one(Case, key).months == 360


def test_why_the_centre_takes_nothing_is_written_down_and_lifted(saved: Store) -> None:
    outbox.stop(saved.engine, "fork")
    assert outbox.state(saved.engine).stopped_code == "fork"

    outbox.stop(saved.engine, None)
    assert outbox.state(saved.engine).stopped_code is None


def test_a_confirmed_change_set_may_be_forgotten_but_not_another(saved: Store) -> None:
    confirm(saved, 3)

    with saved.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM outbox WHERE seq <= 3")
        left = connection.scalar(select(func.count()).select_from(Outbox))

    assert left == 2
