"""Decisions on parked sets: both versions told, a choice made, the set taken again with it."""

import uuid
from typing import Any

import psycopg
import pytest

from counter.store.change_set import RowChange
from tests.central.conftest import MakeDesk
from tests.central.desks import TestDesk, insert, one, update
from tests.central.rows import a_case, a_citizen, a_party
from tests.central.test_push_conflicts import codes, enter, take_in, value
from tests.postgres import Centre


def a_decision(desk: TestDesk, seq: int, verdict: str, **over: Any) -> RowChange:
    fields = {
        "of_ws": str(desk.bundle.ws),
        "of_epoch": desk.bundle.epoch,
        "of_seq": seq,
        "verdict": verdict,
        "ours": [],
        "seen_ver": 2,
        "reason": "person",
        "note": "",
    }
    return insert("decision", fields | over)


def statuses(centre: Centre, desk: TestDesk) -> dict[int, str]:
    with centre.admin() as admin:
        found = admin.execute(
            "select seq, status from sync.inbox where ws = %s and status <> 'applied'",
            (desk.bundle.ws,),
        )
        return dict(found.fetchall())


@pytest.fixture
def two(desk_at: MakeDesk) -> tuple[TestDesk, TestDesk, RowChange]:
    """Two desks of the hall and a case whose amount the first has changed since."""
    here, there = desk_at(1), desk_at(2, staff_no="0102")
    _, case, _ = take_in(here)
    assert codes(enter(here, case, amount="400000.00", home_address="示例路1号")) == []
    return here, there, case


def park(desk: TestDesk, case: RowChange, **values: Any) -> int:
    """What this desk says otherwise, made on the row as it was before."""
    answer = enter(desk, case, **(values or {"amount": "300000.00"}))
    assert [code for _seq, _status, code in codes(answer)] == ["conflict"]
    return desk.seq


def test_both_versions_are_told_to_the_hall_and_who_looked_is_on_record(
    two: tuple[TestDesk, TestDesk, RowChange], centre: Centre
) -> None:
    here, there, case = two
    seq = park(there, case)

    heads = here.call("select api.open_sets()")
    shown = here.call("select api.open_set(%s, %s, %s)", there.bundle.ws, there.bundle.epoch, seq)

    assert [(head["window_no"], head["seq"], head["code"]) for head in heads] == [
        (2, seq, "conflict")
    ]
    assert "300000" not in str(heads)
    assert shown["detail"]["mine"] == {"amount": "300000.00"}
    assert shown["detail"]["theirs"] == {"amount": "400000.00"}
    assert shown["by_window"] == 1
    with centre.admin() as admin:
        assert one(admin, "select of_seq from sync.viewed where ws = %s", here.bundle.ws) == seq


@pytest.mark.parametrize(("verdict", "amount"), [("ours", "300000.00"), ("theirs", "400000.00")])
def test_one_side_whole_is_the_clerks_to_choose(
    two: tuple[TestDesk, TestDesk, RowChange], centre: Centre, verdict: str, amount: str
) -> None:
    _here, there, case = two
    seq = park(there, case)

    there.applies("parked.decide", a_decision(there, seq, verdict))

    assert str(value(centre, "case", case.key, "amount")) == amount
    assert statuses(centre, there) == {}
    heads = [
        (row["row"]["seq"], row["row"]["epoch"], row["row"]["status"])
        for scope in there.pull()["scopes"]
        for row in scope["rows"]
        if row["tbl"] == "parked_head"
    ]
    assert heads[-1] == (seq, there.bundle.epoch, "applied")


def test_what_the_set_holds_besides_the_conflict_is_applied_with_either_side(
    two: tuple[TestDesk, TestDesk, RowChange], centre: Centre
) -> None:
    _here, there, case = two
    seq = park(there, case, amount="300000.00", applicant="王*红")

    there.applies("parked.decide", a_decision(there, seq, "theirs"))

    assert str(value(centre, "case", case.key, "amount")) == "400000.00"
    assert value(centre, "case", case.key, "applicant") == "王*红"


def test_field_by_field_is_the_supervisors(
    two: tuple[TestDesk, TestDesk, RowChange], centre: Centre
) -> None:
    here, there, case = two
    seq = park(there, case, amount="300000.00", home_address="示例路2号")
    merged = a_decision(there, seq, "merged", ours=["home_address"])

    there.applies("parked.decide", merged)
    assert statuses(centre, there) == {seq: "parked"}
    answer = here.push("parked.merge", a_decision(there, seq, "merged", ours=["home_address"]))
    assert codes(answer) == [(here.seq, "refused", "role")]
    supervisor = centre.signers["0104"]
    here.applies(
        "parked.merge",
        a_decision(there, seq, "merged", ours=["home_address"]),
        signer=supervisor,
    )

    assert statuses(centre, there) == {}
    assert str(value(centre, "case", case.key, "amount")) == "400000.00"
    assert value(centre, "case", case.key, "home_address") == "示例路2号"


def test_another_windows_set_is_not_the_clerks_to_decide(
    two: tuple[TestDesk, TestDesk, RowChange], centre: Centre
) -> None:
    here, there, case = two
    seq = park(there, case)

    here.applies("parked.decide", a_decision(there, seq, "theirs"))

    assert statuses(centre, there) == {seq: "parked"}


def test_what_changed_after_the_person_looked_is_asked_about_again(
    two: tuple[TestDesk, TestDesk, RowChange], centre: Centre
) -> None:
    here, there, case = two
    seq = park(there, case)
    assert codes(enter(here, case, base=2, amount="350000.00")) == []

    there.applies("parked.decide", a_decision(there, seq, "ours", seen_ver=2))

    assert statuses(centre, there) == {seq: "parked"}
    assert str(value(centre, "case", case.key, "amount")) == "350000.00"
    again = there.call("select api.open_set(%s, %s, %s)", there.bundle.ws, there.bundle.epoch, seq)
    assert again["detail"]["theirs"] == {"amount": "350000.00"}
    there.applies("parked.decide", a_decision(there, seq, "ours", seen_ver=3))
    assert str(value(centre, "case", case.key, "amount")) == "300000.00"


def test_what_waited_behind_it_goes_on_and_is_not_asked_about_again(
    two: tuple[TestDesk, TestDesk, RowChange], centre: Centre
) -> None:
    _here, there, case = two
    seq = park(there, case)
    enter(there, case, amount="310000.00")
    enter(there, case, months=240)
    assert len(statuses(centre, there)) == 3

    there.applies("parked.decide", a_decision(there, seq, "ours"))

    assert statuses(centre, there) == {}
    assert str(value(centre, "case", case.key, "amount")) == "310000.00"
    assert value(centre, "case", case.key, "months") == 240


def test_a_second_case_of_a_household_is_dropped_with_what_builds_on_it(
    desk_at: MakeDesk, centre: Centre
) -> None:
    here, there = desk_at(1), desk_at(2, staff_no="0102")
    matter, _, citizen = take_in(here)
    second = a_case(matter, number="0102A-000001-8")
    there.push("loan_intake.take_in", second, a_party(second, citizen))
    first = there.seq
    enter(there, second, base=0, amount="1.00")
    enter(there, second, base=0, months=12)
    assert len(statuses(centre, there)) == 3
    heads = there.call("select api.open_sets()")
    assert [head["waiting"] for head in heads if head["seq"] == first] == [2]

    there.applies("parked.decide", a_decision(there, first, "dropped", seen_ver=None))

    assert set(statuses(centre, there).values()) == {"dropped"}
    assert there.call("select api.open_sets()") == []
    # Sent again after a lost answer, a dropped set is as good as known.
    with centre.admin() as admin:
        assert one(admin, "select count(*) from sync.parked_row") == 0


def test_a_refused_set_can_only_be_dropped(desk_at: MakeDesk, centre: Centre) -> None:
    here, elsewhere = desk_at(1), desk_at(1, hall_id=2, staff_no="0201")
    _, case, _ = take_in(here)
    answer = enter(elsewhere, case, months=12)
    assert codes(answer) == [(1, "refused", "hall")]

    for verdict in ("again", "ours", "theirs", "nonsense"):
        elsewhere.applies("parked.decide", a_decision(elsewhere, 1, verdict))
        assert statuses(centre, elsewhere) == {1: "refused"}
    elsewhere.applies("parked.decide", a_decision(elsewhere, 1, "dropped"))

    assert statuses(centre, elsewhere) == {1: "dropped"}


def test_another_hall_neither_sees_nor_decides(desk_at: MakeDesk, centre: Centre) -> None:
    here, there = desk_at(1), desk_at(2, staff_no="0102")
    elsewhere = desk_at(1, hall_id=2, staff_no="0201")
    _, case, _ = take_in(here)
    enter(here, case, amount="400000.00")
    seq = park(there, case)

    assert elsewhere.call("select api.open_sets()") == []
    place = there.bundle.ws, there.bundle.epoch, seq
    assert elsewhere.call("select api.open_set(%s, %s, %s)", *place) is None
    elsewhere.applies("parked.decide", a_decision(there, seq, "dropped"))

    assert statuses(centre, there) == {seq: "parked"}


def test_a_decision_of_something_closed_or_never_heard_of_does_nothing(
    two: tuple[TestDesk, TestDesk, RowChange], centre: Centre
) -> None:
    _here, there, case = two
    seq = park(there, case)
    there.applies("parked.decide", a_decision(there, seq, "theirs"))

    there.applies("parked.decide", a_decision(there, seq, "ours"))
    there.applies("parked.decide", a_decision(there, 10**15, "ours"))

    assert str(value(centre, "case", case.key, "amount")) == "400000.00"


@pytest.mark.parametrize("missing", [0, 1, 2])
def test_an_argument_left_out_is_said(desk_at: MakeDesk, missing: int) -> None:
    desk = desk_at(1)
    place: list[Any] = [uuid.uuid4(), 1, 1]
    place[missing] = None

    with pytest.raises(psycopg.Error) as caught:
        desk.call("select api.open_set(%s, %s::int, %s::bigint)", *place)

    assert caught.value.sqlstate == "CW001"


def test_two_conflicting_rows_of_one_set_are_asked_about_one_after_the_other(
    desk_at: MakeDesk, centre: Centre
) -> None:
    here, there = desk_at(1), desk_at(2, staff_no="0102")
    first, second = uuid.uuid4(), uuid.uuid4()
    for key in (first, second):
        number = "371799199001011244" if key == second else "371799198506150016"
        here.applies("citizen.take_in", a_citizen(key, doc_number=number, phone="13800000001"))
    there.push(
        "citizen.take_in",
        update("citizen", first, {"phone": "13800000002"}),
        update("citizen", second, {"phone": "13800000003"}),
    )

    there.applies("parked.decide", a_decision(there, 1, "ours", seen_ver=1))
    assert statuses(centre, there) == {1: "parked"}
    there.applies("parked.decide", a_decision(there, 1, "theirs", seen_ver=1))

    assert statuses(centre, there) == {}
    assert value(centre, "citizen", first, "phone") == "13800000002"
    assert value(centre, "citizen", second, "phone") == "13800000001"


def test_what_a_machine_sent_that_was_replaced_since_can_still_be_decided(
    two: tuple[TestDesk, TestDesk, RowChange], centre: Centre
) -> None:
    here, there, case = two
    seq = park(there, case)
    enter(there, case, months=240)
    # As ``replace-window`` leaves it; the login itself is shared by all tests of this server.
    with centre.admin() as admin:
        admin.execute(
            "update sync.workstation_sync set epoch = 2, hwm = 0 where ws = %s", (there.bundle.ws,)
        )

    [head] = [one for one in here.call("select api.open_sets()") if one["code"] == "conflict"]
    assert (head["window_no"], head["epoch"], head["waiting"]) == (2, 1, 1)
    here.applies("parked.merge", a_decision(there, seq, "ours"), signer=centre.signers["0104"])

    assert statuses(centre, there) == {}
    assert str(value(centre, "case", case.key, "amount")) == "300000.00"
    assert value(centre, "case", case.key, "months") == 240
