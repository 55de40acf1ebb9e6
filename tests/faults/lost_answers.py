"""Every push is cut after the centre's commit and before the first byte of its answer, again and
again: the real engine on a real encrypted file, a real PostgreSQL over TLS behind the proxy.

    python -m tests.faults.lost_answers --cuts 10000 --seed 1

Waits are skipped: the engine's clock is moved on instead, so a cut costs a new connection and
nothing else. A push whose answer was lost is let through the next time, or is cut once more.
"""

import argparse
import random
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from counter.bench.slow_line import FAIR, Proxy, Weather
from counter.store.database import open_database
from sync import actions as act
from sync import events as ev
from sync.central.admin.windows import Place
from sync.central.cluster import Cluster, ClusterOptions
from sync.engine import Engine
from sync.loop import Loop
from sync.performer import Listeners, Performer
from sync.postgres import PostgresCentre
from sync.store_file import StoreFile
from tests.postgres import Centre, prepare_centre
from tests.sync.desks import KEY, VERSION, RealDesk, desk_of, now

STAFF_NO = "0101"
LOST = Weather(swallows_answer=True)


@dataclass
class Found:
    """What one desk went through, and what was wrong at the end."""

    sets: int = 0
    cuts: int = 0
    landed: int = 0
    """Cuts after which the centre turned out to have what the file did not know was there."""
    faults: list[str] = field(default_factory=list)


class SkippedTime:
    """The engine's clock: moved on, never waited for."""

    ms = 1_000

    def __call__(self) -> int:
        self.ms += 1
        return self.ms


class CutDesk:
    """One desk that saves a few change sets at a time, and loses the answers to its pushes."""

    def __init__(self, centre: Centre, folder: Path, window_no: int, seed: int) -> None:
        self.bundle = centre.bundle(window_no)
        self.folder, self._chance = folder, random.Random(seed)
        self.desk: RealDesk = desk_of(centre, folder, self.bundle, STAFF_NO)
        self.found, self._clock = Found(), SkippedTime()
        self._centre = centre

    def run(self, cuts: int) -> None:
        """Until so many pushes lost their answer and everything is sent."""
        port = self._centre.cluster.port
        with Proxy(("127.0.0.1", port)) as proxy:
            address = self._centre.address_of(self.bundle)
            centre = PostgresCentre(replace(address, port=proxy.port), VERSION, 1)
            file = StoreFile(self.desk.engine, now)
            performer = _Cutting(file, centre, self._clock, now, Listeners())
            loop = Loop(Engine(file.state(), now(), self._chance.random), performer)
            loop.take(ev.Started(self._clock()))
            performer.on_push = lambda: self._weather(proxy, cuts)
            while self.found.cuts < cuts or file.state().pending:
                if (code := file.state().stopped_code) is not None:
                    self.found.faults.append(f"stopped: {code}")
                    break
                if not file.state().pending:
                    for _ in range(self._chance.randint(1, 4)):
                        self.desk.observe(f"set.{self.found.sets}")
                        self.found.sets += 1
                wait = loop.turn()
                proxy.weather = FAIR
                if wait is not None:
                    self._clock.ms = max(self._clock.ms, wait.until_ms)
                    loop.take(ev.Woken(self._clock(), file.state()))
            centre.close()
            self.found.landed = performer.landed
        self.desk.engine.dispose()

    def _weather(self, proxy: Proxy, cuts: int) -> None:
        if self.found.cuts < cuts and self._chance.random() < 0.7:
            self.found.cuts += 1
            proxy.weather = LOST


class _Cutting(Performer):
    """Says when a push is about to go; the cut itself is the proxy's."""

    on_push: Callable[[], None] = staticmethod(lambda: None)
    landed = 0

    def perform(self, action: act.Action) -> ev.Event | None:
        if isinstance(action, act.Push):
            self.on_push()
        event = super().perform(action)
        if isinstance(event, ev.Greeted):
            self.landed += event.hello.hwm > self._file.state().acked
        return event


def check(centre: Centre, desk: CutDesk) -> None:
    """The centre keeps exactly the file's bytes, in order, once, and each effect once; read with
    none of the program's own code but the decryption."""
    engine = open_database(desk.folder / "desk.db", KEY)
    with engine.connect() as connection:
        rows = connection.exec_driver_sql("SELECT seq, body FROM outbox ORDER BY seq").all()
    engine.dispose()
    with centre.admin() as admin:
        kept = admin.execute(
            "select seq, body, status from sync.inbox where ws = %s order by seq",
            (desk.bundle.ws,),
        ).fetchall()
        events = admin.execute(
            "select event from hall.audit where made_ws = %s order by event", (desk.bundle.ws,)
        ).fetchall()
    found = desk.found
    if [(seq, body) for seq, body, _ in kept] != [tuple(row) for row in rows]:
        found.faults.append(f"{len(rows)} in the file, {len(kept)} at the centre, or others")
    if any(status != "applied" for _, _, status in kept):
        found.faults.append("a set was not applied")
    if sorted(event for (event,) in events) != sorted(f"set.{n}" for n in range(found.sets)):
        found.faults.append("an effect is missing or there twice")


@contextmanager
def a_centre(folder: Path, desks: int) -> Iterator[Centre]:
    server = folder / "pg"
    server.mkdir()
    # The server's own account must get into it.
    folder.chmod(0o755)
    with Cluster(server, ClusterOptions(tls=True)) as cluster:
        yield prepare_centre(cluster, folder / "keys", [Place(1, n + 1) for n in range(desks)])


def run(cuts: int, desks: int, seed: int, say: Callable[[str], None]) -> Found:
    """All desks at once, each with its share of the cuts; the sum of what they found."""
    say(f"lost answers: {cuts} cuts, {desks} desks, seed {seed}")
    whole = Found()
    with tempfile.TemporaryDirectory(prefix="la-") as name:
        folder = Path(name)
        with a_centre(folder, desks) as centre:
            found = [
                CutDesk(centre, folder / f"desk-{n}", n + 1, seed * 100 + n) for n in range(desks)
            ]
            shares = [cuts // desks + (n < cuts % desks) for n in range(desks)]
            threads = [
                threading.Thread(target=desk.run, args=(share,))
                for desk, share in zip(found, shares, strict=True)
            ]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            for desk in found:
                check(centre, desk)
                whole.sets += desk.found.sets
                whole.cuts += desk.found.cuts
                whole.landed += desk.found.landed
                whole.faults += desk.found.faults
    done = f"{whole.sets} sets, {whole.cuts} answers lost, {whole.landed} of them after the commit"
    say(f"{done}: {len(whole.faults)} faults")
    return whole


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cuts", type=int, default=10_000)
    parser.add_argument("--desks", type=int, default=2)
    parser.add_argument("--seed", type=int, default=random.randrange(2**31))
    options = parser.parse_args()
    found = run(options.cuts, options.desks, options.seed, print)
    for _fault in found.faults:
        pass
    return int(bool(found.faults))


if __name__ == "__main__":
    sys.exit(main())
