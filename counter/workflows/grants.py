"""What allows a person to work at this desk: the centre's answer, or the rows held here."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from counter.store.tables import Outbox, Person, PersonKey, PullState, SignInRecord
from counter.workflows.lock_out import latest_try
from counter.workflows.ports import Standing


@dataclass(frozen=True, repr=False)
class Grant:
    """A person with roles, and the sealed keys only the person's password opens."""

    person_id: uuid.UUID
    staff_no: str
    name: str
    roles: tuple[str, ...]
    active: bool
    key_id: uuid.UUID
    sealed: bytes
    valid_until: dt.datetime


@dataclass(frozen=True)
class StaffName:
    """One line of the list a person picks the own name from."""

    staff_no: str
    name: str


def staff_of(session: Session, hall_id: int) -> tuple[StaffName, ...]:
    """The hall's staff with keys, by staff number."""
    found = session.execute(
        select(Person.staff_no, Person.name)
        .where(Person.hall_id == hall_id, Person.state == "active")
        .where(Person.id.in_(select(PersonKey.person_id).where(PersonKey.state == "active")))
        .order_by(Person.staff_no)
    )
    return tuple(StaffName(staff_no, name) for staff_no, name in found)


def held_grant(session: Session, hall_id: int, staff_no: str) -> Grant | None:
    """The grant as the rows held here tell it; of several keys the newest."""
    found = session.execute(
        select(Person, PersonKey)
        .join(PersonKey, PersonKey.person_id == Person.id)
        .where(Person.hall_id == hall_id, func.upper(Person.staff_no) == staff_no.upper())
        .order_by(PersonKey.id.desc())
    ).first()
    if found is None:
        return None
    person, key = found
    return Grant(
        person_id=person.id,
        staff_no=person.staff_no,
        name=person.name,
        roles=tuple(person.roles),
        active=person.state == "active" and key.state == "active",
        key_id=key.id,
        sealed=key.sealed,
        valid_until=key.valid_until,
    )


def told_grant(standing: Standing | None) -> Grant | None:
    """The grant as the centre tells it; nothing for somebody without keys."""
    if standing is None or standing.key_id is None or standing.sealed is None:
        return None
    return Grant(
        person_id=standing.person_id,
        staff_no=standing.staff_no,
        name=standing.name,
        roles=standing.roles,
        active=standing.active,
        key_id=standing.key_id,
        sealed=standing.sealed,
        valid_until=standing.valid_until or dt.datetime.max.replace(tzinfo=dt.UTC),
    )


def last_check(session: Session, hall_id: int, subject: str) -> dt.datetime | None:
    """When this desk last heard how the person stands: by asking, or through the feed."""
    record = session.get(SignInRecord, subject)
    feed = session.get(PullState, f"ref:{hall_id}")
    asked = record.checked_at if record else None
    return _latest((asked, feed.caught_up_at if feed else None))


def latest_seen(session: Session) -> dt.datetime | None:
    """The latest moment this desk's database has ever seen; a clock behind it was set back."""
    saved = session.scalars(select(Outbox.saved_at).order_by(Outbox.seq.desc()).limit(1)).first()
    pulled = session.scalar(select(func.max(PullState.caught_up_at)))
    return _latest((saved, pulled, latest_try(session)))


def _latest(moments: Iterable[dt.datetime | None]) -> dt.datetime | None:
    return max((moment for moment in moments if moment is not None), default=None)
