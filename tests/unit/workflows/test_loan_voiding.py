import uuid

from sqlalchemy import select

from counter.store.tables import Matter, Party
from tests.builders import Outfit
from tests.unit.workflows.refusing import refused
from tests.unit.workflows.steps import end_signing


def test_a_voided_case_frees_its_people_and_keeps_the_reasons(
    outfit: Outfit, case_id: uuid.UUID
) -> None:
    voided = outfit.desk.loan.void(case_id, ("R13",))

    assert voided.state == "void"
    with outfit.tools.store.reading() as session:
        assert not any(session.scalars(select(Party.live).where(Party.case_id == case_id)))
        matter = session.scalars(select(Matter)).one()
        assert (matter.state, matter.reason_codes) == ("refused", ["R13"])


def test_a_case_is_not_voided_without_a_reason_nor_after_it_was_submitted(
    outfit: Outfit, case_id: uuid.UUID
) -> None:
    assert refused(lambda: outfit.desk.loan.void(case_id, ())) == "loan.no_reason"
    end_signing(outfit, case_id)
    outfit.desk.loan.submit(case_id, "同意")

    assert refused(lambda: outfit.desk.loan.void(case_id, ("R13",))) == "case.void"
