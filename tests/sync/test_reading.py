"""The centre's JSON becomes the values of the ports, exactly."""

import base64
import datetime as dt
import uuid
from decimal import Decimal

import pytest

from sync import reading

TICKET = {
    "id": "01900000-0000-7000-8000-000000000001",
    "day": "2026-11-23",
    "series": "A",
    "number": 15,
    "business": "L01",
    "issued_at": "2026-11-23T01:02:03.000004Z",
    "ahead": 3,
}
CITIZEN = {
    "citizen_id": "01900000-0000-8000-8000-000000000002",
    "doc_type": "01",
    "doc_number": "371799199001010018",
    "name": "阿不都热合曼·买买提",
    "sex": "1",
    "birth_date": "1990-01-01",
    "marital": "20",
    "spouse_doc_number": None,
    "phone": None,
    "employer": None,
    "account": {
        "account_no": "100000000001",
        "status": "01",
        "deposit_base": "8000.00",
        "balance": "35210.07",
        "consecutive_months": 26,
        "paid_through": "2026-10",
        "open_loans": 0,
        "as_of": "2026-11-20",
    },
}


def test_a_grant_carries_its_ticket():
    raw = {"grant_id": "01900000-0000-7000-8000-000000000009", "ticket": TICKET, "term_ms": 3600}

    granted = reading.granted(raw)

    assert granted.ticket.label == "A015"
    assert granted.ticket.issued_at == dt.datetime(2026, 11, 23, 1, 2, 3, 4, dt.UTC)
    assert granted.term_ms == 3600


def test_figures_are_exact_decimals_and_dated():
    entry = reading.directory_entry(CITIZEN)

    assert entry.account is not None
    assert entry.account.balance == Decimal("35210.07")
    assert entry.account.as_of == dt.date(2026, 11, 20)
    assert entry.birth_date == dt.date(1990, 1, 1)


def test_a_citizen_without_an_account_is_one_too():
    entry = reading.directory_entry({**CITIZEN, "account": None, "birth_date": None})

    assert entry.account is None
    assert entry.birth_date is None


def test_a_standing_before_enrolment_has_no_keys():
    person = str(uuid.UUID(int=7))
    raw = {"person_id": person, "staff_no": "0001", "name": "王芳", "roles": ["clerk"]}

    standing = reading.standing({**raw, "active": True})

    assert standing.key_id is None
    assert standing.sealed is None


def test_a_sealed_blob_must_be_base64():
    raw = {"person_id": str(uuid.UUID(int=7)), "staff_no": "1", "name": "王", "roles": []}
    sealed = base64.b64encode(b"\0blob").decode()

    assert reading.standing({**raw, "active": True, "sealed": sealed}).sealed == b"\0blob"
    with pytest.raises(ValueError, match="base64"):
        reading.standing({**raw, "active": True, "sealed": "!"})
