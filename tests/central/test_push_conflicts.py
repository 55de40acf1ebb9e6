import uuid
from typing import Any

from counter.store.change_set import RowChange
from tests.central.conftest import MakeDesk
from tests.central.desks import TestDesk, one, update
from tests.central.rows import a_case, a_citizen, a_matter, a_party, a_shift, a_visit
from tests.postgres import Centre


def codes(answer: Any) -> list[tuple[int, str, str]]:
    return [(each["seq"], each["status"], each["code"]) for each in answer["results"]]


def value(centre: Centre, table: str, key: uuid.UUID, column: str) -> Any:
    with centre.admin() as admin:
        return one(admin, f'select {column} from hall."{table}" where id = %s', key)


def take_in(desk: TestDesk) -> tuple[RowChange, RowChange, RowChange]:
    """A citizen with a case: matter, case, citizen."""
    shift, citizen = a_shift(desk.signer.id), a_citizen()
    visit = a_visit(shift)
    matter = a_matter(visit, citizen, desk.signer.id)
    case = a_case(matter)
    desk.applies("shift.open", shift)
    desk.applies("visit.open", visit)
    desk.applies("citizen.take_in", citizen)
    desk.applies("matter.open", matter)
    desk.applies("loan_intake.take_in", case, a_party(case, citizen))
    return matter, case, citizen


def enter(desk: TestDesk, case: RowChange, base: int = 1, **values: Any) -> Any:
    return desk.push("loan_intake.enter", update("case", case.key, values, base))


def test_two_desks_that_take_in_one_citizen_while_cut_off_make_one_row_and_park_nothing(
    desk_at: MakeDesk, centre: Centre
) -> None:
    here, there, key = desk_at(1), desk_at(2, staff_no="0102"), uuid.uuid4()

    here.applies("citizen.take_in", a_citizen(key))
    there.applies("citizen.take_in", a_citizen(key))

    with centre.admin() as admin:
        assert one(admin, "select count(*) from hall.citizen") == 1
        assert one(admin, "select count(*) from sync.parked_row") == 0


def test_a_phone_typed_at_one_of_the_two_desks_is_kept_in_either_order(
    desk_at: MakeDesk, centre: Centre
) -> None:
    here, there = desk_at(1), desk_at(2, staff_no="0102")
    first, second = uuid.uuid4(), uuid.uuid4()

    here.applies("citizen.take_in", a_citizen(first, phone="13800000001"))
    there.applies("citizen.take_in", a_citizen(first))
    here.applies("citizen.take_in", a_citizen(second))
    there.applies("citizen.take_in", a_citizen(second, phone="13800000001"))

    assert value(centre, "citizen", first, "phone") == "13800000001"
    assert value(centre, "citizen", second, "phone") == "13800000001"


def test_two_phones_for_one_citizen_are_parked_with_both_versions(
    desk_at: MakeDesk, centre: Centre
) -> None:
    here, there, key = desk_at(1), desk_at(2, staff_no="0102"), uuid.uuid4()
    here.applies("citizen.take_in", a_citizen(key, phone="13800000001"))

    answer = there.push("citizen.take_in", a_citizen(key, phone="13800000002"))

    assert codes(answer) == [(1, "parked", "conflict")]
    detail = answer["results"][0]["detail"]
    assert (detail["theirs"], detail["mine"]) == (
        {"phone": "13800000001"},
        {"phone": "13800000002"},
    )
    assert value(centre, "citizen", key, "phone") == "13800000001"


def test_a_desk_that_has_seen_the_other_change_may_change_it(desk_at: MakeDesk) -> None:
    here, there, key = desk_at(1), desk_at(2, staff_no="0102"), uuid.uuid4()
    here.applies("citizen.take_in", a_citizen(key, phone="13800000001"))

    there.applies("citizen.take_in", update("citizen", key, {"phone": "13800000002"}, base=1))


def test_a_citizen_may_be_edited_from_another_hall_but_a_case_may_not(
    desk_at: MakeDesk,
) -> None:
    here, elsewhere = desk_at(1), desk_at(1, hall_id=2, staff_no="0201")
    _, case, citizen = take_in(here)

    elsewhere.applies(
        "citizen.take_in", update("citizen", citizen.key, {"phone": "13800000002"}, base=1)
    )
    answer = enter(elsewhere, case, months=12)
    party = elsewhere.push("loan_intake.enter", a_party(case, citizen, role="co_owner"))

    assert codes(answer) == [(2, "refused", "hall")]
    assert codes(party) == [(3, "refused", "hall")]


def test_changes_of_different_groups_commute_and_of_one_group_conflict(
    desk_at: MakeDesk, centre: Centre
) -> None:
    here, there = desk_at(1), desk_at(2, staff_no="0102")
    _, case, _ = take_in(here)

    enter(here, case, amount="400000.00")
    home = enter(there, case, home_address="示例路1号")
    money = enter(there, case, months=240)

    assert codes(home) == []
    assert codes(money) == [(2, "parked", "conflict")]
    assert value(centre, "case", case.key, "home_address") == "示例路1号"
    assert value(centre, "case", case.key, "months") is None


def test_the_same_value_from_two_desks_commutes(desk_at: MakeDesk) -> None:
    here, there = desk_at(1), desk_at(2, staff_no="0102")
    _, case, _ = take_in(here)

    enter(here, case, amount="400000.00")

    assert codes(enter(there, case, amount="400000.00")) == []


def test_a_desks_own_later_edits_keep_their_base_and_never_conflict(desk: TestDesk) -> None:
    _, case, _ = take_in(desk)

    assert codes(enter(desk, case, base=0, amount="400000.00")) == []
    assert codes(enter(desk, case, base=0, amount="300000.00")) == []


def test_what_builds_on_a_parked_set_waits_with_it_and_nothing_else_does(
    desk_at: MakeDesk, centre: Centre
) -> None:
    here, there = desk_at(1), desk_at(2, staff_no="0102")
    _, case, _ = take_in(here)
    _, other_case, _ = take_other(there)
    enter(here, case, amount="400000.00")

    parked = enter(there, case, amount="1.00")
    same_row = enter(there, case, home_address="示例路1号")
    elsewhere = enter(there, other_case, amount="2.00")

    seq = parked["results"][0]["seq"]
    assert codes(same_row) == [(seq + 1, "parked", "depends")]
    assert same_row["results"][0]["detail"] == {"seq": seq}
    assert codes(elsewhere) == []


def take_other(desk: TestDesk) -> tuple[RowChange, RowChange, RowChange]:
    shift = a_shift(desk.signer.id)
    citizen = a_citizen(doc_number="371799199001011244", name="李小红")
    visit = a_visit(shift)
    matter = a_matter(visit, citizen, desk.signer.id)
    case = a_case(matter)
    desk.applies("shift.open", shift)
    desk.applies("visit.open", visit)
    desk.applies("citizen.take_in", citizen)
    desk.applies("matter.open", matter)
    desk.applies("loan_intake.take_in", case, a_party(case, citizen))
    return matter, case, citizen


def test_one_live_loan_per_household_parks_the_second_case_and_what_refers_to_it(
    desk_at: MakeDesk,
) -> None:
    here, there = desk_at(1), desk_at(2, staff_no="0102")
    matter, _, citizen = take_in(here)
    second = a_case(matter, number="0102A-000001-8")

    answer = there.push("loan_intake.take_in", second, a_party(second, citizen))
    child = there.push(
        "loan_intake.enter",
        a_party(second, citizen, role="co_owner"),
    )

    assert codes(answer) == [(1, "parked", "unique")]
    assert codes(child) == [(2, "parked", "depends")]


def test_a_row_before_its_parent_waits_and_is_applied_when_the_parent_arrives(
    desk_at: MakeDesk, centre: Centre
) -> None:
    here, there = desk_at(1), desk_at(2, staff_no="0102")
    shift = a_shift(here.signer.id)
    visit = a_visit(shift)

    early = there.push("visit.open", visit)
    builds = there.push("visit.close", update("visit", visit.key, {"state": "closed"}))
    here.applies("shift.open", shift)

    assert codes(early) == [(1, "parked", "missing")]
    assert codes(builds) == [(2, "parked", "depends")]
    assert value(centre, "visit", visit.key, "state") == "closed"
    heads = [
        row["row"]["status"]
        for scope in here.pull()["scopes"]
        for row in scope["rows"]
        if row["tbl"] == "parked_head"
    ]
    assert heads == ["parked", "parked", "applied", "applied"]
    with centre.admin() as admin:
        assert one(admin, "select count(*) from sync.parked_row") == 0
        assert one(admin, "select count(*) from sync.awaited") == 0


def test_a_parent_later_in_the_same_push_is_soon_enough(desk: TestDesk) -> None:
    shift = a_shift(desk.signer.id)

    answer = desk.send(desk.make("visit.open", a_visit(shift)), desk.make("shift.open", shift))

    assert codes(answer) == []


def test_a_move_outside_the_life_cycle_is_refused(desk: TestDesk) -> None:
    _, case, _ = take_in(desk)

    answer = desk.push("loan_intake.submit", update("case", case.key, {"state": "second_review"}))
    born = desk.push("shift.open", a_shift(desk.signer.id, state="closed"))

    assert codes(answer)[0][1:] == ("refused", "state")
    assert codes(born)[0][1:] == ("refused", "state")


def test_an_update_of_an_append_only_row_through_an_insert_is_refused(desk: TestDesk) -> None:
    row = RowChange("audit", uuid.uuid4(), "insert", 0, {"event": "view", "result": "ok"})
    desk.applies("audit.observe", row)

    answer = desk.push(
        "audit.observe",
        RowChange("audit", row.key, "insert", 0, {"event": "view", "result": "no"}),
    )

    assert codes(answer)[0][1:] == ("refused", "touch")


def test_values_that_are_not_in_their_wire_form_are_refused(desk: TestDesk, centre: Centre) -> None:
    matter, _, _ = take_in(desk)
    wrong: list[dict[str, Any]] = [
        {"amount": 400000.5},
        {"amount": "4e5"},
        {"amount": "400000"},
        {"amount": "NaN"},
        {"amount": "400000.001"},
        {"amount": "99999999999999999999.00"},
        {"rate": "2.600"},
        {"rate": "Infinity"},
        {"months": "240"},
        {"months": 1.5},
        {"months": 99999999999},
        {"contract_filed_on": "today"},
        {"contract_filed_on": "infinity"},
        {"contract_filed_on": "2026-2-3"},
        {"contract_filed_on": "2026-02-30"},
        {"contract_filed_on": "0044-03-15 BC"},
        {"submitted_at": "now"},
        {"submitted_at": "2026-03-02 01:30:00"},
        {"home_kind": 1},
        {"home_kind": "x" * 17},
        {"home_kind": {"a": 1}},
        {"number": None},
        {"state": None},
        {"matter_id": "not a key"},
        {"matter_id": str(matter.key).upper()},
    ]
    sets = [desk.make("loan_intake.take_in", a_case(matter, **each)) for each in wrong]

    answer = desk.send(*sets)

    assert [code for _, _, code in codes(answer)] == [
        "state" if each == {"state": None} else "value" for each in wrong
    ]
    with centre.admin() as admin:
        assert one(admin, 'select count(*) from hall."case"') == 1
