"""Stores on real encrypted files, and rows to put into them."""

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import Engine, func, select
from uuid6 import uuid7

from counter.store import kinds
from counter.store.change_set import ChangeSet, Origin, decode
from counter.store.sealed_keys import DeviceKeys
from counter.store.tables import Audit, Case, Outbox, Party, Shift
from counter.store.unit_of_work import Store

KEY = b"k" * 32
WS = uuid.UUID("01900000-0000-7000-8000-000000000003")
ORIGIN = Origin(WS, epoch=1, hall_id=7)
PERSON = uuid.UUID("01900000-0000-7000-8000-00000000000a")
SEAL_KEY = b"s" * 32
SIGNER = DeviceKeys(PERSON, SEAL_KEY, b"g" * 32)
NOW = dt.datetime(2026, 11, 23, 1, 30, tzinfo=dt.UTC)


def a_shift(**given: Any) -> Shift:
    values = {"person_id": PERSON, "window_no": 3, "day": NOW.date(), "opened_at": NOW}
    return Shift(**{"id": uuid7(), "state": "open", **values, **given})


def a_case(**given: Any) -> Case:
    values = {"matter_id": uuid7(), "business": "L01", "number": "0703A-000001-0"}
    return Case(**{"id": uuid7(), "applicant": "张*", "state": "taken_in", **values, **given})


def a_party(case: Case, **given: Any) -> Party:
    values = {"case_id": case.id, "citizen_id": uuid7(), "role": "borrower", "live": True}
    return Party(**{"id": uuid7(), "marital": "10", "relation": "0", **values, **given})


def an_event(**given: Any) -> Audit:
    return Audit(**{"id": uuid7(), "event": "case.taken_in", "result": "ok", **given})


def outbox_rows(engine: Engine) -> list[Any]:
    with engine.connect() as connection:
        return list(connection.execute(Outbox.__table__.select().order_by(Outbox.seq)))


def last_set(store: Store) -> ChangeSet:
    return decode(outbox_rows(store.engine)[-1].body)


def count(store: Store, model: Any) -> int:
    with store.reading() as session:
        return session.scalar(select(func.count()).select_from(model)) or 0


def take_in(store: Store, **given: Any) -> Case:
    case = a_case(**given)
    with store.unit(kinds.LOAN_TAKE_IN, SIGNER, NOW) as unit:
        unit.add(case)
        unit.add(a_party(case))
    return case
