"""From starting the process to the painted desk, the password typed as soon as it is asked for.

A real profile with its encrypted file, the centre and the devices of a trial. The floor is a bare
PyQt6 window that makes one key of a password at the same cost first, turn by turn.
"""

import subprocess
import sys
import time
from contextlib import ExitStack

from counter.bench import BenchResult, percentile, result
from counter.bench.at_work import BARE, PASSWORD, Errand
from counter.store.credentials import MemoryCredentials
from counter.trial import STAFF_NO, Trial
from counter.workflows.password_policy import load_password_policy

ROUNDS, WARM_UP = 10, 2


def run() -> BenchResult:
    """Measure on a throw-away ground; takes some twenty seconds."""
    times, floors, entered = [], [], []
    with ExitStack() as stack:
        trial = Trial()
        stack.callback(trial.close)
        trial.prepare()
        errand = _enrolled(trial)
        for turn in range(ROUNDS + WARM_UP):
            page, desk = _until(errand.text(), 2)
            (floor,) = _until(BARE, 1)
            if turn >= WARM_UP:
                times.append(desk)
                floors.append(floor)
                entered.append(desk - page)
    enter_ms = round(percentile(entered, 50) * 1000)
    note = (
        "warm start of the process to the painted desk at work, the password typed at once "
        f"({enter_ms} ms of it from Enter on); floor: bare PyQt6 window after one Argon2id at the "
        "same cost"
    )
    return result("desk", times, floors, note)


def _enrolled(trial: Trial) -> Errand:
    """A workstation that was set up, with one person who can sign in."""
    kept = MemoryCredentials()
    opened = trial.open_desk(kept)
    with opened.stack:
        person = opened.workplace.sign_in().enrol(
            STAFF_NO, trial.clerk_code, PASSWORD, load_password_policy()
        )
        person.signer.forget()
        folder = opened.workplace.profile.folder
    return Errand.of(folder, kept.all(), trial.simulators.settings)


def _until(errand: str, words: int) -> list[float]:
    """Seconds from starting a process to each of its words; the secrets go through its input."""
    began = time.perf_counter()
    command = [sys.executable, "-m", "counter.bench.at_work"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as started:
        assert started.stdin is not None
        assert started.stdout is not None
        started.stdin.write(errand + "\n")
        started.stdin.flush()
        heard: list[float] = []
        while len(heard) < words and started.stdout.readline():
            heard.append(time.perf_counter() - began)
    if len(heard) < words:
        raise RuntimeError("the desk ended before it stood on the screen")
    return heard
