"""The quick path of ``push`` leaves exactly what the clear one leaves, whatever is sent."""

import os
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any

import pytest

from tests.central.desks import Sealed, TestDesk, insert
from tests.central.random_day import RandomDay
from tests.central.rows import an_audit
from tests.postgres import Centre, empty

SEEDS = range(int(os.environ.get("COUNTER_SEEDS", "3")))

_WHAT_IS_LEFT = {
    "inbox": "select to_jsonb(x) - 'received_at' from sync.inbox x",
    # Versions written and overwritten within one push may stand in the feed or not; which columns
    # a workstation changed counts over all feeds together.
    "feed": """select jsonb_build_array(scope, tbl, key, ws,
        case when tbl <> 'work_item' then max(ver) end,
        (array_agg("row" order by ver desc, id desc))[1]
            - case when tbl = 'work_item' then 'ver' else '' end,
        (select jsonb_agg(distinct c) from sync.change o, unnest(o.cols) c
            where (o.tbl, o.key, o.ws) = (x.tbl, x.key, x.ws)))
        from sync.change x
        where tbl not in (select tbl from sync.table_rule where reference and tbl <> 'work_item')
        group by scope, tbl, key, ws""",
    # A summary is derived as often as its case is announced.
    "work items": "select to_jsonb(x) - 'ver' from hall.work_item x",
    "parked": "select to_jsonb(x) from sync.parked_row x",
    "awaited": "select to_jsonb(x) from sync.awaited x",
    "subscriptions": "select to_jsonb(x) - 'since' from sync.subscription x",
    "marks": "select to_jsonb(x) - 'last_seen' from sync.workstation_sync x",
}
_TABLES = ("audit", "citizen", "shift", "visit", "matter", "case", "party")
_COUNT_THE_CLEAR_PATH = """
create table upkeep.taken_clearly (sets integer);
grant insert on upkeep.taken_clearly to counter_owner;
alter function sync.take_one_by_one rename to take_clearly;
create function sync.take_one_by_one(p_me sync.workstation_sync, p_first bigint, p_bodies bytea[],
    p_hashes bytea[], p_seals jsonb, p_sigs jsonb) returns void language plpgsql as $$
begin
    insert into upkeep.taken_clearly values (cardinality(p_bodies));
    perform sync.take_clearly(p_me, p_first, p_bodies, p_hashes, p_seals, p_sigs);
end $$;
"""
_NO_QUICK_PATH = """
create or replace function sync.take_together(p_me sync.workstation_sync, p_first bigint,
    p_bodies bytea[], p_hashes bytea[], p_seals jsonb, p_sigs jsonb) returns void
    language plpgsql as $$ begin perform sync.doubt(); end $$;
"""


def left(centre: Centre) -> dict[str, list[str]]:
    """Everything a day leaves, in an order that does not depend on how it was written."""
    queries = _WHAT_IS_LEFT | {name: f'select to_jsonb(x) from hall."{name}" x' for name in _TABLES}
    with centre.admin() as admin:
        return {
            name: sorted(str(row[0]) for row in admin.execute(query.encode()).fetchall())
            for name, query in queries.items()
        }


class Twins:
    """Two centres alike but for the path; every batch goes to both."""

    def __init__(self, quick: Centre, clear: Centre) -> None:
        self.quick, self.clear = quick, clear
        with quick.admin() as admin:
            admin.execute(_COUNT_THE_CLEAR_PATH)
        with clear.admin() as admin:
            admin.execute(_NO_QUICK_PATH)
        places = ((1, "0101"), (2, "0102"))
        self.desks = [TestDesk(quick, quick.bundle(no), quick.signers[who]) for no, who in places]
        self.echoes = [TestDesk(clear, clear.bundle(no), clear.signers[who]) for no, who in places]

    def send(self, desk: TestDesk, sets: list[Sealed]) -> tuple[Any, Any]:
        echo = self.echoes[self.desks.index(desk)]
        echo.seq = desk.seq
        return tuple(
            {name: answer[name] for name in ("hwm", "results", "stopped")}
            for answer in (desk.send(*sets), echo.send(*sets))
        )  # type: ignore[return-value]

    def taken_clearly(self) -> int:
        """How many sets needed the clear path."""
        with self.quick.admin() as admin:
            row = admin.execute(
                "select coalesce(sum(sets), 0) from upkeep.taken_clearly"
            ).fetchone()
        assert row is not None
        return int(row[0])

    def begin_again(self) -> None:
        for centre in (self.quick, self.clear):
            empty(centre)
        with self.quick.admin() as admin:
            admin.execute("delete from upkeep.taken_clearly")
        for desk in (*self.desks, *self.echoes):
            desk.seq = 0

    def close(self) -> None:
        for desk in (*self.desks, *self.echoes):
            desk.close()


@pytest.fixture(scope="module")
def reared(centres: Callable[[], Centre]) -> Iterator[Twins]:
    with closing(Twins(centres(), centres())) as twins:
        yield twins


@pytest.fixture
def twins(reared: Twins) -> Twins:
    """Both centres empty."""
    reared.begin_again()
    return reared


@pytest.mark.parametrize("seed", SEEDS)
def test_both_paths_leave_the_same_rows_feed_and_answers(twins: Twins, seed: int) -> None:
    day = RandomDay(seed, (twins.desks[0], twins.desks[1]))
    pushed = 0

    for day.is_calm, oddity in ((True, 0.0), (False, 0.0), (False, 0.05)):
        for desk, sets in day.batches(12, oddity):
            quick, clear = twins.send(desk, sets)
            assert quick == clear
            pushed += len(sets)

    quickly, clearly = left(twins.quick), left(twins.clear)
    for name, rows in clearly.items():
        assert set(quickly[name]) ^ set(rows) == set(), name
    assert quickly == clearly
    assert 0 < twins.taken_clearly() < pushed


def test_a_batch_of_good_sets_never_needs_the_clear_path(twins: Twins) -> None:
    desk = twins.desks[0]
    sets = [desk.make("audit.observe", an_audit(), an_audit()) for _ in range(20)]

    twins.send(desk, sets)

    assert twins.taken_clearly() == 0


def test_a_difference_between_the_paths_is_seen(twins: Twins) -> None:
    desk = twins.desks[0]
    row = insert("audit", an_audit().values | {"detail": {}})
    with twins.clear.admin() as admin:
        admin.execute("update sync.kind_rule set columns = array_remove(columns, 'detail')")
        quick, clear = twins.send(desk, [desk.make("audit.observe", row)])
        admin.execute(
            "update sync.kind_rule set columns = columns || '{detail}' where tbl = 'audit'"
        )

    assert quick != clear
