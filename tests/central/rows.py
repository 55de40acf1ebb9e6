"""Rows a counter would write, with good defaults, for tests of the centre."""

import uuid
from typing import Any

from counter.store.change_set import RowChange
from tests.central.desks import AT, insert

DAY = "2026-03-02"
Values = dict[str, Any]


def a_shift(person: uuid.UUID, **over: Any) -> RowChange:
    return insert(
        "shift",
        {"person_id": str(person), "window_no": 1, "day": DAY, "opened_at": AT, "state": "open"}
        | over,
    )


def a_visit(shift: RowChange, **over: Any) -> RowChange:
    return insert(
        "visit",
        {"day": DAY, "shift_id": str(shift.key), "window_no": 1, "state": "open", "opened_at": AT}
        | over,
    )


def a_citizen(key: uuid.UUID | None = None, **over: Any) -> RowChange:
    values = {
        "doc_type": "01",
        "doc_number": "371799199001011236",
        "name": "王小明",
        "sex": "1",
        "birth_date": "1990-01-01",
        "nation": "01",
        "address": "山东省虚构市示例路1号",
        "verification": "to_verify",
    }
    return insert("citizen", values | over, key)


def a_matter(visit: RowChange, citizen: RowChange, person: uuid.UUID, **over: Any) -> RowChange:
    values = {
        "visit_id": str(visit.key),
        "citizen_id": str(citizen.key),
        "business": "0301",
        "answers": {"home": "new"},
        "first_asked": str(person),
        "state": "open",
    }
    return insert("matter", values | over)


def a_case(matter: RowChange, **over: Any) -> RowChange:
    values = {
        "matter_id": str(matter.key),
        "business": "0301",
        "number": "0101A-000001-9",
        "applicant": "王*明",
        "state": "taken_in",
    }
    return insert("case", values | over)


def a_party(case: RowChange, citizen: RowChange, **over: Any) -> RowChange:
    values = {
        "case_id": str(case.key),
        "citizen_id": str(citizen.key),
        "role": "borrower",
        "live": True,
        "marital": "10",
        "relation": "0",
    }
    return insert("party", values | over)


def an_audit(**over: Any) -> RowChange:
    return insert("audit", {"event": "view", "result": "ok"} | over)
