"""A desk's file, a centre and a clock in memory: any history can be played in no time and again.

The centre keeps the rules of the real one that the engine leans on: change sets in order, a mark
moved with what is stored, known ones skipped when their bytes agree. Its ``weather`` says what
happens to a call: ``fair``, ``down`` (not done, no answer), ``lost`` (done, answer lost), ``hang``
(not done, and it takes the whole patience to notice).
"""

import hashlib
import random
import uuid
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from counter.store.catch_up import Range
from counter.store.change_set import GENESIS
from counter.store.columns import moment_text
from counter.store.earlier import EarlierBatch
from counter.store.outbox import OutboxState, Outcome, OutgoingSet
from counter.store.scans import Blob
from sync import actions as act
from sync import events as ev
from sync.engine import Engine
from sync.line import Refused, Unreachable
from sync.loop import Loop
from sync.performer import Listeners, Performer
from sync.status import SyncStatus
from sync.values import (
    Cursors,
    FeedHeads,
    Halt,
    Hello,
    PullAnswer,
    PushAnswer,
    RescueAnswer,
    ScanAnswer,
    SelfReport,
)

ORIGIN = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
PATIENCE_MS = 3_500

Answer = TypeVar("Answer")


@dataclass
class Clock:
    ms: int = 1_000

    def now_ms(self) -> int:
        return self.ms

    def now(self) -> datetime:
        return ORIGIN + timedelta(milliseconds=self.ms)


@dataclass
class MemoryFile:
    bodies: list[bytes] = field(default_factory=list)
    acked: int = 0
    incarnation: uuid.UUID | None = None
    stopped: str | None = None
    outcomes: dict[int, Outcome] = field(default_factory=dict)
    position: int = 0
    rows: list[int] = field(default_factory=list)
    checked: int = 0
    until: int = 0
    scans: list[Blob] = field(default_factory=list)
    scan_bytes: dict[str, bytes] = field(default_factory=dict)
    settled_scans: dict[str, str] = field(default_factory=dict)
    earlier: list[bytes] = field(default_factory=list)
    earlier_mark: int = 0
    earlier_stopped: str | None = None

    def save(self, count: int = 1) -> None:
        for _ in range(count):
            self.bodies.append(f"set {len(self.bodies) + 1}".encode())

    def state(self) -> OutboxState:
        return OutboxState(
            self.acked,
            len(self.bodies),
            self.incarnation,
            self.stopped,
            ORIGIN if self.acked < len(self.bodies) else None,
            len(self.outcomes),
            0,
            0 if self.earlier_stopped else len(self.earlier) - self.earlier_mark,
            len(self.scans) - len(self.settled_scans),
            int(not self.checked == self.until == self.position),
        )

    def batch(self, after: int, max_sets: int, max_bytes: int) -> list[OutgoingSet]:
        return [
            OutgoingSet(seq, self.bodies[seq - 1], {}, {})
            for seq in range(after + 1, min(after + max_sets, len(self.bodies)) + 1)
        ]

    def acknowledge(self, answer: PushAnswer) -> None:
        self.acked = answer.hwm
        self.outcomes.update({result.seq: result for result in answer.results})

    def take_mark(self, mark: int, incarnation: uuid.UUID) -> None:
        self.acked, self.incarnation = mark, incarnation

    def set_stopped(self, code: str | None) -> None:
        self.stopped = code

    def earlier_batch(self, max_sets: int, max_bytes: int) -> EarlierBatch | None:
        mark = self.earlier_mark
        found = enumerate(self.earlier[mark : mark + max_sets], mark + 1)
        sets = tuple(OutgoingSet(seq, body, {}, {}) for seq, body in found)
        return EarlierBatch(1, GENESIS, sets) if sets else None

    def note_rescued(self, epoch: int, answer: RescueAnswer) -> None:
        again = answer.code == "gap" and answer.mark > 0
        self.earlier_mark = 0 if again else answer.mark
        self.earlier_stopped = None if again else answer.code

    def next_scan(self) -> Blob | None:
        waiting = [blob for blob in self.scans if blob.blob not in self.settled_scans]
        return waiting[0] if waiting else None

    def scan_chunk(self, name: str) -> bytes | None:
        return self.scan_bytes.get(name)

    def settle_scan(self, blob: str, state: str) -> None:
        self.settled_scans[blob] = state

    def scan(self, *chunks: bytes) -> Blob:
        names = tuple(f"of {chunk!r}" for chunk in chunks)
        blob = Blob(f"scan {len(self.scans)}", sum(map(len, chunks)), names)
        self.scan_bytes.update(zip(names, chunks, strict=True))
        self.scans.append(blob)
        return blob

    def next_range(self) -> Range | None:
        if self.checked == self.until:
            return None
        return Range("ref", "feed", (0, self.checked), (0, self.until))

    def end_check(self) -> None:
        self.until = self.position

    def compare(self, part: Range, told: FeedHeads) -> int:
        lacking = sum(number not in self.rows for _, _, number in told.heads)
        self.checked = 0 if lacking else told.end[1]
        if lacking:
            self.position = self.until = 0
            self.rows = []
        return lacking

    def cursors(self) -> Cursors:
        return Cursors("feed", ({"scope": "ref", "xid": self.position, "id": 0},))

    def apply(self, page: PullAnswer) -> int:
        rows = [row for scope in page.scopes for row in scope["rows"]]
        self.rows += rows
        self.position += len(rows)
        return len(rows)


@dataclass
class InProcessCentre:
    clock: Clock
    weather: Callable[[str], str] = lambda _: "fair"
    incarnation: uuid.UUID = field(default_factory=lambda: uuid.UUID(int=1))
    inbox: list[bytes] = field(default_factory=list)
    feed: list[int] = field(default_factory=list)
    parks: frozenset[int] = frozenset()
    state: str = "active"
    checks_mark: bool = True
    xid: int = 100
    horizon_lag: int = 0
    took_ms: int = 5
    is_connected: bool = False
    calls: list[str] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)
    told: list[SelfReport] = field(default_factory=list)
    rescued: list[bytes] = field(default_factory=list)
    rescue_stops: str | None = None
    scan_chunks: dict[str, bytes] = field(default_factory=dict)
    breaks_scans: bool = False

    def connect(self) -> None:
        self._call("connect", lambda: None)
        self.is_connected = True

    def close(self) -> None:
        self.is_connected = False

    def hello(self) -> Hello:
        return self._call("hello", self._hello)

    def push(self, sets: list[OutgoingSet], has_more: bool = False) -> PushAnswer:
        return self._call("push", lambda: self._push(sets))

    def pull(self, cursors: Cursors, max_rows: int) -> PullAnswer:
        return self._call("pull", lambda: self._pull(cursors, max_rows))

    def rescue(self, batch: EarlierBatch) -> RescueAnswer:
        return self._call("rescue", lambda: self._rescue(batch))

    def _rescue(self, batch: EarlierBatch) -> RescueAnswer:
        if self.rescue_stops:
            return RescueAnswer(batch.sets[0].seq - 1, self.rescue_stops)
        if batch.sets[0].seq > len(self.rescued) + 1:
            return RescueAnswer(batch.sets[0].seq - 1, "gap")
        for each in batch.sets:
            if each.seq > len(self.rescued):
                self.rescued.append(each.body)
        return RescueAnswer(batch.sets[-1].seq, None)

    def feed_heads(self, part: Range, max_heads: int) -> FeedHeads:
        return self._call("feed_heads", lambda: self._heads(part, max_heads))

    def _heads(self, part: Range, max_heads: int) -> FeedHeads:
        told = self.feed[part.start[1] : part.end[1]][:max_heads]
        heads = tuple(("table", uuid.UUID(int=number), number) for number in told)
        return FeedHeads(heads, (0, part.start[1] + len(told)))

    def lack_of_scan(self, blob: Blob) -> ScanAnswer:
        return self._call("lack_of_scan", lambda: self._lack(blob))

    def _lack(self, blob: Blob) -> ScanAnswer:
        lacking = [n for n, name in enumerate(blob.chunks) if name not in self.scan_chunks]
        state = "waiting" if lacking else "broken" if self.breaks_scans else "complete"
        return ScanAnswer(state, tuple(lacking))

    def put_scan_chunk(self, blob: str, nth: int, data: bytes) -> None:
        self._call("put_scan_chunk", lambda: self.scan_chunks.update({f"of {data!r}": data}))

    def tell(self, report: SelfReport, wall: datetime) -> None:
        self._call("tell", lambda: self.told.append(report))

    def probe(self) -> None:
        self._call("probe", lambda: None)

    def _call(self, name: str, work: Callable[[], Answer]) -> Answer:
        self.calls.append(name)
        weather = self.weather(name)
        if weather == "hang":
            self.clock.ms += PATIENCE_MS
        self.clock.ms += self.took_ms
        if weather == "refuse":
            raise Refused("42883")
        if weather in {"down", "hang"}:
            raise Unreachable(weather)
        answer = work()
        if weather == "lost":
            raise Unreachable(weather)
        return answer

    def _hello(self) -> Hello:
        return Hello(
            self.incarnation, "feed", len(self.inbox), self.state, moment_text(self.clock.now())
        )

    def _push(self, sets: list[OutgoingSet]) -> PushAnswer:
        self.sizes.append(len(sets))
        self.xid += 1
        stopped = None
        for each in sets:
            stopped = self._halt(each)
            if stopped is not None:
                break
            if each.seq > len(self.inbox) or not self.checks_mark:
                self.inbox.append(each.body)
                self.feed.append(len(self.inbox))
        results = tuple(
            Outcome(each.seq, "parked", "conflict", None)
            for each in sets
            if each.seq in self.parks and each.seq <= len(self.inbox)
        )
        return PushAnswer(len(self.inbox), self.xid, self.incarnation, results, stopped)

    def _halt(self, each: OutgoingSet) -> Halt | None:
        if not self.checks_mark:
            return None
        if each.seq > len(self.inbox) + 1:
            return Halt(each.seq, "gap")
        if each.seq <= len(self.inbox) and _hash(self.inbox[each.seq - 1]) != _hash(each.body):
            self.state = "quarantined"
            return Halt(each.seq, "fork")
        return None

    def _pull(self, cursors: Cursors, max_rows: int) -> PullAnswer:
        after = cursors.scopes[0]["xid"]
        rows = self.feed[after : after + max_rows]
        more = len(self.feed) > after + max_rows
        horizon = self.xid + 1 - self.horizon_lag
        return PullAnswer("feed", horizon, ({"scope": "ref", "rows": rows, "more": more},))


class Desk:
    """A desk in virtual time: the real engine and performer on a file and a centre in memory."""

    def __init__(self, seed: int = 0) -> None:
        self.clock = Clock()
        self.file = MemoryFile()
        self.centre = InProcessCentre(self.clock)
        self.random = random.Random(seed)
        self.statuses: list[tuple[int, SyncStatus]] = []
        self.alarms: list[str] = []
        self.ahead = timedelta()
        """How far the desk's clock is ahead of the centre's."""
        self.planned: deque[tuple[int, Callable[[], None]]] = deque()
        self.start()

    def start(self) -> None:
        """The program starts, or starts again after it was killed."""
        listeners = Listeners(
            on_status=lambda status: self.statuses.append((self.clock.ms, status)),
            on_alarm=self.alarms.append,
        )
        engine = Engine(self.file.state(), ORIGIN, self.random.random)
        performer = Performer(
            self.file,
            self.centre,
            self.clock.now_ms,
            lambda: self.clock.now() + self.ahead,
            listeners,
        )
        self.loop = Loop(engine, performer)
        self.loop.take(ev.Started(self.clock.ms))

    @property
    def status(self) -> SyncStatus:
        return self.statuses[-1][1]

    def run(self, ms: int) -> None:
        """Let this much time pass."""
        end = self.clock.ms + ms
        while self.clock.ms < end:
            wait = self.loop.turn()
            if wait is not None:
                self._sleep(wait, end)

    def _sleep(self, wait: act.Wait, end: int) -> None:
        self.clock.ms = max(self.clock.ms, min(wait.until_ms, end))
        self.loop.take(ev.Woken(self.clock.ms, self.file.state()))


def _hash(body: bytes) -> bytes:
    return hashlib.sha256(body).digest()
