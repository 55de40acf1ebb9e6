import uuid
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import func, select
from uuid6 import uuid7

from counter.store import inbox, kinds, outbox
from counter.store.outbox import Confirmation, Outcome
from counter.store.tables import Case, PendingRow, PullState, ServerRow
from counter.store.unit_of_work import Store
from tests.store.feeds import EPOCH, Image, Page, a_case_image, a_page
from tests.store.stores import NOW, SIGNER, a_case, outbox_rows

INCARNATION = uuid.UUID(int=9)


def pull(store: Store, page: Page) -> inbox.Applied:
    return inbox.apply_page(store.engine, page, NOW)


def confirm(store: Store, seq: int, xid: int, *outcomes: Outcome) -> None:
    outbox.acknowledge(store.engine, Confirmation(seq, xid, INCARNATION, outcomes), NOW)


def read(store: Store, key: uuid.UUID) -> Case:
    with store.reading() as session:
        return session.get_one(Case, key)


def count(store: Store, model: Any) -> int:
    with store.reading() as session:
        return session.scalar(select(func.count()).select_from(model)) or 0


def take_in(store: Store) -> uuid.UUID:
    case = a_case()
    with store.unit(kinds.LOAN_TAKE_IN, SIGNER, NOW) as unit:
        unit.add(case)
    return case.id


def enter(store: Store, key: uuid.UUID, **values: Any) -> None:
    with store.unit(kinds.LOAN_ENTER, SIGNER, NOW) as unit:
        row = unit.session.get_one(Case, key)
        for name, value in values.items():
            setattr(row, name, value)


def test_a_row_comes_down_with_every_column_and_its_cursor(store: Store) -> None:
    key = uuid7()
    columns = {"amount": "400000.00", "rate": "2.60", "accepted_on": "2026-11-23"}

    applied = pull(store, a_page(a_case_image(key, 3, **columns)))

    assert applied == inbox.Applied(rows=1, dropped=0)
    row = read(store, key)
    assert (row.ver, row.amount, row.rate) == (3, Decimal("400000.00"), Decimal("2.60"))
    assert row.accepted_on == NOW.date()
    (cursor,) = inbox.cursors(store.engine)
    assert cursor == inbox.Cursor("hall:7", EPOCH, 10, 5, NOW)


def test_pulling_the_same_page_again_changes_nothing(store: Store) -> None:
    page = a_page(a_case_image(uuid7(), 3))
    pull(store, page)

    assert pull(store, page).rows == 0


def test_an_older_version_is_not_taken(store: Store) -> None:
    key = uuid7()
    pull(store, a_page(a_case_image(key, 5, months=240)))

    pull(store, a_page(a_case_image(key, 4, months=120)))

    assert (read(store, key).ver, read(store, key).months) == (5, 240)


def test_the_newest_of_several_versions_in_a_page_is_taken(store: Store) -> None:
    key = uuid7()

    pull(store, a_page(a_case_image(key, 5, months=240), a_case_image(key, 4, months=120)))

    assert (read(store, key).ver, read(store, key).months) == (5, 240)


def test_a_page_with_more_to_come_is_not_caught_up(store: Store) -> None:
    pull(store, a_page(a_case_image(uuid7(), 1), more=True))

    assert inbox.cursors(store.engine)[0].caught_up_at is None


def test_unknown_columns_and_tables_are_ignored(store: Store) -> None:
    key = uuid7()

    applied = pull(
        store, a_page(Image("later_table", uuid7(), 1), a_case_image(key, 1, later_column=[1]))
    )

    assert applied == inbox.Applied(rows=1, dropped=0)
    assert read(store, key).ver == 1


BAD_ROWS: list[Any] = [
    None,
    7,
    {},
    {"tbl": "case"},
    {"tbl": ["case"], "key": str(uuid7()), "ver": 1, "row": {}},
    {**a_case_image(uuid7(), 1).wire(), "key": "no key"},
    {**a_case_image(uuid7(), 1).wire(), "key": 5},
    {**a_case_image(uuid7(), 1).wire(), "ver": "1"},
    {**a_case_image(uuid7(), 1).wire(), "ver": True},
    {**a_case_image(uuid7(), 1).wire(), "row": "<html>"},
    a_case_image(uuid7(), 0).wire(),
    a_case_image(uuid7(), 1, amount=1.5).wire() | {"row": {}},
    a_case_image(uuid7(), 1, amount="much").wire(),
    a_case_image(uuid7(), 1, amount=[1]).wire(),
    a_case_image(uuid7(), 1, months="360").wire(),
    a_case_image(uuid7(), 1, months=True).wire(),
    a_case_image(uuid7(), 1, accepted_on="31.12.2026").wire(),
    a_case_image(uuid7(), 1, submitted_at="yesterday").wire(),
    a_case_image(uuid7(), 1, matter_id="x").wire(),
    a_case_image(uuid7(), 1, applicant=None).wire(),
    a_case_image(uuid7(), 1, applicant="长" * 51).wire(),
    a_case_image(uuid7(), 1, applicant={"a": 1}).wire(),
    a_case_image(uuid7(), 1, judgement="text").wire(),
    a_case_image(uuid7(), 1, made_at=None).wire(),
]


@pytest.mark.parametrize("number", range(len(BAD_ROWS)))
def test_a_malformed_row_is_left_out_and_counted_and_the_rest_is_taken(
    store: Store, number: int
) -> None:
    key = uuid7()

    applied = pull(store, a_page(BAD_ROWS[number], a_case_image(key, 1)))

    assert applied == inbox.Applied(rows=1, dropped=1)
    assert read(store, key).ver == 1
    assert count(store, Case) == 1


@pytest.mark.parametrize(
    "scope",
    [
        None,
        {},
        {"scope": 5, "xid": 1, "id": 1, "rows": []},
        {"scope": "ref", "xid": "1", "id": 1, "rows": []},
        {"scope": "ref", "xid": 1, "id": 1},
        {"scope": "ref", "xid": 1, "id": 1, "rows": {"a": 1}},
    ],
)
def test_a_malformed_scope_moves_no_cursor(store: Store, scope: Any) -> None:
    applied = pull(store, Page([scope]))

    assert applied.dropped == 1
    assert inbox.cursors(store.engine) == ()


def test_a_scope_that_is_gone_is_forgotten(store: Store) -> None:
    pull(store, a_page(a_case_image(uuid7(), 1)))

    pull(store, Page([{"scope": "hall:7", "gone": True}]))

    assert inbox.cursors(store.engine) == ()


def test_own_unsent_edits_stay_on_top_of_a_newer_image(store: Store) -> None:
    key = uuid7()
    pull(store, a_page(a_case_image(key, 3, months=120, seller="甲")))
    enter(store, key, months=360)

    pull(store, a_page(a_case_image(key, 4, months=240, seller="乙")))

    row = read(store, key)
    assert (row.ver, row.months, row.seller) == (4, 360, "乙")
    enter(store, key, seller="丙")
    assert b'"base_version":4' in outbox_rows(store.engine)[-1].body


def test_several_unsent_edits_are_replayed_in_their_order(store: Store) -> None:
    key = uuid7()
    pull(store, a_page(a_case_image(key, 3)))
    enter(store, key, months=120, seller="甲")
    enter(store, key, months=240)

    pull(store, a_page(a_case_image(key, 4, months=1, seller="乙")))

    assert (read(store, key).months, read(store, key).seller) == (240, "甲")


def test_a_confirmed_edit_stays_on_top_until_the_feed_has_passed_it(store: Store) -> None:
    key = uuid7()
    pull(store, a_page(a_case_image(key, 3, months=120), horizon=40))
    enter(store, key, months=360)
    confirm(store, 1, 50)

    # This page was cut before our push: it cannot show it yet.
    pull(store, a_page(a_case_image(key, 4, months=120, seller="乙"), horizon=50))
    assert read(store, key).months == 360

    pull(store, a_page(a_case_image(key, 5, months=360, seller="乙"), horizon=51))
    assert (read(store, key).months, count(store, PendingRow), count(store, ServerRow)) == (
        360,
        0,
        0,
    )

    pull(store, a_page(a_case_image(key, 6, months=240), horizon=60))
    assert (read(store, key).ver, read(store, key).months) == (6, 240)


def test_a_page_with_more_to_come_ends_no_overlay(store: Store) -> None:
    key = uuid7()
    pull(store, a_page(a_case_image(key, 3)))
    enter(store, key, months=360)
    confirm(store, 1, 50)

    pull(store, a_page(a_case_image(key, 4), more=True, horizon=99))
    assert read(store, key).months == 360


def test_the_centres_image_is_the_row_once_the_feed_has_passed_the_edit(store: Store) -> None:
    # Another desk changed the column after us, and we saw that before our own confirmation.
    key = uuid7()
    pull(store, a_page(a_case_image(key, 3)))
    enter(store, key, months=360)
    pull(store, a_page(a_case_image(key, 5, months=240), horizon=60))
    assert read(store, key).months == 360

    confirm(store, 1, 50)
    pull(store, a_page(horizon=61))

    assert (read(store, key).ver, read(store, key).months) == (5, 240)
    assert count(store, ServerRow) == 0


def test_a_later_unsent_edit_keeps_its_place_when_an_earlier_one_is_passed(store: Store) -> None:
    key = uuid7()
    pull(store, a_page(a_case_image(key, 3)))
    enter(store, key, months=360)
    enter(store, key, seller="丙")
    pull(store, a_page(a_case_image(key, 5, months=240, seller="乙"), horizon=60))

    confirm(store, 1, 50)
    pull(store, a_page(horizon=61))

    row = read(store, key)
    assert (row.months, row.seller) == (240, "丙")
    assert count(store, ServerRow) == 1


def test_a_parked_edit_gives_way_to_the_centres_image(store: Store) -> None:
    key = uuid7()
    pull(store, a_page(a_case_image(key, 3)))
    enter(store, key, months=360)
    pull(store, a_page(a_case_image(key, 4, months=240), horizon=60))

    confirm(store, 1, 50, Outcome(1, "parked", "conflict", {"group": "money"}))

    assert read(store, key).months == 240
    assert outbox.state(store.engine).parked == 1
    assert b'"months":360' in outbox_rows(store.engine)[0].body


def test_an_own_new_row_comes_back_and_gets_its_version(store: Store) -> None:
    key = take_in(store)
    confirm(store, 1, 50)

    pull(store, a_page(a_case_image(key, 1), horizon=51))

    assert read(store, key).ver == 1
    assert count(store, PendingRow) == 0


def test_a_new_feed_begins_anew_and_versions_count_anew(store: Store) -> None:
    key = uuid7()
    pull(store, a_page(a_case_image(key, 7, months=240), scope="case:1"))
    enter(store, key, seller="丙")
    confirm(store, 1, 50)

    restored = a_page(a_case_image(key, 5, months=120), horizon=20)
    pull(store, Page(restored.scopes, feed_epoch="feed-2", horizon=20))

    row = read(store, key)
    assert (row.ver, row.months) == (5, 120)
    assert [each.feed_epoch for each in inbox.cursors(store.engine)] == ["feed-2"]
    assert count(store, PullState) == 1


def test_rows_and_cursor_are_taken_together_or_not_at_all(store: Store) -> None:
    with store.engine.begin() as connection:
        connection.exec_driver_sql(
            "CREATE TRIGGER full BEFORE INSERT ON pull_state BEGIN SELECT RAISE(ABORT, 'x'); END"
        )

    with pytest.raises(Exception, match="x"):
        pull(store, a_page(a_case_image(uuid7(), 1)))

    assert count(store, Case) == 0


def test_an_own_row_that_comes_back_is_kept_beside_only_where_it_differs(store: Store) -> None:
    keys = [take_in(store) for _ in range(3)]
    enter(store, keys[0], months=360)
    matters = {key: str(read(store, key).matter_id) for key in keys}

    images = [a_case_image(key, 1, matter_id=matters[key]) for key in keys]
    pull(store, a_page(*images, more=True))
    assert count(store, ServerRow) == 1

    again = a_case_image(keys[0], 2, matter_id=matters[keys[0]], months=360)
    pull(store, a_page(again, more=True))
    assert count(store, ServerRow) == 0
    assert [read(store, key).months for key in keys] == [360, None, None]
