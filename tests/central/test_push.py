from tests.central.desks import TestDesk, one, update
from tests.central.rows import a_case, a_citizen, a_matter, a_party, a_shift, a_visit, an_audit
from tests.postgres import Centre


def test_a_visit_up_to_the_case_is_applied_and_comes_back_in_the_feed(
    desk: TestDesk, centre: Centre
) -> None:
    person = desk.signer.id
    shift, citizen = a_shift(person), a_citizen()
    visit = a_visit(shift)
    matter = a_matter(visit, citizen, person)
    case = a_case(matter)

    desk.applies("shift.open", shift, an_audit())
    desk.applies("visit.open", visit)
    desk.applies("citizen.take_in", citizen)
    desk.applies("visit.identify", update("visit", visit.key, {"citizen_id": str(citizen.key)}))
    desk.applies("matter.open", matter)
    desk.applies("loan_intake.take_in", case, a_party(case, citizen))
    desk.applies(
        "loan_intake.enter", update("case", case.key, {"amount": "400000.00", "rate": "2.60"})
    )

    answer = desk.pull()
    rows = {(row["tbl"], row["key"]): row for scope in answer["scopes"] for row in scope["rows"]}
    assert rows["case", str(case.key)]["ver"] == 2
    assert rows["case", str(case.key)]["row"]["amount"] == "400000.00"
    assert rows["case", str(case.key)]["row"]["rate"] == "2.60"
    assert rows["citizen", str(citizen.key)]["row"]["name"] == "王小明"
    assert rows["work_item", str(case.key)]["row"]["amount"] == "400000.00"
    with centre.admin() as admin:
        assert one(admin, "select count(*) from hall.audit") == 1
        assert (
            one(admin, "select hwm from sync.workstation_sync where ws = %s", desk.bundle.ws) == 7
        )
