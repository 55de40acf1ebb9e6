"""A day's backlog sent by the real worker: 10,000 change sets of four rows from an encrypted file
to a durable PostgreSQL over TLS, until the last answer is durably noted in the file.

Three other ways stand beside it. The floor writes the same rows with bare calls of 500
(``bare_rows``). The loop is the same drain into a database that takes its pushes row by row
(``row_loop``). The same drain again goes over two slow lines.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field

from counter.bench import BenchResult, bare_rows, percentile, result, row_loop
from counter.bench.backlog import Backlog, drain, lay_visits, opened, save_holds
from counter.bench.bare_rows import Written
from counter.bench.ground import Ground, a_centre
from counter.bench.slow_line import FAIR, Proxy, Weather

SETS, BATCH, ROUNDS = 10_000, 500, 3
SLOW = Weather(delay_s=0.010)
NARROW = Weather(delay_s=0.010, bytes_per_s=125_000)
_NOTE = (
    "visit.hold of four rows, {size} bytes, from an encrypted outbox by the worker over TLS until "
    "the last local acknowledgement is durable, fsync on; floor: bare calls of {batch} that write "
    "the same inbox, domain and feed rows, ready made in binary arrays, no foreign keys, no check, "
    "no file read; what the worker pulls afterwards is in neither; loop: the same drain taken with "
    "one EXECUTE a row"
)


@dataclass
class Times:
    """Seconds of the thing, its floor and the loop, round by round."""

    drains: list[float] = field(default_factory=list)
    floors: list[float] = field(default_factory=list)
    loops: list[float] = field(default_factory=list)


@dataclass(frozen=True)
class Stage:
    """A centre and the backlog of one of its desks."""

    ground: Ground
    backlog: Backlog

    def drain(self, weather: Weather = FAIR, prepare: Callable[[str], None] | None = None) -> float:
        """Drain a copy of the file into a copy of the centre; seconds. All must be applied."""
        with ExitStack() as stack:
            dbname = stack.enter_context(self.ground.copy("turn"))
            engine = stack.enter_context(opened(self.backlog))
            if prepare is not None:
                prepare(dbname)
            port = None
            if weather != FAIR:
                line = stack.enter_context(Proxy(("127.0.0.1", self.ground.cluster.port)))
                line.weather, port = weather, line.port
            took = drain([(engine, self.ground.address(self.backlog.bundle, dbname, port))])
            self._check(dbname)
        return took

    def loop(self) -> float:
        """The same, taken row by row."""

        def prepare(dbname: str) -> None:
            with self.ground.connect(dbname) as admin:
                row_loop.put_in(admin)

        return self.drain(prepare=prepare)

    def written(self, calls: int) -> list[Written]:
        """What a drain leaves behind, cut into calls."""
        ws = self.backlog.bundle.ws
        with self.ground.copy("turn") as dbname, opened(self.backlog) as engine:
            drain([(engine, self.ground.address(self.backlog.bundle, dbname))])
            with self.ground.connect(dbname) as admin:
                return bare_rows.written(admin, ws, calls)

    def floor(self, rows: list[Written]) -> float:
        """Write that bare into a copy of the centre; seconds."""
        with self.ground.copy("turn") as dbname, self.ground.connect(dbname) as admin:
            bare_rows.put_in(admin)
            return bare_rows.write(admin, rows)

    def size(self) -> int:
        """Bytes of a change set."""
        with opened(self.backlog) as engine, engine.connect() as connection:
            size = connection.exec_driver_sql("SELECT avg(length(body)) FROM outbox").scalar()
        return round(size or 0)

    def _check(self, dbname: str) -> None:
        with self.ground.connect(dbname) as admin:
            became = admin.execute("select status, count(*) from sync.inbox group by 1").fetchall()
        assert became == [("applied", self.backlog.sets)], became


def run() -> BenchResult:
    """Measure; takes some two and a half minutes, most of it the narrow line."""
    with prepared(SETS) as stage:
        times = measure(stage, ROUNDS, BATCH)
        slow, narrow = stage.drain(SLOW), stage.drain(NARROW)
        note = _NOTE.format(batch=BATCH, size=stage.size())
    drained = percentile(times.drains, 50)
    figures = {
        "vs_loop": percentile(times.loops, 50) / drained,
        "rate_per_s": SETS / drained,
        "s_at_20ms": slow,
        "s_at_1mbit": narrow,
    }
    return result("drain", times.drains, times.floors, note, figures)


@contextmanager
def prepared(sets: int) -> Iterator[Stage]:
    """A centre with one desk that has so much to send."""
    with a_centre() as ground:
        bundle = ground.window(1)
        signer = ground.clerk(bundle)
        with ground.connect() as admin:
            visits = lay_visits(admin, bundle, sets)
        yield Stage(ground, save_holds(ground.folder / "backlog.db", bundle, signer, visits))


def measure(stage: Stage, rounds: int, batch: int) -> Times:
    """All three, turn by turn."""
    times, rows = Times(), stage.written(stage.backlog.sets // batch)
    for _ in range(rounds):
        times.drains.append(stage.drain())
        times.floors.append(stage.floor(rows))
        times.loops.append(stage.loop())
    return times
