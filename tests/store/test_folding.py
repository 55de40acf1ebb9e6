from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import text
from uuid6 import uuid7

from counter.store import kinds
from counter.store.folding import Mismatch, verify_rows
from counter.store.tables import Case, Rating
from counter.store.unit_of_work import Store
from tests.store.stores import NOW, SIGNER, WS, a_case, a_party, an_event


@pytest.fixture
def case(store: Store) -> Case:
    """A case taken in and then entered, and a rating."""
    case = a_case(rate=Decimal("2.60"))
    with store.unit(kinds.LOAN_TAKE_IN, SIGNER, NOW) as unit:
        unit.add(case)
        unit.add(a_party(case, balance=Decimal("10.00")))
        unit.add(an_event(detail={"a": [1, "二"]}))
    with store.unit(kinds.LOAN_ENTER, SIGNER, NOW) as unit:
        row = unit.session.get_one(Case, case.id)
        row.amount, row.months, row.contract_filed_on = Decimal("400000.00"), 360, NOW.date()
    with store.unit(kinds.RATING_GIVE, SIGNER, NOW) as unit:
        given: dict[str, Any] = {"visit_id": uuid7(), "rated_person": uuid7(), "rated_at": NOW}
        unit.add(Rating(id=uuid7(), raw_key="5", grade=5, **given))
    return case


def run(store: Store, statement: str) -> None:
    with store.engine.begin() as connection:
        connection.execute(text(statement))


def test_rows_saved_by_units_agree_with_the_outbox(store: Store, case: Case) -> None:
    report = verify_rows(store.engine, WS)

    assert report.agrees
    assert (report.rows, report.ratings) == (4, 1)


def test_a_value_changed_past_the_outbox_is_named_by_table_key_and_column(
    store: Store, case: Case
) -> None:
    run(store, 'UPDATE "case" SET amount = 1')

    assert verify_rows(store.engine, WS).mismatches == (Mismatch("case", case.id, "amount"),)


def test_a_rating_that_vanished_is_found(store: Store, case: Case) -> None:
    run(store, "DELETE FROM rating")

    (mismatch,) = verify_rows(store.engine, WS).mismatches
    assert (mismatch.table, mismatch.column) == ("rating", "")


def test_a_row_no_change_set_explains_is_found(store: Store, case: Case) -> None:
    run(store, "INSERT INTO audit SELECT * FROM audit WHERE false")
    with store.engine.begin() as connection:
        columns = "event, id, result, hall_id, ver, made_by, made_ws, made_at"
        connection.exec_driver_sql(
            f"INSERT INTO audit ({columns}) VALUES ('x', ?, 'ok', 7, 0, ?, ?, ?)",
            (uuid7().hex, uuid7().hex, WS.hex, "2026-11-23T01:30:00.000000Z"),
        )

    (mismatch,) = verify_rows(store.engine, WS).mismatches
    assert (mismatch.table, mismatch.column) == ("audit", "")


def test_what_the_centre_has_changed_since_is_the_centres(store: Store, case: Case) -> None:
    run(store, "DELETE FROM pending_row")
    run(store, 'UPDATE "case" SET amount = 1, ver = 9')

    assert verify_rows(store.engine, WS).agrees


def test_an_unsent_edit_must_show_even_on_a_row_of_the_centre(store: Store, case: Case) -> None:
    run(store, 'UPDATE "case" SET months = 1, ver = 9')

    assert verify_rows(store.engine, WS).mismatches == (Mismatch("case", case.id, "months"),)
