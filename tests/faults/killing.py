"""Kills desks at random moments and checks, apart from the engine, that nothing was lost or done
twice."""

import hashlib
import heapq
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import psycopg
from sqlcipher3 import dbapi2

from counter.store import outbox
from counter.store.chain import verify_chain
from counter.store.change_set import decode
from sync.central.enrolment import Bundle
from tests.faults.zygote import Order
from tests.postgres import Centre
from tests.sync.desks import KEY, local_address
from tests.sync.waiting import wait_until


class Zygote:
    """The process that forks desks; a desk that dies by itself is a failure of the test."""

    def __enter__(self) -> "Zygote":
        self._complaints = tempfile.TemporaryFile()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.zygote"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._complaints,
            text=True,
            bufsize=1,
        )
        return self

    def __exit__(self, *_: object) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
            raise
        assert self._process.stdout is not None
        self._process.stdout.close()
        self._complaints.seek(0)
        complaint = self._complaints.read().decode()
        self._complaints.close()
        assert not complaint, complaint[-2000:]

    def fork(self, order: Order) -> int:
        return int(self._ask(order.text()))

    def kill(self, pid: int) -> None:
        os.kill(pid, signal.SIGKILL)
        assert self._ask(f"reap {pid}") == "gone"

    def _ask(self, line: str) -> str:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(line + "\n")
        return self._process.stdout.readline().strip()


@dataclass
class Victim:
    """A desk that is killed again and again, and what it was told is saved."""

    order: Order
    told: int = 0
    stored: int = 0
    head: bytes = bytes(32)
    lives: int = 0
    faults: list[str] = field(default_factory=list)
    _admin: psycopg.Connection[Any] | None = None

    def check(self, centre: Centre) -> None:
        """After a kill: everything told is there, the chain holds, the centre is not behind the
        mark."""
        with closing(self._open_file()) as file:
            acked, last = file.execute(
                "select acked_seq, (select coalesce(max(seq), 0) from outbox) from push_state"
            ).fetchone()
            fresh = file.execute(
                "select seq, body, hash from outbox where seq > ? order by seq", (self.stored,)
            ).fetchall()
        for seq, body, link in fresh:
            self.head = hashlib.sha256(self.head + body).digest()
            is_next = (seq, link) == (self.stored + 1, self.head)
            self._note(is_next, f"chain broken at {seq}")
            self.stored = seq
        self._note(self.stored == last, f"stored {self.stored} before, {last} now")
        acknowledged = Path(self.order.acked)
        told = acknowledged.read_text().split() if acknowledged.exists() else []
        self.told = int(told[-1]) if told else 0
        hwm, kept = self._ask(
            centre,
            "select (select hwm from sync.workstation_sync where ws = %s::uuid), count(*)"
            " from sync.inbox where ws = %s::uuid",
            self.order.ws,
            self.order.ws,
        )[0]
        self._note(self.told <= self.stored, f"told {self.told}, stored {self.stored}")
        self._note(acked <= hwm, f"mark {acked}, the centre has {hwm}")
        self._note(hwm == kept <= self.stored, f"centre keeps {kept} of {self.stored} at {hwm}")

    def _open_file(self) -> Any:
        """The file as it lies there, opened without any of the program's own code."""
        file = dbapi2.connect(str(Path(self.order.folder) / "desk.db"))
        file.execute(f"pragma key=\"x'{KEY.hex()}'\"")
        return file

    def is_sent(self) -> bool:
        """Whether the centre has confirmed everything the file holds."""
        with closing(self._open_file()) as file:
            acked, last = file.execute(
                "select acked_seq, (select coalesce(max(seq), 0) from outbox) from push_state"
            ).fetchone()
        return bool(acked == last)

    def check_end(self, centre: Centre) -> None:
        """After everything is sent: the centre has the same bytes in the same order, each effect
        once."""
        desk = self.order.open_desk()
        try:
            sets = outbox.waiting(desk.engine, 0, 10**6, 10**9)
            report = verify_chain(desk.engine)
        finally:
            desk.engine.dispose()
        self._note(report.is_whole, f"chain broken at {report.bad_seq}")
        inbox = self._ask(
            centre,
            "select seq, body, status from sync.inbox where ws = %s::uuid order by seq",
            self.order.ws,
        )
        expected = [(each.seq, each.body, "applied") for each in sets]
        self._note(inbox == expected, f"inbox differs: {len(inbox)} of {len(expected)}")
        changed = Counter((row.table, row.key) for each in sets for row in decode(each.body).rows)
        for table in ("audit", "citizen"):
            found = self._ask(
                centre, f"select id, ver from hall.{table} where made_ws = %s::uuid", self.order.ws
            )
            wanted = sorted((key, n) for (name, key), n in changed.items() if name == table)
            self._note(sorted(found) == wanted, f"effects on {table} differ")

    def _ask(self, centre: Centre, query: Any, *parameters: Any) -> list[tuple[Any, ...]]:
        """What the centre's own tables say."""
        for _ in range(200):
            try:
                if self._admin is None:
                    self._admin = centre.admin()
                return self._admin.execute(query, parameters).fetchall()
            except psycopg.OperationalError:
                # The server is being restarted; its tables are there again in a moment.
                self.close()
                time.sleep(0.1)
        raise AssertionError("the centre did not come back")

    def close(self) -> None:
        if self._admin is not None:
            self._admin.close()
            self._admin = None

    def _note(self, is_right: bool, what: str) -> None:
        if not is_right:
            self.faults.append(f"life {self.lives}: {what}")


def an_order(centre: Centre, folder: Path, bundle: Bundle, staff_no: str) -> Order:
    """A life of the desk whose file is in ``folder``."""
    keys, address = centre.signers[staff_no], local_address(centre, bundle)
    assert keys._sign_key is not None
    return Order(
        folder=str(folder),
        acked=str(folder / "acked"),
        ws=str(bundle.ws),
        hall=bundle.hall_id,
        person=str(keys.id),
        key_id=str(keys.key_id),
        seal_key=keys._seal_key.hex(),
        sign_key=keys._sign_key.private_bytes_raw().hex(),
        host=address.host,
        port=address.port,
        dbname=address.dbname,
        user=address.user,
        password=address.password,
        seed=0,
    )


@dataclass(frozen=True)
class Plan:
    """How often and after how long a life to kill; ``until_found`` ends at the first fault."""

    kills: int
    seed: int
    span_s: tuple[float, float] = (0.01, 0.18)
    until_found: bool = False


def torture(centre: Centre, victims: list[Victim], plan: Plan) -> None:
    """Let the desks live side by side, each killed after a random while, checked, and born
    again."""
    chance = random.Random(plan.seed)
    with Zygote() as zygote:
        alive: list[tuple[float, int, int]] = []

        def bear(number: int) -> None:
            order = replace(victims[number].order, seed=chance.getrandbits(32))
            span = chance.uniform(*plan.span_s)
            heapq.heappush(alive, (time.monotonic() + span, number, zygote.fork(order)))

        for number in range(len(victims)):
            bear(number)
        for nth in range(plan.kills):
            end, number, pid = heapq.heappop(alive)
            time.sleep(max(0.0, end - time.monotonic()))
            zygote.kill(pid)
            victims[number].lives += 1
            victims[number].check(centre)
            if plan.until_found and victims[number].faults:
                break
            if nth + len(victims) < plan.kills:
                bear(number)
        for _, _, pid in alive:
            zygote.kill(pid)


def drain(victim: Victim) -> None:
    """Let the desk send what is left, in this process."""
    desk = victim.order.open_desk()
    worker = desk.worker(victim.order.address())
    worker.start()
    try:
        wait_until(lambda: outbox.state(desk.engine).pending == 0, seconds=20)
    finally:
        assert worker.stop()
        desk.engine.dispose()
