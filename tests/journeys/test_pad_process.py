"""A desk's real driver and a real pad in a process of its own, over TCP under the pad's key."""

import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from counter.peripherals.link import open_link
from counter.peripherals.rating_pad import (
    GaveReasons,
    Grade,
    Invitation,
    PadEvent,
    PadLost,
    PadReady,
    Rated,
    TimedOut,
)
from counter.peripherals.rating_pad.connection import Timing
from counter.peripherals.rating_pad.softpad import SoftPad
from counter.store.sealed_keys import DeviceKeys
from counter.workplace import pad_wire_key

ROOT = Path(__file__).parents[2]
QUICK = Timing(back_off=(0.1,))
KEYS = DeviceKeys(uuid.UUID(int=7), b"s" * 32, b"g" * 32)
OTHERS = DeviceKeys(uuid.UUID(int=7), b"x" * 32, b"g" * 32)
INVITATION = Invitation("A047", 5, "0512", "贷款申请")


class PadProcess:
    """The pad's process and a citizen in front of it."""

    def __init__(self, keys: DeviceKeys = KEYS, port: int = 0) -> None:
        self.process = subprocess.Popen(
            [sys.executable, str(ROOT / "tests" / "journeys" / "pad_process.py")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        )
        self.say(f"{pad_wire_key(keys).hex()} {port}")
        self.port = int(self.hear())

    def does(self, what: str) -> None:
        self.say(what)
        assert self.hear() == "done"

    def say(self, line: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(f"{line}\n")
        self.process.stdin.flush()

    def hear(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def kill(self) -> None:
        """As when its plug is pulled."""
        self.process.kill()
        self.process.communicate(timeout=10)

    def close(self) -> None:
        if self.process.poll() is None:
            self.say("quit")
            self.process.communicate(timeout=10)


@pytest.fixture
def pad() -> Iterator[PadProcess]:
    with closing(PadProcess()) as made:
        yield made


def desk_at(port: int) -> SoftPad:
    link = open_link(f"socket://127.0.0.1:{port}", "评价器")
    return SoftPad(link, QUICK, pad_wire_key(KEYS))


def next_event(desk: SoftPad) -> PadEvent:
    return desk.events().get(timeout=10.0)


def test_a_citizen_taps_and_the_desk_gets_the_rating_with_its_reasons(pad: PadProcess) -> None:
    with closing(desk_at(pad.port)) as desk:
        assert next_event(desk) == PadReady()
        desk.begin("visit-1", INVITATION, 30.0)

        pad.does("tap 2")
        assert next_event(desk) == Rated("visit-1", Grade.DISSATISFIED, "2")
        pad.does("reason wait")
        pad.does("reason unclear")
        pad.does("send")
        assert next_event(desk) == GaveReasons("visit-1", ("wait", "unclear"))

        desk.begin("visit-2", INVITATION, 30.0)
        pad.does("tap 5")
        assert next_event(desk) == Rated("visit-2", Grade.VERY_SATISFIED, "5")


def test_a_pad_that_lost_its_plug_is_asked_again_for_the_time_left(pad: PadProcess) -> None:
    with closing(desk_at(pad.port)) as desk:
        assert next_event(desk) == PadReady()
        desk.begin("visit-1", INVITATION, 60.0)
        pad.kill()
        assert next_event(desk) == PadLost()

        with closing(PadProcess(port=pad.port)) as again:
            assert next_event(desk) == PadReady()
            again.does("tap 1")
            assert next_event(desk) == Rated("visit-1", Grade.VERY_DISSATISFIED, "1")
            again.does("skip")


def test_nobody_taps_and_the_visit_is_unrated(pad: PadProcess) -> None:
    with closing(desk_at(pad.port)) as desk:
        assert next_event(desk) == PadReady()
        desk.begin("visit-1", INVITATION, 0.3)

        assert next_event(desk) == TimedOut("visit-1")


def test_a_pad_of_another_window_is_refused_and_shows_no_question() -> None:
    with closing(PadProcess(OTHERS)) as stranger, closing(desk_at(stranger.port)) as desk:
        desk.begin("visit-1", INVITATION, 0.5)

        lost = next_event(desk)
        assert isinstance(lost, PadLost)
        assert "不是登记给本窗口的那一台" in lost.sentence
        assert next_event(desk) == TimedOut("visit-1")
