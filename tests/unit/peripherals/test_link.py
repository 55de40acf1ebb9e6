"""The wire itself: deadlines, a peer that goes away, and why a port does not open."""

from __future__ import annotations

import errno
import sys
import time
from collections.abc import Iterator

import pytest
from serial import SerialException

from counter.peripherals import (
    DeviceAbsent,
    DeviceLost,
    PeripheralError,
    PortInUse,
    PortNotAllowed,
)
from counter.peripherals.faults import Faults
from counter.peripherals.link import Link, open_link, opening_error
from counter.peripherals.wire import PtyWire, TcpWire, Wire


@pytest.fixture(params=["tcp"] if sys.platform == "win32" else ["tcp", "pty"])
def wire(request: pytest.FixtureRequest) -> Iterator[Wire]:
    end: Wire = TcpWire() if request.param == "tcp" else PtyWire()
    yield end
    end.close()


@pytest.fixture
def link(wire: Wire) -> Iterator[Link]:
    end = open_link(wire.url, "设备", write_seconds=0.1)
    yield end
    end.close()


def test_a_read_returns_what_came_when_its_time_is_over(wire: Wire, link: Link) -> None:
    wire.start(wire.send)
    link.open()
    link.write(b"abc")

    started = time.monotonic()
    assert link.read(5, timeout=0.15) == b"abc"
    assert 0.1 < time.monotonic() - started < 2


def test_a_read_returns_at_once_when_it_has_enough(wire: Wire, link: Link) -> None:
    wire.start(wire.send)
    link.open()
    link.write(b"abcdef")

    assert link.read(3, timeout=30) == b"abc"
    assert link.read(3, timeout=30) == b"def"


def test_a_device_that_takes_nothing_does_not_hold_the_desk_up(wire: Wire, link: Link) -> None:
    wire.faults = Faults(deaf=True)
    wire.start(wire.send)
    link.open()

    with pytest.raises(DeviceLost):
        link.write(bytes(32_000_000))

    assert not link.is_open


def test_a_closed_link_is_lost_and_closing_twice_is_harmless(wire: Wire, link: Link) -> None:
    wire.start(wire.send)
    link.open()
    link.close()
    link.close()

    with pytest.raises(DeviceLost):
        link.write(b"a")


@pytest.mark.parametrize("url", ["socket://127.0.0.1:9", "/dev/does-not-exist", "nonsense://x"])
def test_nothing_at_the_address_is_absent(url: str) -> None:
    with pytest.raises(DeviceAbsent) as trouble:
        open_link(url, "读卡器").open()

    assert trouble.value.sentence.startswith("没有找到读卡器。请")


@pytest.mark.parametrize(
    ("trouble", "error"),
    [
        (SerialException(errno.EAGAIN, "locked"), PortInUse),
        (SerialException("could not open port 'COM3': PermissionError(13, …)"), PortInUse),
        (SerialException(errno.EACCES, "denied"), PortNotAllowed),
        (SerialException(errno.ENOENT, "gone"), DeviceAbsent),
        (ValueError("bad url"), DeviceAbsent),
    ],
)
def test_the_reason_a_port_does_not_open_is_named(
    trouble: Exception, error: type[PeripheralError]
) -> None:
    assert type(opening_error("读卡器", trouble)) is error
