"""kill -9 at every step of a visit: the desk comes back where it was, and no paper comes twice."""

import json
import os
import random
import re
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from typing import Any

import pytest

from counter.sample.couple import couple_of
from counter.trial import Trial
from tests.faults.visiting import Order

SEED = int(os.environ.get("COUNTER_SEED", "20261126"))
# The step a life is killed at, and how long after it stands on the screen, in seconds: before, in
# and after what is done there.
AT_STEPS = [step for step in range(1, 8) for _ in range(2)]
LONGEST_WAIT_S, NEVER = 0.3, 99
_NUMBER = re.compile(r"\d{4}[A-Z]-\d{6}-\d")
GROWS = ("ticket", "visit", "matter", "checked", "notice", "case", "parties", "signed", "state")


@dataclass
class Ground:
    """A centre, a printer with its paper, and the order every life gets."""

    trial: Trial
    order: Order

    @property
    def papers(self) -> list[str]:
        """Every sheet that was cut, in words."""
        return ["\n".join(one.lines) for one in self.trial.simulators.printer.receipts]


@contextmanager
def a_ground() -> Iterator[Ground]:
    trial = Trial()
    try:
        trial.prepare()
        address, couple = trial.centre.address("", ""), couple_of(trial.people)
        yield Ground(
            trial,
            Order(
                folder=str(trial.folder / "profile"),
                centre=f"{address.host}:{address.port}/{address.dbname}",
                machine_code=trial.machine_code,
                clerk_code=trial.clerk_code,
                printer=trial.simulators.printer.url,
                borrower=asdict(couple.borrower),
                spouse=asdict(couple.spouse),
            ),
        )
    finally:
        trial.close()


@dataclass
class Told:
    """What all lives said, in order, and what was lost between them."""

    last: dict[str, Any] = field(default_factory=dict)
    lost: list[str] = field(default_factory=list)
    killed_at: list[int] = field(default_factory=list)

    def take(self, line: dict[str, Any]) -> None:
        if not line["closed"]:
            self.lost += [
                f"{name}: {self.last[name]} then {line[name]}"
                for name in GROWS
                if self.last.get(name) and not _kept(self.last[name], line[name])
            ]
            if line["said"] == "back" and self.last.get("visit"):
                self._came_back(line)
        self.last = line

    def _came_back(self, line: dict[str, Any]) -> None:
        if line["step"] < self.last["step"]:
            self.lost.append(f"came back at step {line['step']} after {self.last['step']}")


def _kept(before: Any, now: Any) -> bool:
    return bool(now >= before) if isinstance(before, int) else bool(now == before)


def live(ground: Ground, told: Told, step: int, wait_s: float) -> bool:
    """One life, killed at a step; whether it came to the end of the visit before."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.faults.visiting", ground.order.text()],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    )
    timer = threading.Timer(wait_s, process.send_signal, (signal.SIGKILL,))
    has_begun = False
    try:
        assert process.stdout is not None
        for text in process.stdout:
            line = json.loads(text)
            told.take(line)
            if line["said"] == "over":
                return process.wait(20) == 0
            if line["step"] >= step and not has_begun:
                has_begun = True
                timer.start()
        assert process.wait(20) == -signal.SIGKILL, "a desk ended by itself"
        told.killed_at.append(told.last["step"])
        return False
    finally:
        timer.cancel()
        process.kill()
        process.wait()
        assert process.stdout is not None
        process.stdout.close()


@pytest.fixture(scope="module")
def lived() -> Iterator[tuple[Ground, Told]]:
    chance, told = random.Random(SEED), Told()
    with a_ground() as ground:
        for nth, step in enumerate(AT_STEPS):
            # Once as soon as the step stands on the screen, once somewhere in what is done there.
            if live(ground, told, step, (nth % 2) * chance.uniform(0, LONGEST_WAIT_S)):
                break
        else:
            assert live(ground, told, NEVER, 0), "the visit did not come to its end"
        yield ground, told


def test_nothing_that_stood_on_the_screen_is_lost_by_a_kill(lived: tuple[Ground, Told]) -> None:
    _ground, told = lived

    assert told.lost == [], f"seed {SEED}"


def test_the_kills_came_at_every_step(lived: tuple[Ground, Told]) -> None:
    _ground, told = lived

    assert set(range(1, 7)) <= set(told.killed_at), f"seed {SEED}: {told.killed_at}"


def test_no_paper_comes_a_second_time_without_saying_so(lived: tuple[Ground, Told]) -> None:
    ground, _told = lived

    plain = Counter(
        (_title(paper), number)
        for paper in ground.papers
        if "补打" not in paper
        for number in _NUMBER.findall(paper)[:1]
    )
    titles = {_title(paper) for paper in ground.papers if _NUMBER.search(paper)}
    assert titles == {"一次性告知单", "受理凭证"}
    assert set(plain.values()) <= {1}, f"seed {SEED}: {plain}"


def _title(paper: str) -> str:
    return next(line for line in paper.split("\n") if line.strip() != "补打")
