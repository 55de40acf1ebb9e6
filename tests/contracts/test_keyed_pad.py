"""The desk's real driver and the pad's real end of the wire: who holds the key talks, nobody
else."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field

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
from counter.peripherals.rating_pad.pad_messages import (
    Accepted,
    Asked,
    Cancelled,
    Plate,
    Said,
    rated_line,
    reasons_line,
)
from counter.peripherals.rating_pad.pad_server import PadServer
from counter.peripherals.rating_pad.simulator import SimulatedSoftPad
from counter.peripherals.rating_pad.softpad import SoftPad
from counter.peripherals.rating_pad.softpad_seal import hello_line
from counter.peripherals.wire import TcpWire

KEY, OTHER = b"k" * 32, b"o" * 32
QUICK = Timing(tick=0.01, back_off=(0.02,), ping=0.1, silence=0.5, guard=0.1)
INVITATION = Invitation("A015", 3, "0307", "贷款申请")


@dataclass
class Pad:
    """The pad's end, remembering what it heard."""

    key: bytes = KEY
    port: int = 0
    said: list[Said] = field(default_factory=list)
    links: list[bool] = field(default_factory=list)
    changed: threading.Condition = field(default_factory=threading.Condition)

    def __post_init__(self) -> None:
        self.server = PadServer(("127.0.0.1", self.port), self.key, self._hear, self._link)
        self.port = self.server.port

    def wait(self, condition: Callable[[], bool]) -> bool:
        with self.changed:
            return self.changed.wait_for(condition, 5.0)

    def close(self) -> None:
        self.server.close()

    def _hear(self, said: Said) -> None:
        with self.changed:
            self.said.append(said)
            self.changed.notify_all()

    def _link(self, is_linked: bool) -> None:
        with self.changed:
            self.links.append(is_linked)
            self.changed.notify_all()


@pytest.fixture
def pad() -> Iterator[Pad]:
    with closing(Pad()) as made:
        yield made


def desk_at(port: int, key: bytes = KEY) -> SoftPad:
    return SoftPad(open_link(f"socket://127.0.0.1:{port}", "评价器"), QUICK, key)


@pytest.fixture
def desk(pad: Pad) -> Iterator[SoftPad]:
    with closing(desk_at(pad.port)) as made:
        assert next_event(made) == PadReady()
        yield made


def next_event(desk: SoftPad) -> PadEvent:
    return desk.events().get(timeout=5.0)


def test_ask_press_and_reasons_arrive(pad: Pad, desk: SoftPad) -> None:
    desk.begin("s1", INVITATION, 30.0)
    assert pad.wait(lambda: bool(pad.said))
    asked = pad.said[0]
    assert isinstance(asked, Asked)
    assert (asked.session, asked.ticket, asked.window, asked.staff) == ("s1", "A015", 3, "0307")

    pad.server.send(rated_line("s1", 2))
    assert next_event(desk) == Rated("s1", Grade.DISSATISFIED, "2")
    assert pad.wait(lambda: Accepted("s1") in pad.said)
    pad.server.send(reasons_line("s1", ("wait", "slow")))
    assert next_event(desk) == GaveReasons("s1", ("wait", "slow"))


@pytest.mark.parametrize(("session", "grade"), [("s0", 5), ("", 5), ("s1", 0), ("s1", 6)])
def test_a_press_that_is_not_for_the_question_is_ignored(
    pad: Pad, desk: SoftPad, session: str, grade: int
) -> None:
    desk.begin("s1", INVITATION, 30.0)
    assert pad.wait(lambda: bool(pad.said))

    pad.server.send(rated_line(session, grade))
    pad.server.send(rated_line("s1", 4))
    pad.server.send(rated_line("s1", 1))

    assert next_event(desk) == Rated("s1", Grade.SATISFIED, "4")
    wait_for(lambda: desk.ignored == 2)
    assert desk.events().empty()


def test_nobody_pressed_is_unrated_and_taken_off_the_pad(pad: Pad, desk: SoftPad) -> None:
    desk.begin("s1", INVITATION, 0.1)

    assert next_event(desk) == TimedOut("s1")
    assert pad.wait(lambda: Cancelled("s1") in pad.said)


def test_the_plate_is_told_again_to_a_pad_that_was_restarted(pad: Pad, desk: SoftPad) -> None:
    desk.show_plate(3, "0307")
    assert pad.wait(lambda: Plate(3, "0307") in pad.said)
    desk.begin("s1", INVITATION, 30.0)
    assert pad.wait(lambda: len(pad.said) == 2)
    pad.close()
    assert next_event(desk) == PadLost()

    with closing(Pad(port=pad.port)) as again:
        assert next_event(desk) == PadReady()
        assert again.wait(lambda: len(again.said) == 2)
        plate, asked = again.said
        assert plate == Plate(3, "0307")
        assert isinstance(asked, Asked)
        assert asked.seconds < 30.0
        again.server.send(rated_line("s1", 5))
        assert next_event(desk) == Rated("s1", Grade.VERY_SATISFIED, "5")


def test_a_pad_with_another_key_is_refused_in_words_and_hears_nothing(pad: Pad) -> None:
    with closing(desk_at(pad.port, OTHER)) as desk:
        desk.show_plate(3, "0307")
        desk.begin("s1", INVITATION, 30.0)
        event = next_event(desk)

    assert isinstance(event, PadLost)
    assert "不是登记给本窗口的那一台" in event.sentence
    assert pad.said == []
    assert pad.links == []


def test_a_pad_without_a_key_is_refused(pad: Pad) -> None:
    with closing(SimulatedSoftPad(TcpWire())) as plain:
        desk = SoftPad(open_link(plain.url, "评价器"), QUICK, KEY)
        desk.begin("s1", INVITATION, 30.0)
        wait_for(lambda: not desk.events().empty())
        desk.close()

        assert plain.showing is None


def test_a_desk_without_the_key_is_refused(pad: Pad) -> None:
    with closing(desk_at(pad.port, OTHER)), closing(desk_at(pad.port)) as desk:
        assert next_event(desk) == PadReady()
        plain = SoftPad(open_link(f"socket://127.0.0.1:{pad.port}", "评价器"), QUICK)
        plain.begin("s1", INVITATION, 30.0)
        wait_for(lambda: pad.server.refused > 0)
        plain.close()

    assert not any(isinstance(said, Asked) for said in pad.said)


@pytest.mark.parametrize(
    "data", [b"\n", b"GET / HTTP/1.1\r\n\r\n", b"x" * 20_000, b'{"type": "begin"}\n', b"\xff" * 99]
)
def test_a_stranger_is_dropped_and_the_desk_stays(pad: Pad, desk: SoftPad, data: bytes) -> None:
    with socket.create_connection(("127.0.0.1", pad.port), timeout=5) as stranger:
        try:
            stranger.sendall(data + b"\n")
            stranger.settimeout(5)
            while stranger.recv(100):
                pass
        except ConnectionError:
            pass

    assert pad.wait(lambda: pad.links == [True])
    desk.begin("s1", INVITATION, 30.0)
    assert pad.wait(lambda: bool(pad.said))


def test_a_desk_that_proves_itself_takes_the_place_of_its_earlier_connection(
    pad: Pad, desk: SoftPad
) -> None:
    with closing(desk_at(pad.port)) as later:
        assert next_event(later) == PadReady()
        later.begin("s2", INVITATION, 30.0)
        assert pad.wait(lambda: any(isinstance(one, Asked) for one in pad.said))


def test_a_greeting_without_a_proof_lets_nobody_in(pad: Pad) -> None:
    with socket.create_connection(("127.0.0.1", pad.port), timeout=5) as stranger:
        stranger.sendall(hello_line(b"n" * 16))
        assert b"proof" in stranger.recv(4096)
        stranger.sendall(b'{"type": "proof", "proof": "00"}\n')
        assert stranger.recv(100) == b""

    assert pad.links == []
    assert pad.server.refused == 1


def wait_for(condition: Callable[[], bool], seconds: float = 5.0) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "nothing came of it"
        time.sleep(0.005)
