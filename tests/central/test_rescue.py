"""What a replaced, copied or restored machine still holds reaches the centre: once, under its own
number, with every rule."""

import itertools
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest
from psycopg.types.json import Jsonb

from counter.store.change_set import GENESIS, chain
from sync.central.admin.verify import verify
from sync.central.admin.windows import Issued, Place, add_window, replace_window
from tests.central.desks import Sealed, TestDesk, insert, one, update
from tests.central.rows import an_audit
from tests.central.test_push_conflicts import take_in
from tests.postgres import Centre

_AMOUNT = 'select amount::text from hall."case" where made_ws = %s'


@pytest.fixture(scope="module")
def centre(centres: Callable[[], Centre]) -> Centre:
    """A centre of its own: replacing a machine shuts its login out for good."""
    return centres()


@pytest.fixture
def opened() -> Iterator[list[TestDesk]]:
    """Machines of one test; their lines are closed at the end."""
    machines: list[TestDesk] = []
    yield machines
    for each in machines:
        each.close()


class Places:
    """Windows of the centre, and the machines that stand there one after another."""

    numbers = itertools.count(7)

    def __init__(self, centre: Centre, opened: list[TestDesk]) -> None:
        self._centre, self._opened = centre, opened

    def add(self) -> TestDesk:
        place = Place(1, next(self.numbers))
        issued = add_window(self._centre.dsn, place, self._centre.keys)
        return self._machine(issued)

    def replace(self, desk: TestDesk) -> TestDesk:
        place = Place(desk.bundle.hall_id, desk.bundle.window_no)
        return self._machine(replace_window(self._centre.dsn, place, self._centre.keys))

    def _machine(self, issued: Issued) -> TestDesk:
        bundle = self._centre.redeem(issued.code)
        desk = TestDesk(self._centre, bundle, self._centre.signers["0101"])
        self._opened.append(desk)
        return desk


@pytest.fixture
def places(centre: Centre, opened: list[TestDesk]) -> Places:
    return Places(centre, opened)


@pytest.fixture
def desk(places: Places) -> TestDesk:
    return places.add()


def rescue(new: TestDesk, sets: Sequence[Sealed], first: int, after: bytes, epoch: int = 1) -> Any:
    return new.call(
        "select api.rescue(%s, %s, %b, %b, %s, %s)",
        epoch,
        first,
        after,
        [each.body for each in sets],
        Jsonb([each.seal for each in sets]),
        Jsonb([each.sig for each in sets]),
    )


def hash_of(sets: Sequence[Sealed]) -> bytes:
    link = GENESIS
    for each in sets:
        link = chain(link, each.body)
    return link


def audits(desk: TestDesk, count: int) -> list[Sealed]:
    return [desk.make("audit.observe", an_audit()) for _ in range(count)]


def inbox(centre: Centre, desk: TestDesk) -> Any:
    with centre.admin() as admin:
        return admin.execute(
            "select epoch, seq, status from sync.inbox where ws = %s order by epoch, seq",
            (desk.bundle.ws,),
        ).fetchall()


def told(centre: Centre, desk: TestDesk, query: str) -> Any:
    """One value; the query's parameter is the workstation."""
    with centre.admin() as admin:
        return one(admin, query, desk.bundle.ws)


def problems(centre: Centre, desk: TestDesk) -> list[tuple[str, int]]:
    window_no = desk.bundle.window_no
    found = verify(centre.dsn).problems
    return [(each.what, each.epoch) for each in found if each.window_no == window_no]


def test_the_unsent_tail_of_a_replaced_machine_is_taken_once_under_its_own_numbers(
    desk: TestDesk, places: Places, centre: Centre
) -> None:
    sets = audits(desk, 5)
    desk.send(*sets[:2], first=1)
    new = places.replace(desk)

    answers = [rescue(new, sets[2:], 3, hash_of(sets[:2])) for _ in range(3)]

    assert answers == [{"mark": 5, "stopped": None}] * 3
    assert inbox(centre, desk) == [(1, seq, "applied") for seq in range(1, 6)]
    assert problems(centre, desk) == []


def test_both_ways_of_a_copied_file_are_kept_and_applied(
    desk: TestDesk, places: Places, centre: Centre
) -> None:
    common, ours = audits(desk, 2), audits(desk, 3)
    desk.seq = 2
    theirs = audits(desk, 4)
    desk.send(*common, *ours[:1], first=1)
    assert desk.send(*theirs, first=3)["stopped"] == {"seq": 3, "code": "fork"}
    new = places.replace(desk)

    for way in (theirs, ours, theirs):
        answer = rescue(new, [*common, *way], 1, GENESIS)
        assert answer == {"mark": 2 + len(way), "stopped": None}

    assert inbox(centre, desk) == [
        *((1, seq, "applied") for seq in range(1, 6)),
        *((1001, seq, "applied") for seq in range(3, 7)),
    ]
    assert told(centre, desk, "select count(*) from hall.audit where made_ws = %s") == 9
    assert problems(centre, desk) == []


def test_a_third_way_gets_a_lane_of_its_own(desk: TestDesk, places: Places, centre: Centre) -> None:
    ways = []
    for _ in range(3):
        desk.seq = 0
        ways.append(audits(desk, 2))
    desk.send(*ways[0], first=1)
    new = places.replace(desk)

    for way in ways:
        rescue(new, way, 1, GENESIS)
        rescue(new, way[1:], 2, hash_of(way[:1]))

    assert [(epoch, seq) for epoch, seq, _ in inbox(centre, desk)] == [
        (lane, seq) for lane in (1, 1001, 2001) for seq in (1, 2)
    ]
    assert problems(centre, desk) == []


def test_a_broken_lane_is_found_by_verify(desk: TestDesk, places: Places, centre: Centre) -> None:
    ways = []
    for _ in range(2):
        desk.seq = 0
        ways.append(audits(desk, 2))
    desk.send(*ways[0], first=1)
    rescue(places.replace(desk), ways[1], 1, GENESIS)
    with centre.admin() as admin:
        admin.execute(
            "update sync.inbox set hash = sha256('x') where epoch = 1001 and seq = 1 and ws = %s",
            (desk.bundle.ws,),
        )

    assert problems(centre, desk) == [("chain", 1001)]


def test_what_both_machines_changed_is_a_conflict_though_the_window_is_the_same(
    desk: TestDesk, places: Places, centre: Centre
) -> None:
    _matter, case, _citizen = take_in(desk)
    sent = desk.seq
    late = desk.make("loan_intake.enter", update("case", case.key, {"amount": "400000.00"}, 1))
    after = told(centre, desk, f"select hash from sync.inbox where ws = %s and seq = {sent}")
    new = places.replace(desk)
    new.applies("loan_intake.enter", update("case", case.key, {"amount": "300000.00"}, 1))

    assert rescue(new, [late], sent + 1, after)["stopped"] is None

    late_set = f"from sync.inbox where ws = %s and seq = {sent + 1}"
    found = told(centre, desk, f"select array[status, code] {late_set}")
    amount = told(centre, desk, _AMOUNT)
    assert (found, amount) == (["parked", "conflict"], "300000.00")


def test_a_file_goes_on_from_its_own_edits_of_a_row(
    desk: TestDesk, places: Places, centre: Centre
) -> None:
    _matter, case, _citizen = take_in(desk)
    desk.applies("loan_intake.enter", update("case", case.key, {"amount": "300000.00"}, 1))
    sent = desk.seq
    late = desk.make("loan_intake.enter", update("case", case.key, {"amount": "400000.00"}, 1))
    after = told(centre, desk, f"select hash from sync.inbox where ws = %s and seq = {sent}")

    rescue(places.replace(desk), [late], sent + 1, after)

    assert told(centre, desk, _AMOUNT) == "400000.00"


def test_a_gap_is_told_and_the_whole_file_fills_it(
    desk: TestDesk, places: Places, centre: Centre
) -> None:
    sets = audits(desk, 4)
    new = places.replace(desk)

    gap = rescue(new, sets[2:], 3, hash_of(sets[:2]))
    whole = rescue(new, sets, 1, GENESIS)

    assert gap == {"mark": 2, "stopped": {"seq": 3, "code": "gap"}}
    assert (whole["mark"], len(inbox(centre, desk))) == (4, 4)


@pytest.mark.parametrize("epoch", [0, 2, 3, 1001])
def test_only_an_earlier_epoch_is_rescued(
    desk: TestDesk, places: Places, centre: Centre, epoch: int
) -> None:
    sets = audits(desk, 1)
    new = places.replace(desk)

    answer = rescue(new, sets, 1, GENESIS, epoch)

    assert (answer["stopped"]["code"], inbox(centre, desk)) == ("epoch", [])


def test_a_set_that_no_known_key_sealed_is_not_taken(
    desk: TestDesk, places: Places, centre: Centre
) -> None:
    sets = audits(desk, 3)
    sets[1] = Sealed(sets[1].body, sets[0].seal, sets[1].sig)
    new = places.replace(desk)

    answer = rescue(new, sets, 1, GENESIS)

    assert answer == {"mark": 1, "stopped": {"seq": 2, "code": "seal"}}
    assert len(inbox(centre, desk)) == 1


def test_another_windows_file_cannot_be_rescued_here(
    desk: TestDesk, places: Places, centre: Centre
) -> None:
    sets = audits(places.add(), 1)
    new = places.replace(desk)

    rescue(new, sets, 1, GENESIS)

    assert inbox(centre, desk) == [(1, 1, "refused")]
    assert told(centre, desk, "select code from sync.inbox where ws = %s") == "place"


def test_a_decision_among_what_was_left_behind_is_acted_on(
    desk: TestDesk, places: Places, centre: Centre
) -> None:
    _matter, case, _citizen = take_in(desk)
    other = places.add()
    other.applies("loan_intake.enter", update("case", case.key, {"amount": "300000.00"}, 1))
    desk.push("loan_intake.enter", update("case", case.key, {"amount": "400000.00"}, 1))
    parked = desk.seq
    after = told(centre, desk, f"select hash from sync.inbox where ws = %s and seq = {parked}")
    decision = {
        "of_ws": str(desk.bundle.ws),
        "of_epoch": 1,
        "of_seq": parked,
        "verdict": "ours",
        "ours": [],
        "seen_ver": 2,
        "reason": "clerk",
        "note": "",
    }
    late = desk.make("parked.decide", insert("decision", decision))

    answer = rescue(places.replace(desk), [late], parked + 1, after)

    assert answer == {"mark": parked + 1, "stopped": None}
    query = f"select status from sync.inbox where ws = %s and seq = {parked}"
    assert told(centre, desk, query) == "applied"
    assert told(centre, desk, _AMOUNT) == "400000.00"
