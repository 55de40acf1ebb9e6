"""L2: many desks as real processes, a real PostgreSQL behind a proxy that cuts bytes, kill -9 of
desks and immediate restarts of the server; checked apart from the engine.

    python -m tests.faults.torture --seconds 600 --desks 12 --seed 1

Its last line says what was done and what was found; the seed repeats the plan, not the moments at
which threads and processes run.
"""

import argparse
import heapq
import random
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from counter.bench.slow_line import FAIR, Proxy, Weather
from sync.central.admin.windows import Place
from sync.central.cluster import Cluster, ClusterOptions
from tests.faults.killing import Victim, Zygote, an_order
from tests.postgres import Centre, prepare_centre
from tests.sync.desks import desk_of

HEALED_S = 60.0
"""So long after the weather cleared every outbox must be empty."""
STAFF_NO = "0101"


@dataclass(frozen=True)
class Plan:
    """How long, how many, how hard; ``fault`` is a mistake made on purpose in every desk."""

    seconds: float
    desks: int
    seed: int
    restart_every_s: float = 45.0
    life_s: tuple[float, float] = (1.0, 9.0)
    fault: str = ""
    healed_s: float = HEALED_S


@dataclass
class Found:
    """What was done, and every fault the checkers saw."""

    sets: int = 0
    kills: int = 0
    cuts: int = 0
    restarts: int = 0
    faults: tuple[str, ...] = ()

    def words(self) -> str:
        """One line."""
        done = f"{self.sets} sets, {self.kills} kills, {self.cuts} cuts, {self.restarts} restarts"
        return f"{done}: {len(self.faults)} faults"


def weathers(chance: random.Random) -> Iterator[tuple[Weather, float]]:
    """What a network does next, and for how long."""
    while True:
        kind = chance.choice(["fair", "fair", "cut", "cut", "cut", "drip", "slow", "hang", "gone"])
        span = chance.uniform(0.2, 1.5)
        match kind:
            case "cut":
                yield Weather(cut_after=chance.randrange(2_000, 60_000)), span
            case "drip":
                yield Weather(bytes_per_s=chance.choice([2_000.0, 20_000.0])), span
            case "slow":
                yield Weather(delay_s=chance.uniform(0.01, 0.2)), span
            case "hang":
                yield Weather(hangs=True), span
            case "gone":
                yield Weather(refuses=True), span / 2
                # Done at the centre and never heard of here: the hardest of all.
                yield Weather(swallows_answer=True), span
            case _:
                yield FAIR, span


@contextmanager
def a_centre(folder: Path, desks: int) -> Iterator[Centre]:
    """A server that writes everything down, with a window for every desk."""
    (folder / "pg").mkdir()
    with Cluster(folder / "pg", ClusterOptions(tls=True, durable=True)) as cluster:
        (folder / "keys").mkdir()
        yield prepare_centre(
            cluster, folder / "keys", [Place(1, window) for window in range(1, desks + 1)]
        )


def torture(centre: Centre, folder: Path, plan: Plan) -> Found:
    """Let the storm blow, clear it, wait, check."""
    found, chance = Found(), random.Random(plan.seed)
    victims = [_victim(centre, folder, window) for window in range(1, plan.desks + 1)]
    with Proxy(("127.0.0.1", centre.cluster.port)) as proxy, Zygote() as zygote:
        for victim in victims:
            victim.order = replace(
                victim.order,
                host="localhost",
                port=proxy.port,
                ca=str(centre.address("", "").ca_file),
                fault=plan.fault,
                life_s=int(plan.seconds + plan.healed_s + 60),
            )
        storm = _Storm(centre, proxy, plan)
        desks = _Desks(centre, zygote, victims, chance, plan.life_s)
        pids = _blow(storm, desks, plan.seconds)
        found.kills, found.restarts = desks.kills, storm.restarts
        proxy.weather = FAIR
        for victim in victims:
            victim.order.quiet.touch()
        late = _wait(victims, plan.healed_s)
        found.cuts = proxy.cuts
        for pid in pids:
            zygote.kill(pid)
    for victim in victims:
        victim.check(centre)
        if victim not in late:
            victim.check_end(centre)
        found.sets += victim.told and victim.stored
        victim.close()
    stuck = [f"desk {victims.index(one) + 1} stuck after {plan.healed_s:.0f} s" for one in late]
    found.faults = (*stuck, *(fault for victim in victims for fault in victim.faults))
    return found


class _Storm:
    """The weather and the restarts of the server, each as its time comes."""

    def __init__(self, centre: Centre, proxy: Proxy, plan: Plan) -> None:
        self._centre, self._proxy, self._plan = centre, proxy, plan
        self._weathers = weathers(random.Random(plan.seed + 1))
        self._change_at = self._restart_at = 0.0
        self.restarts = 0
        self._restarting: threading.Thread | None = None

    def begin(self, now: float) -> None:
        self._change_at, self._restart_at = now, now + self._plan.restart_every_s

    def blow(self, now: float) -> None:
        """Change the weather and restart the server where it is time."""
        if now >= self._change_at:
            self._proxy.weather, span = next(self._weathers)
            self._change_at = now + span
        is_over = self._restarting is None or not self._restarting.is_alive()
        if now >= self._restart_at and is_over:
            self._restart_at = now + self._plan.restart_every_s
            self._restarting = threading.Thread(target=self._restart)
            self._restarting.start()

    def end(self) -> None:
        if self._restarting is not None:
            self._restarting.join()

    def _restart(self) -> None:
        self._centre.cluster.restart_immediately()
        self._proxy.target = ("127.0.0.1", self._centre.cluster.port)
        self.restarts += 1


@dataclass
class _Desks:
    """Desks that are born, killed, checked and born again."""

    centre: Centre
    zygote: Zygote
    victims: list[Victim]
    chance: random.Random
    life_s: tuple[float, float]
    kills: int = 0
    alive: list[tuple[float, int, int]] = field(default_factory=list)

    def bear(self, number: int) -> None:
        order = replace(self.victims[number].order, seed=self.chance.getrandbits(32))
        end = time.monotonic() + self.chance.uniform(*self.life_s)
        heapq.heappush(self.alive, (end, number, self.zygote.fork(order)))

    def kill_due(self, now: float) -> None:
        """Kill the next whose time has come, look at what it left, bear it again."""
        if now < self.alive[0][0]:
            return
        _end, number, pid = heapq.heappop(self.alive)
        self.zygote.kill(pid)
        self.kills += 1
        self.victims[number].lives += 1
        self.victims[number].check(self.centre)
        self.bear(number)


def _blow(storm: _Storm, desks: _Desks, seconds: float) -> list[int]:
    """The storm; gives the desks alive at its end."""
    for number in range(len(desks.victims)):
        desks.bear(number)
    began = time.monotonic()
    storm.begin(began)
    while (now := time.monotonic()) < began + seconds:
        storm.blow(now)
        desks.kill_due(now)
        time.sleep(0.02)
    storm.end()
    return [pid for _end, _number, pid in desks.alive]


def _victim(centre: Centre, folder: Path, window: int) -> Victim:
    bundle = centre.bundle(window)
    desk_of(centre, folder / str(window), bundle, STAFF_NO).engine.dispose()
    return Victim(an_order(centre, folder / str(window), bundle, STAFF_NO))


def _wait(victims: list[Victim], seconds: float) -> list[Victim]:
    """The desks whose outbox is not empty after that time."""
    end, late = time.monotonic() + seconds, list(victims)
    while late and time.monotonic() < end:
        late = [victim for victim in late if not victim.is_sent()]
        time.sleep(0.1)
    return late


def run(plan: Plan, say: Callable[[str], object] = print) -> Found:
    """A storm on a throw-away ground; says its seed first."""
    say(f"seed {plan.seed}: {plan.desks} desks, {plan.seconds:.0f} s")
    with tempfile.TemporaryDirectory(prefix="l2-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        folder.chmod(0o755)
        with a_centre(folder, plan.desks) as centre:
            found = torture(centre, folder, plan)
            centre.cluster.kill()
    for fault in found.faults:
        say(fault)
    say(f"seed {plan.seed}: {found.words()}")
    return found


def main() -> int:
    """The long run; 1 when something was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=600.0)
    parser.add_argument("--desks", type=int, default=12)
    parser.add_argument("--seed", type=int, default=random.randrange(2**32))
    parser.add_argument("--fault", default="")
    parser.add_argument("--healed", type=float, default=HEALED_S)
    asked = parser.parse_args()
    plan = Plan(asked.seconds, asked.desks, asked.seed, fault=asked.fault, healed_s=asked.healed)
    return 1 if run(plan).faults else 0


if __name__ == "__main__":
    sys.exit(main())
