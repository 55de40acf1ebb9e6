"""L1: the real engine on real encrypted files and a centre in this process, in virtual time.

Every call to the centre and every write to a file is a step that may be the last one of a life:
the desk is then born again from its file alone. Nothing here sleeps, so any history can be played
again from its seed and the number of the step it died at.

    python -m tests.faults.simulation --seeds 10000
"""

import argparse
import datetime as dt
import random
import sys
import tempfile
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar
from unittest.mock import patch

from uuid6 import uuid7

from counter.store import kinds, outbox
from counter.store.catch_up import Range
from counter.store.change_set import Signer, decode
from counter.store.earlier import EarlierBatch
from counter.store.outbox import OutgoingSet
from counter.store.scans import Blob
from counter.store.tables import Citizen
from counter.workflows.actor import Place
from sync import actions as act
from sync import catch_up_check, pull
from sync import events as ev
from sync.engine import Engine
from sync.line import Unreachable
from sync.loop import Loop
from sync.performer import Listeners, Performer
from sync.store_file import StoreFile
from sync.values import (
    Cursors,
    FeedHeads,
    Hello,
    PullAnswer,
    PushAnswer,
    RescueAnswer,
    ScanAnswer,
    SelfReport,
)
from tests.builders import a_signer, a_store
from tests.faults.row_centre import RowCentre
from tests.sync.virtual import ORIGIN, PATIENCE_MS, Clock

HEALED_MS = 60_000
CHECK_MS = 10_000
NEVER_MS = 10**9
Answer = TypeVar("Answer")


class Died(Exception):
    """The process is no more; what it had in memory is gone."""


@dataclass
class Fate:
    """Counts steps; ``dies_at`` is the step a desk dies at, and then ``again`` steps later."""

    dies_at: int = 0
    again: int = 0
    steps: int = 0
    deaths: int = 0
    most: int = 3

    def step(self) -> None:
        """One I/O step, before or after it was done."""
        self.steps += 1
        if self.steps == self.dies_at:
            self.deaths += 1
            is_over = not self.again or self.deaths >= self.most
            self.dies_at = 0 if is_over else self.steps + self.again
            raise Died


class LineToCentre:
    """One desk's line; ``weather`` says what becomes of a call."""

    def __init__(self, world: "World", ws: uuid.UUID, fate: Fate) -> None:
        self._world, self._ws, self._fate = world, ws, fate

    def connect(self) -> None:
        self._call(lambda: None)

    def close(self) -> None:
        """Nothing to let go of."""

    def hello(self) -> Hello:
        kept = self._world.centre.inbox.get(self._ws, [])
        at = self._world.clock.now().strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        return self._call(lambda: Hello(uuid.UUID(int=1), "feed", len(kept), "active", at))

    def push(self, sets: list[OutgoingSet], has_more: bool = False) -> PushAnswer:
        return self._call(lambda: self._world.centre.push(self._ws, list(sets)))

    def pull(self, cursors: Cursors, max_rows: int) -> PullAnswer:
        return self._call(lambda: self._world.centre.pull(cursors, max_rows))

    def feed_heads(self, part: Range, max_heads: int) -> FeedHeads:
        return self._call(lambda: self._world.centre.heads(part, max_heads))

    def rescue(self, batch: EarlierBatch) -> RescueAnswer:
        raise AssertionError("nobody has an earlier file here")

    def lack_of_scan(self, blob: Blob) -> ScanAnswer:
        raise AssertionError("nobody scans here")

    def put_scan_chunk(self, blob: str, nth: int, data: bytes) -> None:
        raise AssertionError("nobody scans here")

    def tell(self, report: SelfReport, wall: dt.datetime) -> None:
        self._call(lambda: None)

    def probe(self) -> None:
        self._call(lambda: None)

    def _call(self, work: Callable[[], Answer]) -> Answer:
        self._fate.step()
        weather = self._world.weather()
        self._world.clock.ms += PATIENCE_MS if weather == "hang" else 5
        if weather in {"down", "hang"}:
            raise Unreachable(weather)
        self._world.centre.is_cut = weather == "lost"
        answer = work()
        # The centre has done it; whether the desk lives to hear of it is another matter.
        self._fate.step()
        if weather == "lost":
            raise Unreachable(weather)
        return answer


class MortalFile(StoreFile):
    """The desk's file, each write of which may be the last thing a life does."""

    fate: Fate
    mistake: str = ""
    writes: int = 0

    def acknowledge(self, answer: PushAnswer) -> None:
        self._mortal(lambda: super(MortalFile, self).acknowledge(answer))

    def take_mark(self, mark: int, incarnation: uuid.UUID) -> None:
        self._mortal(lambda: super(MortalFile, self).take_mark(mark, incarnation))

    def set_stopped(self, code: str | None) -> None:
        self._mortal(lambda: super(MortalFile, self).set_stopped(code))

    def apply(self, page: PullAnswer) -> int:
        if self.mistake == "cursor before the rows":
            bare = tuple({**scope, "rows": [], "more": True} for scope in page.scopes)
            self._mortal(
                lambda: super(MortalFile, self).apply(PullAnswer("feed", page.horizon, bare))
            )
        if self.mistake == "own edits dropped at the answer":
            page = PullAnswer(page.feed_epoch, 10**9, page.scopes)
        return self._mortal(lambda: super(MortalFile, self).apply(page))

    def end_check(self) -> None:
        self._mortal(super().end_check)

    def compare(self, part: Range, told: FeedHeads) -> int:
        return self._mortal(lambda: super(MortalFile, self).compare(part, told))

    def _mortal(self, work: Callable[[], Answer]) -> Answer:
        self.fate.step()
        self.writes += 1
        answer = work()
        self.fate.step()
        return answer


class SimDesk:
    """A desk of the world: its file outlives it, everything else is made anew."""

    def __init__(self, world: "World", number: int) -> None:
        self.world, self.fate = world, world.fates[number]
        self.place = Place(uuid.UUID(int=number + 1), 1, 3, number + 1)
        self.signer: Signer = a_signer(number + 11)
        self.folder = world.folder / str(number)
        self.folder.mkdir()
        self.store = a_store(self.folder, self.place)
        self.citizens: list[uuid.UUID] = []
        self.phones: dict[uuid.UUID, int] = {}
        """The last number this desk gave each of its citizens."""
        self.seen: dict[uuid.UUID, int] = {}
        """The highest version of every row a reader here ever saw."""
        self.loop = self._born()

    def _born(self) -> Loop:
        file = MortalFile(self.store.engine, self.world.clock.now)
        file.fate, file.mistake = self.fate, self.world.mistake
        self.file, self._looked_at = file, -1
        line = LineToCentre(self.world, self.place.ws, self.fate)
        clock = self.world.clock
        performer = Performer(
            file, line, clock.now_ms, clock.now, Listeners(on_alarm=self._alarmed)
        )
        engine = Engine(file.state(), ORIGIN, self.world.chance.random)
        loop = Loop(engine, performer)
        loop.take(ev.Started(clock.ms))
        return loop

    def live(self, ms: int) -> None:
        """Let this much time pass for this desk; whenever it dies it is born again."""
        end = self.world.clock.ms + ms
        while self.world.clock.ms < end:
            try:
                wait = self.loop.turn()
                if isinstance(wait, act.Wait):
                    clock = self.world.clock
                    clock.ms = max(clock.ms, min(wait.until_ms, end))
                    self.loop.take(ev.Woken(clock.ms, outbox.state(self.store.engine)))
            except Died:
                self.store.engine.dispose()
                self.store = a_store(self.folder, self.place)
                self.loop = self._born()
            if self.file.writes != self._looked_at:
                self._looked_at = self.file.writes
                self.look()

    def save(self) -> None:
        """One clerk's verb: a new citizen, or a new number for one of the desk's own."""
        at = self.world.clock.now()
        with self.store.unit(kinds.CITIZEN_TAKE_IN, self.signer, at) as unit:
            if not self.citizens or self.world.chance.random() < 0.3:
                key = uuid7()
                unit.add(
                    Citizen(
                        id=key,
                        doc_type="01",
                        doc_number="371799199001010018",
                        name="测试",
                        sex="1",
                        phone="13000000000",
                        verification="to_verify",
                    )
                )
                self.citizens.append(key)
                self.phones[key] = 13_000_000_000
            else:
                key = self.world.chance.choice(self.citizens)
                self.phones[key] += 1
                unit.session.get_one(Citizen, key).phone = str(self.phones[key])

    def _alarmed(self, code: str) -> None:
        self.world.note(code != "feed_lacks", "the feed had lost a row")

    def look(self) -> None:
        """What a clerk reads never goes back in time, and own writes stay visible."""
        with self.store.reading() as session:
            rows = session.query(Citizen.id, Citizen.ver, Citizen.phone).all()
        for key, ver, phone in rows:
            self.world.note(ver >= self.seen.get(key, 0), "a read went back in time")
            self.seen[key] = max(ver, self.seen.get(key, 0))
            mine = self.phones.get(key)
            self.world.note(mine is None or int(phone or 0) == mine, "an own write vanished")


class World:
    """Two desks, a centre and a clock."""

    def __init__(
        self, folder: Path, seed: int, fates: tuple[Fate, Fate], mistake: str = ""
    ) -> None:
        self.folder, self.mistake, self.fates = folder, mistake, fates
        self.chance = random.Random(seed)
        self.clock = Clock()
        self.centre = RowCentre(mistake=mistake)
        self.is_fair = False
        self.faults: list[str] = []
        self.desks = [SimDesk(self, number) for number in range(2)]

    def weather(self) -> str:
        """What becomes of the next call."""
        if self.is_fair:
            return "fair"
        return self.chance.choices(["fair", "down", "lost", "hang"], [7, 1, 2, 1])[0]

    def note(self, is_right: bool, what: str) -> None:
        """A checker's finding, each kind once."""
        if not is_right and what not in self.faults:
            self.faults.append(what)

    def play(self, rounds: int = 6) -> list[str]:
        """A bad day; then the weather clears and everything has to come right."""
        for _ in range(rounds):
            for desk in self.desks:
                for _ in range(self.chance.choice([0, 1, 2, 5])):
                    desk.save()
                self.centre.unseen = self.chance.choice([0, self.centre.xid, self.centre.xid - 1])
                desk.live(self.chance.choice([50, 400, 4_000]))
        self.is_fair, self.centre.unseen = True, 0
        for _ in range(2):
            for desk in self.desks:
                desk.live(HEALED_MS // 2)
        self._check()
        for desk in self.desks:
            desk.store.engine.dispose()
        return self.faults

    def _check(self) -> None:
        saved = 0
        for desk in self.desks:
            sets = outbox.waiting(desk.store.engine, 0, 10**6, 10**9)
            state = outbox.state(desk.store.engine)
            saved += sum(len(decode(each.body).rows) for each in sets)
            kept = self.centre.inbox.get(desk.place.ws, [])
            self.note(state.pending == 0, "stuck: not everything was sent")
            self.note(state.stopped_code is None, f"stopped: {state.stopped_code}")
            self.note(kept == [each.body for each in sets], "the inbox is not the outbox")
            with desk.store.reading() as session:
                here = {row.id: (row.ver, row.phone) for row in session.query(Citizen).all()}
            there = {key: (row["ver"], row["phone"]) for key, row in self.centre.rows.items()}
            self.note(here == there, "a desk is not what the centre is")
        self.note(self.centre.applied == saved, "an effect was applied twice or never")


def play(seed: int, dies_at: int = 0, again: int = 0, mistake: str = "") -> tuple[list[str], int]:
    """One history; gives what was found and how many steps the first desk took."""
    with (
        tempfile.TemporaryDirectory(prefix="l1-", dir=memory()) as name,
        _timer(mistake),
        # A day here lasts a minute or two: the catch-up check has to come round in it.
        patch.object(catch_up_check, "EVERY_MS", CHECK_MS),
    ):
        fate = Fate(dies_at, again)
        world = World(Path(name), seed, (fate, Fate()), mistake)
        found = world.play()
        return found, fate.steps


@contextmanager
def _timer(mistake: str) -> Iterator[None]:
    """The pull's own timer, or none: every hint is lost here, so only the timer brings news."""
    every_ms = pull.EVERY_MS
    if mistake == "a hint is the only trigger":
        pull.EVERY_MS = NEVER_MS
    try:
        yield
    finally:
        pull.EVERY_MS = every_ms


def memory() -> str | None:
    """Where files cost no disk: what is tried here is the order of things, not the disk."""
    return "/dev/shm" if Path("/dev/shm").is_dir() else None


def plan_of(seed: int) -> tuple[int, int]:
    """At which step the first desk of a seed dies, and how many steps after that again."""
    chance = random.Random(seed)
    return chance.randrange(1, 120), chance.choice([0, 7, 23])


def say(words: str) -> None:
    """A line of the long run."""
    sys.stdout.write(words + "\n")
    sys.stdout.flush()


def main() -> int:
    """The long run; 1 when something was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=10_000)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--mistake", default="")
    asked = parser.parse_args()
    bad = 0
    for seed in range(asked.first, asked.first + asked.seeds):
        dies_at, again = plan_of(seed)
        found, _steps = play(seed, dies_at, again, asked.mistake)
        if found:
            bad += 1
            say(f"seed {seed}, died at {dies_at}, again {again}: {'; '.join(found)}")
    say(f"{asked.seeds} seeds from {asked.first}, a death or more in each: {bad} with faults")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
