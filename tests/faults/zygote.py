"""Forks desks that save and push until they are killed.

Run as a program: it imports everything once, then forks one desk for every order it reads, so that
a desk costs milliseconds. It prints the process id, and after ``reap`` that the process is gone. A
desk writes the number of every change set it was told is saved to a file of its own; what is
written there outlives it.
"""

import gc
import json
import os
import random
import signal
import sys
import tempfile
import time
import uuid
from dataclasses import asdict, dataclass
from pathlib import Path

from uuid6 import uuid7

from counter.store import kinds, outbox
from counter.store.change_set import Origin
from counter.store.database import open_database
from counter.store.sealed_keys import UnlockedKeys
from counter.store.tables import Audit, Citizen
from counter.store.unit_of_work import Store
from sync.actions import Action
from sync.engine import Engine
from sync.settings import CentreAddress
from sync.store_file import StoreFile
from sync.values import PushAnswer
from tests.sync.desks import KEY, RealDesk, new_desk, now

LIFE_S = 5
"""A desk that nobody kills ends by itself."""


@dataclass(frozen=True)
class Order:
    """One life of one desk. ``fault`` names a mistake to be made on purpose, or nothing."""

    folder: str
    acked: str
    ws: str
    hall: int
    person: str
    key_id: str
    seal_key: str
    sign_key: str
    host: str
    port: int
    dbname: str
    user: str
    password: str
    seed: int
    fault: str = ""
    ca: str = ""
    """The authority's certificate, for a centre over the network."""
    life_s: int = LIFE_S

    def text(self) -> str:
        return json.dumps(asdict(self))

    def signer(self) -> UnlockedKeys:
        seal_key, sign_key = bytes.fromhex(self.seal_key), bytes.fromhex(self.sign_key)
        return UnlockedKeys(uuid.UUID(self.person), uuid.UUID(self.key_id), seal_key, sign_key)

    def address(self) -> CentreAddress:
        ca = Path(self.ca) if self.ca else None
        return CentreAddress(self.host, self.port, self.dbname, self.user, self.password, ca)

    @property
    def quiet(self) -> Path:
        """While this file is there the desk saves nothing new and sends what it has."""
        return Path(self.folder) / "quiet"

    def open_desk(self) -> RealDesk:
        engine = open_database(Path(self.folder) / "desk.db", KEY)
        return RealDesk(
            engine, Store(engine, Origin(uuid.UUID(self.ws), 1, self.hall)), self.signer()
        )


class HastyFile(StoreFile):
    """The mistake of moving the mark before the centre has answered."""

    def batch(self, after: int, max_sets: int, max_bytes: int):
        found = super().batch(after, max_sets, max_bytes)
        state = self.state()
        early = PushAnswer(found[-1].seq, 1, state.incarnation or uuid.uuid4(), (), None)
        self.acknowledge(early)
        # A slow line, so that few kills are enough to show it.
        time.sleep(0.2)
        return found


def give_up_after_a_failure() -> None:
    """The mistake of waiting for something that never comes once a call failed."""
    drop = Engine._drop

    def give_up(engine: Engine) -> list[Action]:
        actions = drop(engine)
        engine._retry_at += 10**9
        return actions

    Engine._drop = give_up


def live(order: Order) -> None:
    """Save and push until killed."""
    signal.alarm(order.life_s)
    desk = order.open_desk()
    told = os.open(order.acked, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600)
    worker = desk.worker(order.address())
    if order.fault == "marks before the answer":
        worker._performer._file = HastyFile(desk.engine, now)
    if order.fault == "gives up after a failure":
        give_up_after_a_failure()
    worker.start()
    chance = random.Random(order.seed)
    while True:
        if order.fault == "acknowledges before the commit":
            os.write(told, b"%d\n" % (outbox.state(desk.engine).last + 1))
            time.sleep(0.02)
        if order.quiet.exists():
            time.sleep(0.05)
            continue
        save_something(desk, chance)
        os.write(told, b"%d\n" % outbox.state(desk.engine).last)
        time.sleep(chance.random() * 0.006)


def save_something(desk: RealDesk, chance: random.Random) -> None:
    """One clerk's verb: a new citizen, another phone number for one, or a look."""
    match chance.choice(["citizen", "phone", "look"]):
        case "citizen":
            with desk.store.unit(kinds.CITIZEN_TAKE_IN, desk.signer, now()) as unit:
                unit.add(a_citizen(chance))
                unit.add(Audit(id=uuid7(), event="take_in", result="ok"))
        case "phone":
            change_phone(desk, chance)
        case _:
            desk.observe()


def a_citizen(chance: random.Random) -> Citizen:
    return Citizen(
        id=uuid.UUID(int=chance.getrandbits(128), version=4),
        doc_type="01",
        doc_number="371799199001010018",
        name="测试",
        sex="1",
        verification="to_verify",
    )


def change_phone(desk: RealDesk, chance: random.Random) -> None:
    with desk.store.reading() as session:
        known = session.query(Citizen.id).order_by(Citizen.made_at.desc()).limit(3).all()
    if not known:
        return
    with desk.store.unit(kinds.CITIZEN_TAKE_IN, desk.signer, now()) as unit:
        citizen = unit.session.get_one(Citizen, chance.choice(known)[0])
        citizen.phone = f"13{chance.randrange(10**9):09d}"


def warm_up() -> None:
    """Do everything once, so that a forked desk spends its short life saving, not preparing."""
    chance = random.Random(1)
    with tempfile.TemporaryDirectory() as folder:
        desk = new_desk(Path(folder))
        desk.engine.dispose()
        desk.engine = open_database(Path(folder) / "desk.db", KEY)
        for _ in range(12):
            save_something(desk, chance)
        StoreFile(desk.engine, now).batch(0, 5, 10**6)
        StoreFile(desk.engine, now).cursors()
        desk.engine.dispose()


def main() -> None:
    """Take orders until the input ends."""
    warm_up()
    # What is there now is never collected, so that a fork does not copy it page by page.
    gc.collect()
    gc.freeze()
    children: set[int] = set()
    for line in sys.stdin:
        if line.startswith("reap "):
            pid = int(line.split()[1])
            os.waitpid(pid, 0)
            children.discard(pid)
            answer = "gone"
        else:
            order = Order(**json.loads(line))
            pid = os.fork()
            if pid == 0:
                live(order)
            children.add(pid)
            answer = str(pid)
        sys.stdout.write(answer + "\n")
        sys.stdout.flush()
    for pid in children:
        os.kill(pid, signal.SIGKILL)


if __name__ == "__main__":
    main()
