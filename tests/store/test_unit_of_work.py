import json
import threading
import uuid
from decimal import Decimal

import pytest
from sqlalchemy import delete, func, select, text, update
from sqlalchemy.exc import IntegrityError
from uuid6 import uuid7

from counter.store import kinds
from counter.store.change_set import GENESIS, chain
from counter.store.kinds import INSERT, OutsideKind, Touch
from counter.store.synced import synced_models
from counter.store.tables import Case, Draft, Outbox, Party, PendingRow, Shift
from counter.store.unit_of_work import NestedUnit, RefusedByStore, Store
from tests.store.stores import (
    NOW,
    ORIGIN,
    PERSON,
    SIGNER,
    WS,
    a_case,
    a_party,
    a_shift,
    count,
    last_set,
    outbox_rows,
    take_in,
)


def test_rows_and_one_outbox_row_are_saved_together(store: Store) -> None:
    case = take_in(store)

    saved = last_set(store)
    assert [row.table for row in saved.rows] == ["case", "party"]
    assert [row.op for row in saved.rows] == ["insert", "insert"]
    assert saved.rows[0].key == case.id
    assert (saved.kind, saved.kver) == ("loan_intake.take_in", 1)
    assert (saved.ws, saved.epoch, saved.seq, saved.person) == (WS, 1, 1, PERSON)
    assert count(store, Case) == 1
    assert count(store, PendingRow) == 2


def test_a_new_row_is_stamped_with_hall_person_workstation_and_moment(store: Store) -> None:
    case = take_in(store)

    with store.reading() as session:
        read = session.get_one(Case, case.id)
    assert (read.hall_id, read.ver) == (ORIGIN.hall_id, 0)
    assert (read.made_by, read.made_ws, read.made_at) == (PERSON, WS, NOW)


def test_an_insert_names_neither_stamps_nor_empty_columns(store: Store) -> None:
    take_in(store, amount=Decimal("400000.00"), rate=Decimal("2.6"), accepted_on=NOW.date())

    values = last_set(store).rows[0].values
    assert {"hall_id", "ver", "made_by", "made_ws", "made_at", "id"}.isdisjoint(values)
    assert "registry_no" not in values
    assert values["amount"] == "400000.00"
    assert values["rate"] == "2.60"
    assert values["accepted_on"] == "2026-11-23"


def test_an_update_names_really_changed_columns_only(store: Store) -> None:
    case = take_in(store, amount=Decimal("400000.00"), months=360)

    with store.unit(kinds.LOAN_ENTER, SIGNER, NOW) as unit:
        row = unit.session.get_one(Case, case.id)
        row.amount = Decimal("400000.00")
        row.months = 240

    (change,) = last_set(store).rows
    assert (change.op, change.base_version, change.values) == ("update", 0, {"months": 240})


def test_an_update_can_empty_a_column(store: Store) -> None:
    case = take_in(store, months=360)

    with store.unit(kinds.LOAN_ENTER, SIGNER, NOW) as unit:
        unit.session.get_one(Case, case.id).months = None

    assert last_set(store).rows[0].values == {"months": None}


def test_an_update_builds_on_the_version_that_came_from_the_centre(store: Store) -> None:
    case = take_in(store)
    with store.engine.begin() as connection:
        connection.execute(update(Case).values(ver=5))

    with store.unit(kinds.LOAN_ENTER, SIGNER, NOW) as unit:
        unit.session.get_one(Case, case.id).months = 120

    assert last_set(store).rows[0].base_version == 5
    with store.reading() as session:
        assert session.get_one(Case, case.id).ver == 5


def test_a_query_in_the_middle_sees_what_was_added_and_the_set_stays_one(store: Store) -> None:
    with store.unit(kinds.LOAN_TAKE_IN, SIGNER, NOW) as unit:
        case = a_case()
        unit.add(case)
        assert unit.session.scalar(select(Case.id)) == case.id
        case.months = 360
        unit.add(a_party(case))

    rows = last_set(store).rows
    assert [(row.table, row.op) for row in rows] == [("case", "insert"), ("party", "insert")]
    assert rows[0].values["months"] == 360
    assert len(outbox_rows(store.engine)) == 1


def test_a_change_taken_back_before_the_end_is_no_change(store: Store) -> None:
    case = take_in(store, months=360)

    with store.unit(kinds.LOAN_ENTER, SIGNER, NOW) as unit:
        row = unit.session.get_one(Case, case.id)
        row.months = 240
        unit.session.flush()
        row.months = 360

    assert len(outbox_rows(store.engine)) == 1


def test_parents_stand_before_children_whatever_the_order_of_adding(store: Store) -> None:
    with store.unit(kinds.LOAN_TAKE_IN, SIGNER, NOW) as unit:
        case = a_case()
        unit.add(a_party(case))
        unit.add(case)

    assert [row.table for row in last_set(store).rows] == ["case", "party"]


def test_a_unit_that_changes_nothing_writes_nothing(store: Store) -> None:
    case = take_in(store)

    with store.unit(kinds.LOAN_ENTER, SIGNER, NOW) as unit:
        unit.session.get_one(Case, case.id)

    assert len(outbox_rows(store.engine)) == 1


def test_an_exception_leaves_neither_rows_nor_an_outbox_row(store: Store) -> None:
    def fail_halfway() -> None:
        with store.unit(kinds.LOAN_TAKE_IN, SIGNER, NOW) as unit:
            unit.add(a_case())
            unit.session.flush()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_halfway()

    assert count(store, Case) == 0
    assert outbox_rows(store.engine) == []


def test_without_a_seal_nothing_is_saved(store: Store) -> None:
    class NoSeal:
        id = PERSON

        def seal(self, body: bytes) -> dict[str, str]:
            raise RuntimeError

        def sign(self, body: bytes) -> dict[str, str]:
            return {}

    with pytest.raises(RuntimeError), store.unit(kinds.SHIFT_OPEN, NoSeal(), NOW) as unit:
        unit.add(a_shift())

    assert count(store, Shift) == 0


def test_without_its_outbox_row_no_row_is_kept(store: Store) -> None:
    with store.engine.begin() as connection:
        connection.execute(
            text(
                "CREATE TRIGGER full BEFORE INSERT ON outbox"
                " BEGIN SELECT RAISE(ABORT, 'no room'); END"
            )
        )

    with pytest.raises(IntegrityError), store.unit(kinds.SHIFT_OPEN, SIGNER, NOW) as unit:
        unit.add(a_shift())

    assert count(store, Shift) == 0
    assert count(store, PendingRow) == 0


def test_change_sets_form_a_chain_over_their_exact_bytes(store: Store) -> None:
    for _ in range(3):
        take_in(store)

    previous = GENESIS
    for seq, row in enumerate(outbox_rows(store.engine), start=1):
        previous = chain(previous, row.body)
        assert (row.seq, row.hash) == (seq, previous)
        assert json.loads(row.body)["seq"] == seq
        assert row.seal == SIGNER.seal(row.body)
        assert row.sig == SIGNER.sign(row.body)


def test_local_tables_change_beside_a_unit_or_alone_but_leave_no_change_set(store: Store) -> None:
    with store.local() as session:
        session.add(Draft(visit_id=uuid7(), step="home", fields={"a": "b"}, saved_at=NOW))
    with store.unit(kinds.SHIFT_OPEN, SIGNER, NOW) as unit:
        unit.session.add(Draft(visit_id=uuid7(), step="home", fields={}, saved_at=NOW))
        unit.add(a_shift())

    assert count(store, Draft) == 2
    assert [row.table for row in last_set(store).rows] == ["shift"]


def test_synced_rows_do_not_change_in_a_local_session(store: Store) -> None:
    case = take_in(store)

    with pytest.raises(RefusedByStore), store.local() as session:
        session.get_one(Case, case.id).months = 1
    with pytest.raises(RefusedByStore), store.local() as session:
        session.execute(update(Case).values(months=1))


def test_a_reading_session_writes_nothing(store: Store) -> None:
    def write() -> None:
        with store.reading() as session:
            session.add(Draft(visit_id=uuid7(), step="home", fields={}, saved_at=NOW))
            session.flush()

    with pytest.raises(RefusedByStore):
        write()
    with pytest.raises(RefusedByStore), store.reading() as session:
        session.execute(delete(Draft))


def test_several_readings_of_one_time_see_one_moment_and_the_next_sees_what_came(
    store: Store,
) -> None:
    take_in(store)

    with store.at_one_time():
        before = count(store, Case)
        saving = threading.Thread(target=take_in, args=(store,))
        saving.start()
        saving.join()
        assert count(store, Case) == before

    assert count(store, Case) == before + 1


def test_a_reader_sees_one_moment_while_another_thread_saves(store: Store) -> None:
    take_in(store)

    with store.reading() as session:
        before = session.scalar(select(func.count()).select_from(Party))
        saving = threading.Thread(target=take_in, args=(store,))
        saving.start()
        saving.join()
        after = session.scalar(select(func.count()).select_from(Party))

    assert before == after == 1
    assert count(store, Party) == 2


def test_a_unit_within_a_unit_is_refused_rather_than_waited_for(store: Store) -> None:
    with (
        store.unit(kinds.SHIFT_OPEN, SIGNER, NOW),
        pytest.raises(NestedUnit),
        store.local(),
    ):
        pass


def test_threads_that_save_at_once_make_one_gapless_chain(store: Store) -> None:
    def save() -> None:
        for _ in range(10):
            take_in(store)

    threads = [threading.Thread(target=save) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    rows = outbox_rows(store.engine)
    assert [row.seq for row in rows] == list(range(1, 41))
    previous = GENESIS
    for row in rows:
        previous = chain(previous, row.body)
        assert row.hash == previous


def test_a_save_is_told_to_who_asked_and_an_empty_unit_is_not(store: Store) -> None:
    heard: list[int] = []
    store.call_when_saved(lambda: heard.append(len(outbox_rows(store.engine))))

    take_in(store)
    with store.unit(kinds.SHIFT_OPEN, SIGNER, NOW):
        pass

    assert heard == [1]


def test_the_database_itself_refuses_to_edit_or_lose_a_change_set(store: Store) -> None:
    take_in(store)

    for statement in (update(Outbox).values(kind="other"), delete(Outbox)):
        with pytest.raises(IntegrityError), store.engine.begin() as connection:
            connection.execute(statement)


def test_every_kind_refuses_what_it_does_not_name() -> None:
    tables = synced_models()
    for kind in kinds.KINDS.values():
        for table, model in tables.items():
            touch = kind.touches.get(table, Touch())
            if touch != INSERT and not touch.insert:
                with pytest.raises(OutsideKind):
                    kinds.check_touch(kind, table, "insert", frozenset({"id"}))
            for column in set(model.__table__.columns.keys()) - set(touch.update):
                with pytest.raises(OutsideKind):
                    kinds.check_touch(kind, table, "update", frozenset({column}))


def test_the_place_of_a_change_set_is_in_its_body(store: Store) -> None:
    take_in(store)

    raw = json.loads(outbox_rows(store.engine)[0].body)
    assert uuid.UUID(raw["ws"]) == WS
    assert raw["epoch"] == 1


def test_a_stamp_somebody_made_up_does_not_count(store: Store) -> None:
    case = a_case()
    with store.unit(kinds.LOAN_TAKE_IN, SIGNER, NOW) as unit:
        unit.add(case)
        case.made_by, case.ver = uuid.uuid4(), 9

    with store.reading() as session:
        read = session.get_one(Case, case.id)
    assert (read.made_by, read.ver) == (PERSON, 0)


def test_a_row_handed_to_the_session_is_saved_like_one_handed_to_the_unit(store: Store) -> None:
    case = a_case()
    with store.unit(kinds.LOAN_TAKE_IN, SIGNER, NOW) as unit:
        unit.session.add(case)

    assert [row.key for row in last_set(store).rows] == [case.id]
    with store.reading() as session:
        assert session.get_one(Case, case.id).made_by == PERSON


def test_a_row_is_found_by_its_key_as_soon_as_it_is_added(store: Store) -> None:
    case = a_case()
    with store.unit(kinds.LOAN_TAKE_IN, SIGNER, NOW) as unit:
        unit.add(case)
        assert unit.session.get(Case, case.id) is case
        assert case.registry_no is None
