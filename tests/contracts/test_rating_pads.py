"""What a desk may rely on from any rating pad, asked of the drivers over real wires."""

from __future__ import annotations

import queue
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Protocol

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
    RatingPad,
    SessionIdReused,
    TimedOut,
)
from counter.peripherals.rating_pad.connection import Timing
from counter.peripherals.rating_pad.ff68 import Ff68Pad
from counter.peripherals.rating_pad.ff68_simulator import SimulatedCallBox
from counter.peripherals.rating_pad.simulator import SimulatedSoftPad
from counter.peripherals.rating_pad.softpad import SoftPad
from counter.peripherals.wire import PtyWire, TcpWire, Wire

QUICK = Timing(tick=0.01, back_off=(0.02,), ping=0.1, silence=0.5, guard=0.1)
#: Windows has no pseudo-terminals.
WIRES = ["tcp"] if sys.platform == "win32" else ["tcp", "pty"]
on_both_wires = pytest.mark.parametrize("wire", WIRES, indirect=True)
KEYS = {0: Grade(5), 1: Grade(4), 2: Grade(3), 3: Grade(2)}
INVITATION = Invitation(ticket="A015", window=3, staff_number="0307", item="贷款申请")


class Hand(Protocol):
    """What a citizen does, for every make of pad alike."""

    def wait_asked(self, session_id: str) -> None: ...
    def press_satisfied(self) -> None: ...


class SoftHand:
    def __init__(self, pad: SimulatedSoftPad) -> None:
        self.pad = pad

    def wait_asked(self, session_id: str) -> None:
        assert self.pad.wait_showing(session_id)

    def press_satisfied(self) -> None:
        self.pad.press(4)


class KeyHand:
    def __init__(self, box: SimulatedCallBox) -> None:
        self.box = box

    def wait_asked(self, session_id: str) -> None:
        assert self.box.wait_asked()
        time.sleep(QUICK.guard)  # no press counts before, and nothing says when it is over

    def press_satisfied(self) -> None:
        assert self.box.rate(1)


def next_event(pad: RatingPad, timeout: float = 5.0) -> PadEvent:
    return pad.events().get(timeout=timeout)


def has_no_event(pad: RatingPad) -> bool:
    try:
        pad.events().get(timeout=0.1)
    except queue.Empty:
        return True
    return False


@pytest.fixture
def wire(request: pytest.FixtureRequest) -> Wire:
    """A TCP wire, or what a test names with `on_both_wires`."""
    return PtyWire() if getattr(request, "param", "tcp") == "pty" else TcpWire()


@pytest.fixture
def device(wire: Wire) -> Iterator[SimulatedSoftPad]:
    simulator = SimulatedSoftPad(wire)
    yield simulator
    simulator.close()


@pytest.fixture
def pad(device: SimulatedSoftPad) -> Iterator[SoftPad]:
    driver = SoftPad(open_link(device.url, "评价器"), QUICK)
    assert next_event(driver) == PadReady()
    assert device.wait_for(lambda: device.pings > 0)
    yield driver
    driver.close()


@pytest.fixture
def box() -> Iterator[SimulatedCallBox]:
    simulator = SimulatedCallBox(TcpWire(), address=3)
    yield simulator
    simulator.close()


@pytest.fixture
def key_pad(box: SimulatedCallBox) -> Iterator[Ff68Pad]:
    driver = Ff68Pad(open_link(box.url, "评价器", 9600), 3, KEYS, QUICK)
    assert next_event(driver) == PadReady()
    yield driver
    driver.close()


@pytest.fixture(params=["softpad", "ff68"])
def any_pad(request: pytest.FixtureRequest) -> Iterator[tuple[RatingPad, Hand]]:
    with ExitStack() as stack:
        if request.param == "softpad":
            simulator = SimulatedSoftPad(TcpWire())
            driver: RatingPad = SoftPad(open_link(simulator.url, "评价器"), QUICK)
            hand: Hand = SoftHand(simulator)
            stack.callback(simulator.close)
        else:
            call_box = SimulatedCallBox(TcpWire(), address=3)
            driver = Ff68Pad(open_link(call_box.url, "评价器", 9600), 3, KEYS, QUICK)
            hand = KeyHand(call_box)
            stack.callback(call_box.close)
        stack.callback(driver.close)
        assert next_event(driver) == PadReady()
        yield driver, hand


def test_a_press_is_a_rating_of_its_session(any_pad: tuple[RatingPad, Hand]) -> None:
    pad, hand = any_pad
    pad.begin("s1", INVITATION, timeout=5)
    hand.wait_asked("s1")

    hand.press_satisfied()

    rated = next_event(pad)
    assert isinstance(rated, Rated)
    assert (rated.session_id, rated.grade) == ("s1", Grade.SATISFIED)
    assert has_no_event(pad)


def test_nobody_pressing_is_not_satisfaction(any_pad: tuple[RatingPad, Hand]) -> None:
    pad, _ = any_pad

    pad.begin("s1", INVITATION, timeout=0.1)

    assert next_event(pad) == TimedOut("s1")


def test_the_next_citizen_ends_the_open_rating(any_pad: tuple[RatingPad, Hand]) -> None:
    pad, _ = any_pad
    pad.begin("s1", INVITATION, timeout=5)

    pad.begin("s2", INVITATION, timeout=5)

    assert next_event(pad) == TimedOut("s1")


def test_a_cancelled_rating_reports_nothing(any_pad: tuple[RatingPad, Hand]) -> None:
    pad, _ = any_pad
    pad.begin("s1", INVITATION, timeout=0.1)

    pad.cancel("s1")

    assert has_no_event(pad)


def test_a_visit_is_rated_once(any_pad: tuple[RatingPad, Hand]) -> None:
    pad, _ = any_pad
    pad.begin("s1", INVITATION, timeout=5)

    with pytest.raises(SessionIdReused):
        pad.begin("s1", INVITATION, timeout=5)


def test_a_late_press_does_not_land_on_the_next_citizen(
    device: SimulatedSoftPad, pad: SoftPad
) -> None:
    pad.begin("s1", INVITATION, timeout=5)
    pad.begin("s2", INVITATION, timeout=5)
    assert device.wait_showing("s2")
    assert next_event(pad) == TimedOut("s1")

    device.press(5, session_id="s1")
    device.press(2)

    assert next_event(pad) == Rated("s2", Grade.DISSATISFIED, "2")
    assert pad.ignored == 1


@on_both_wires
def test_the_first_press_counts_and_is_confirmed(device: SimulatedSoftPad, pad: SoftPad) -> None:
    pad.begin("s1", INVITATION, timeout=5)
    assert device.wait_showing("s1")

    device.press(1)
    device.press(5, session_id="s1")

    assert next_event(pad) == Rated("s1", Grade.VERY_DISSATISFIED, "1")
    assert device.wait_for(lambda: device.accepted == ["s1"])
    assert has_no_event(pad)


def test_reasons_follow_a_press_once(device: SimulatedSoftPad, pad: SoftPad) -> None:
    pad.begin("s1", INVITATION, timeout=5)
    assert device.wait_showing("s1")
    device.press(2)
    device.give_reasons("s1", "slow", "asked-twice")
    device.give_reasons("s1", "again")

    assert isinstance(next_event(pad), Rated)
    assert next_event(pad) == GaveReasons("s1", ("slow", "asked-twice"))
    assert has_no_event(pad)


def test_a_timed_out_question_leaves_the_screen(device: SimulatedSoftPad, pad: SoftPad) -> None:
    pad.begin("s1", INVITATION, timeout=0.15)
    assert device.wait_showing("s1")

    assert next_event(pad) == TimedOut("s1")
    assert device.wait_for(lambda: device.showing is None)


def test_garbage_and_a_press_without_a_question_change_nothing(
    device: SimulatedSoftPad, pad: SoftPad
) -> None:
    device.send_raw(b"\x00\xff not json\n")
    device.press(5, session_id="s9")
    device.send([1, 2])

    assert has_no_event(pad)
    assert pad.ignored == 3


@on_both_wires
def test_an_unplugged_pad_comes_back_and_asks_on(
    wire: Wire, device: SimulatedSoftPad, pad: SoftPad
) -> None:
    pad.begin("s1", INVITATION, timeout=5)
    assert device.wait_showing("s1")

    wire.unplug()
    assert next_event(pad) == PadLost()
    device.showing = None
    wire.plug_in()

    assert next_event(pad) == PadReady()
    assert device.wait_showing("s1")
    device.press(3)
    assert next_event(pad) == Rated("s1", Grade.BASICALLY_SATISFIED, "3")


def test_a_rating_runs_out_while_the_pad_is_away(
    wire: Wire, device: SimulatedSoftPad, pad: SoftPad
) -> None:
    wire.unplug()
    assert next_event(pad) == PadLost()

    pad.begin("s1", INVITATION, timeout=0.1)

    assert next_event(pad) == TimedOut("s1")


def test_a_frozen_pad_is_lost(device: SimulatedSoftPad, pad: SoftPad) -> None:
    device.is_frozen = True

    assert next_event(pad) == PadLost()


def test_a_key_pressed_before_the_question_is_confirmed_and_does_not_count(
    box: SimulatedCallBox, key_pad: Ff68Pad
) -> None:
    assert box.rate(0)
    key_pad.begin("s1", INVITATION, timeout=5)
    assert box.wait_asked()
    assert box.rate(0)

    assert has_no_event(key_pad)
    assert key_pad.ignored == 2


def test_a_frame_with_a_wrong_sum_or_key_is_not_a_rating(
    box: SimulatedCallBox, key_pad: Ff68Pad
) -> None:
    key_pad.begin("s1", INVITATION, timeout=5)
    KeyHand(box).wait_asked("s1")

    box.send_raw(bytes.fromhex("00FF68FF680303680311001516"))
    assert box.rate(7)

    assert has_no_event(key_pad)
    assert key_pad.ignored == 1


def test_a_key_repeated_by_the_device_is_one_press(box: SimulatedCallBox, key_pad: Ff68Pad) -> None:
    hand = KeyHand(box)
    key_pad.begin("s1", INVITATION, timeout=5)
    hand.wait_asked("s1")
    hand.press_satisfied()
    assert isinstance(next_event(key_pad), Rated)

    key_pad.begin("s2", INVITATION, timeout=5)
    time.sleep(QUICK.guard)  # as above
    hand.press_satisfied()

    assert has_no_event(key_pad)


def test_the_plate_is_shown_and_told_again_after_a_break(
    pad: SoftPad, device: SimulatedSoftPad
) -> None:
    pad.show_plate(3, "0307")
    assert device.wait_for(lambda: device.plate == (3, "0307"))
    device.plate = None
    device.hang_up()

    assert device.wait_for(lambda: device.plate == (3, "0307"))


def test_a_pad_without_a_screen_takes_a_plate_in_silence(
    key_pad: Ff68Pad, box: SimulatedCallBox
) -> None:
    key_pad.show_plate(3, "0307")
    key_pad.begin("s1", INVITATION, 30.0)

    assert box.wait_asked()
