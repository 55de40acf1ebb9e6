import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import delete, insert, text, update
from sqlalchemy.exc import IntegrityError
from uuid6 import uuid7

from counter.store import kinds
from counter.store.change_set import TooLarge
from counter.store.kinds import Kind, OutsideKind, Touch
from counter.store.life_cycles import NotInLifeCycle
from counter.store.synced import synced_models
from counter.store.tables import Audit, Case, Hall
from counter.store.unit_of_work import RefusedByStore, Store
from tests.store.stores import (
    NOW,
    SIGNER,
    a_case,
    an_event,
    count,
    outbox_rows,
    take_in,
)


def test_a_table_outside_the_kind_is_refused(store: Store) -> None:
    with pytest.raises(OutsideKind), store.unit(kinds.SHIFT_OPEN, SIGNER, NOW) as unit:
        unit.add(a_case())

    assert count(store, Case) == 0


def test_a_column_outside_the_kind_is_refused(store: Store) -> None:
    case = take_in(store)

    with pytest.raises(OutsideKind), store.unit(kinds.LOAN_ACCEPT, SIGNER, NOW) as unit:
        unit.session.get_one(Case, case.id).amount = Decimal("1.00")

    with store.reading() as session:
        assert session.get_one(Case, case.id).amount is None


def test_a_state_moves_only_along_its_life_cycle(store: Store) -> None:
    case = take_in(store)

    with pytest.raises(NotInLifeCycle), store.unit(kinds.LOAN_SUBMIT, SIGNER, NOW) as unit:
        unit.session.get_one(Case, case.id).state = "second_review"


def test_a_row_begins_in_a_first_state_of_its_life_cycle(store: Store) -> None:
    with pytest.raises(NotInLifeCycle), store.unit(kinds.LOAN_TAKE_IN, SIGNER, NOW) as unit:
        unit.add(a_case(state="approved"))


def test_two_moves_of_state_in_one_unit_are_one_that_must_be_allowed(store: Store) -> None:
    def take_in_and_accept() -> None:
        with store.unit(kinds.LOAN_TAKE_IN, SIGNER, NOW) as unit:
            case = a_case()
            unit.add(case)
            unit.session.flush()
            case.state = "accepted"

    with pytest.raises(NotInLifeCycle):
        take_in_and_accept()


# A kind that allows everything, to see what is refused all the same.
ANYTHING = Kind(
    "test.anything",
    ("clerk",),
    {
        name: Touch(insert=True, update=tuple(column.name for column in model.__table__.columns))
        for name, model in synced_models().items()
    },
)


def test_an_append_only_row_is_never_edited(store: Store) -> None:
    event = an_event()
    with store.unit(ANYTHING, SIGNER, NOW) as unit:
        unit.add(event)

    with pytest.raises(RefusedByStore), store.unit(ANYTHING, SIGNER, NOW) as unit:
        unit.session.get_one(Audit, event.id).result = "failed"


def test_reference_rows_are_the_centres(store: Store) -> None:
    names = ("name", "address", "phone", "complaint_phone", "service_hours")
    hall = Hall(id=uuid7(), **dict.fromkeys(names, "大厅"))

    with pytest.raises(RefusedByStore), store.unit(ANYTHING, SIGNER, NOW) as unit:
        unit.add(hall)


@pytest.mark.parametrize("column", ["hall_id", "ver", "made_by", "made_ws", "made_at"])
def test_stamps_are_not_a_verbs_to_change(store: Store, column: str) -> None:
    case = take_in(store)
    other: Any = {"hall_id": 8, "ver": 9, "made_at": NOW + dt.timedelta(1)}.get(column, uuid7())

    with pytest.raises(RefusedByStore), store.unit(ANYTHING, SIGNER, NOW) as unit:
        setattr(unit.session.get_one(Case, case.id), column, other)


def test_nothing_synced_is_deleted(store: Store) -> None:
    case = take_in(store)

    with pytest.raises(RefusedByStore), store.unit(ANYTHING, SIGNER, NOW) as unit:
        unit.session.delete(unit.session.get_one(Case, case.id))

    assert count(store, Case) == 1


CASES: Any = Case.__table__


@pytest.mark.parametrize(
    "go_round",
    [
        lambda session: session.execute(update(Case).values(months=1)),
        lambda session: session.execute(delete(Case)),
        lambda session: session.execute(insert(Audit), [{"id": uuid7()}]),
        lambda session: session.execute(update(CASES).values(months=1)),
        lambda session: session.execute(text('UPDATE "case" SET months = 1')),
        lambda session: session.connection(),
        lambda session: session.bulk_save_objects([an_event()]),
        lambda session: session.bulk_insert_mappings(Audit, []),
        lambda session: session.begin_nested(),
        lambda session: session.commit(),
        lambda session: session.rollback(),
    ],
)
def test_there_is_no_way_round_the_outbox(store: Store, go_round: Any) -> None:
    case = take_in(store)

    with pytest.raises(RefusedByStore), store.unit(ANYTHING, SIGNER, NOW) as unit:
        go_round(unit.session)

    with store.reading() as session:
        assert session.get_one(Case, case.id).months is None
    assert len(outbox_rows(store.engine)) == 1


def test_a_change_set_larger_than_256_kib_is_refused_whole(store: Store) -> None:
    with pytest.raises(TooLarge), store.unit(ANYTHING, SIGNER, NOW) as unit:
        unit.add(an_event(detail={"text": "长" * 100_000}))

    assert count(store, Audit) == 0


def test_a_number_with_a_point_in_a_structure_is_refused(store: Store) -> None:
    with pytest.raises(TypeError), store.unit(ANYTHING, SIGNER, NOW) as unit:
        unit.add(an_event(detail={"amounts": [{"yuan": 0.1}]}))


def test_an_amount_with_three_places_is_refused(store: Store) -> None:
    with pytest.raises(Exception, match="two places"):
        take_in(store, amount=Decimal("0.001"))

    assert count(store, Case) == 0


def test_what_is_wrong_with_a_row_is_told_without_its_values(store: Store) -> None:
    with pytest.raises(IntegrityError) as caught:
        take_in(store, applicant=None, seller="秘密的名字")

    assert "秘密的名字" not in str(caught.value)
