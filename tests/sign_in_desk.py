"""A desk at which people sign in, with a centre and a clock the test holds in its hand."""

import datetime as dt
import shutil
import uuid
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from sqlalchemy import insert, select

from counter.store.change_set import Origin
from counter.store.database import create_database, open_database, writing
from counter.store.sealed_keys import Cost, new_keys
from counter.store.tables import Audit, Person, PersonKey, PullState
from counter.store.unit_of_work import Store
from counter.workflows.ports import NewKeys, NotAllowed, Offline, Standing
from counter.workflows.refusals import Refused
from counter.workflows.sign_in import SignIn
from counter.workflows.signed_in import HallSecret, SignInRules

CHEAP = Cost(passes=1, memory_kib=8, lanes=1)
RULES = SignInRules(cost=CHEAP, floor=CHEAP)
KEY, PEPPER, HALL = bytes(range(32)), bytes(32), 1
NOW = dt.datetime(2026, 11, 23, 0, 15, tzinfo=dt.UTC)
PERSON = uuid.UUID("01900000-0000-7000-8000-000000000007")
NUMBER, PASSWORD, WRONG = "1007", "Seng-lin 7 xiaolu", "Seng-lin 8 xiaolu"


@dataclass
class SteppedClock:
    at: dt.datetime = NOW
    tick: int = 5_000_000
    boot: str = "boot-1"

    def now(self) -> dt.datetime:
        return self.at

    def boot_ms(self) -> int:
        return self.tick

    def boot_id(self) -> str:
        return self.boot

    def wait(self, span: dt.timedelta) -> None:
        self.at += span
        self.tick += span // dt.timedelta(milliseconds=1)


@dataclass
class Centre:
    """Answers like the centre's sign-in functions; ``reachable`` and ``asked`` are the test's."""

    people: dict[str, Standing] = field(default_factory=dict)
    code: str = "7KQ-2M9X"
    reachable: bool = True
    answers_enrolment: bool = True
    asked: list[str] = field(default_factory=list)

    def standing(self, staff_no: str) -> Standing | None:
        assert "\0" not in staff_no  # PostgreSQL has no text with NUL in it
        self.asked.append(staff_no)
        if not self.reachable:
            raise Offline
        return self.people.get(staff_no)

    def enrol(self, staff_no: str, code: str, keys: NewKeys) -> Standing:
        assert "\0" not in code  # PostgreSQL has no text with NUL in it
        if code != self.code:
            raise NotAllowed("code", "工号或登记码不正确。请核对后重试。")
        standing = replace(self.people[staff_no], key_id=keys.key_id, sealed=keys.sealed)
        self.people[staff_no] = standing
        if not self.answers_enrolment:
            raise Offline
        return standing


@dataclass
class Desk:
    path: Path
    clock: SteppedClock
    centre: Centre
    store: Store
    sign_in: SignIn

    def restarted(self, *, reboot: bool = False) -> "Desk":
        """The same file opened by a new process, on a rebooted machine if asked."""
        self.store.engine.dispose()
        if reboot:
            self.clock.boot, self.clock.tick = f"{self.clock.boot}+", 1_000
        return desk_on(self.path, self.clock, self.centre)

    def audit(self) -> list[tuple[str, dict[str, object]]]:
        with self.store.reading() as session:
            rows = session.scalars(select(Audit).order_by(Audit.made_at, Audit.id))
            return [(row.event, dict(row.detail or {})) for row in rows]

    def fail(self, times: int) -> None:
        for _ in range(times):
            with pytest.raises(Refused):
                self.sign_in.sign_in(NUMBER, WRONG)


def desk_on(path: Path, clock: SteppedClock, centre: Centre) -> Desk:
    opening = open_database if path.exists() else create_database
    store = Store(opening(path, KEY), Origin(uuid.UUID(int=9), 1, HALL))
    sign_in = SignIn(store, centre, clock, HallSecret(HALL, PEPPER), RULES)
    return Desk(path, clock, centre, store, sign_in)


def a_standing(cost: Cost = CHEAP) -> Standing:
    made = new_keys(PERSON, PASSWORD, PEPPER, cost, CHEAP)[0]
    return Standing(
        person_id=PERSON,
        staff_no=NUMBER,
        name="王小窗",
        roles=("clerk",),
        active=True,
        key_id=made.key_id,
        sealed=made.sealed,
        valid_until=NOW + dt.timedelta(days=90),
    )


@dataclass(frozen=True)
class Template:
    """A desk's file that already knows the person from the feed, to be copied for each test."""

    path: Path
    standing: Standing

    def desk(self, path: Path) -> Desk:
        shutil.copy(self.path, path)
        return desk_on(path, SteppedClock(), Centre({NUMBER: self.standing}))


def a_template(folder: Path) -> Template:
    standing = a_standing()
    desk = desk_on(folder / "template.db", SteppedClock(), Centre())
    hold(desk, standing)
    desk.store.engine.dispose()
    return Template(desk.path, standing)


def hold(desk: Desk, standing: Standing, state: str = "active") -> None:
    """What a pull leaves: the person, the key, and when the feed was read to its end."""
    stamps = {
        "hall_id": HALL,
        "ver": 1,
        "made_by": PERSON,
        "made_ws": uuid.UUID(int=1),
        "made_at": NOW,
    }
    person = {
        "id": standing.person_id,
        "staff_no": standing.staff_no,
        "name": standing.name,
        "roles": list(standing.roles),
        "state": "active" if standing.active else "left",
    }
    key = {
        "id": standing.key_id,
        "person_id": standing.person_id,
        "sealed": standing.sealed,
        "public_key": bytes(32),
        "state": state,
        "valid_until": standing.valid_until,
    }
    feed = {
        "scope": f"ref:{HALL}",
        "feed_epoch": "e",
        "xid": 1,
        "id": 1,
        "caught_up_at": NOW - dt.timedelta(hours=1),
    }
    with writing(desk.store.engine).begin() as connection:
        connection.execute(insert(Person).values(person | stamps))
        connection.execute(insert(PersonKey).values(key | stamps))
        connection.execute(insert(PullState).values(feed))


def refusal(desk: Desk, number: str = NUMBER, password: str = PASSWORD) -> Refused:
    with pytest.raises(Refused) as caught:
        desk.sign_in.sign_in(number, password)
    return caught.value
