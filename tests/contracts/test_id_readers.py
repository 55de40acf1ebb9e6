"""What a desk may rely on from any identity card reader, asked of the driver over real wires."""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace

import pytest

from counter.peripherals import (
    DeviceAbsent,
    DeviceLost,
    NoAnswer,
    NotUnderstood,
    PeripheralError,
    PortInUse,
)
from counter.peripherals.faults import Faults
from counter.peripherals.id_reader import (
    CardMoved,
    CardNotAccepted,
    CardNotLifted,
    CardUnreadable,
    IdReader,
    NoCard,
    ReadCancelled,
    ReaderFault,
    ReaderNotAuthorised,
    WrongCard,
)
from counter.peripherals.id_reader.fixture_cards import (
    SimulatedCard,
    rare_name_citizen,
    sample_citizen,
)
from counter.peripherals.id_reader.sam import SamIdReader, Timing
from counter.peripherals.id_reader.simulator import FIND, READ, SimulatedIdReader
from counter.peripherals.link import open_link
from counter.peripherals.wire import PtyWire, TcpWire, Wire

#: A simulator answers at once, so that tests need not wait as long as a desk does.
QUICK = Timing(poll=0.02, answer=0.2, read_answer=0.4, silence=0.1, drain=0.05)
#: Windows has no pseudo-terminals.
WIRES = ["tcp"] if sys.platform == "win32" else ["tcp", "pty"]
on_both_wires = pytest.mark.parametrize("wire", WIRES, indirect=True)


@pytest.fixture
def wire(request: pytest.FixtureRequest) -> Wire:
    """A TCP wire, or what a test names with `on_both_wires`."""
    return PtyWire() if getattr(request, "param", "tcp") == "pty" else TcpWire()


@pytest.fixture
def device(wire: Wire) -> Iterator[SimulatedIdReader]:
    simulator = SimulatedIdReader(wire)
    yield simulator
    simulator.close()


@pytest.fixture
def reader(device: SimulatedIdReader) -> Iterator[IdReader]:
    driver = SamIdReader(open_link(device.url, "读卡器"), QUICK)
    yield driver
    driver.close()


@on_both_wires
def test_a_card_is_read_with_the_reader_that_read_it(
    device: SimulatedIdReader, reader: IdReader
) -> None:
    device.lay_card(sample_citizen())

    reading = reader.read(timeout=2)

    assert reading.card.name == "张三"
    assert reading.card.number == "371799199003070019"
    assert reading.new_address == ""
    assert len(reading.photo) == 1024
    assert reading.reader.label == "05.03-20151203-0000123456-1234567890"


@on_both_wires
def test_a_rare_name_and_an_appended_address_arrive_whole(
    device: SimulatedIdReader, reader: IdReader
) -> None:
    device.lay_card(rare_name_citizen())

    reading = reader.read(timeout=2)

    assert reading.card.name == "王\U00020bb7"
    assert reading.new_address == "菏泽市示例区新家路9号"


def test_a_card_laid_down_while_waiting_is_read(
    device: SimulatedIdReader, reader: IdReader
) -> None:
    hand = threading.Timer(0.2, device.lay_card, [sample_citizen()])
    hand.start()

    reading = reader.read(timeout=3)

    hand.join()
    assert reading.card.name == "张三"


def test_no_card_in_time_is_said(reader: IdReader) -> None:
    with pytest.raises(NoCard) as trouble:
        reader.read(timeout=0)

    assert trouble.value.sentence.startswith("没有读到身份证。请")


def test_a_clerk_can_put_the_reading_aside(reader: IdReader) -> None:
    with pytest.raises(ReadCancelled):
        reader.read(timeout=10, is_cancelled=lambda: True)


@pytest.mark.parametrize(("lying", "error"), [(0x80, NoCard), (0x81, CardNotLifted)])
def test_a_card_left_lying_is_not_read_for_the_next_citizen(
    device: SimulatedIdReader, reader: IdReader, lying: int, error: type[PeripheralError]
) -> None:
    device.lying_status = lying
    device.lay_card(sample_citizen())
    reader.read(timeout=2)

    with pytest.raises(error):
        reader.read(timeout=0)


@pytest.mark.parametrize("lying", [0x80, 0x81])
def test_a_card_left_lying_is_noticed_when_the_visit_ends(
    device: SimulatedIdReader, reader: IdReader, lying: int
) -> None:
    device.lying_status = lying
    device.lay_card(sample_citizen())
    reader.read(timeout=2)

    assert reader.is_card_present()
    device.remove_card()
    assert not reader.is_card_present()


@pytest.mark.parametrize("lying", [0x80, 0x81])
def test_the_card_that_lies_there_is_read_again_without_lifting_it(
    device: SimulatedIdReader, reader: IdReader, lying: int
) -> None:
    device.lying_status = lying
    device.lay_card(sample_citizen())
    first = reader.read(timeout=2)

    assert reader.read_again().card == first.card
    device.remove_card()
    device.lay_card(rare_name_citizen())
    assert reader.read_again().card.number != first.card.number
    device.remove_card()
    with pytest.raises(NoCard):
        reader.read_again()


def test_the_reader_waits_for_the_card_to_be_lifted(
    device: SimulatedIdReader, reader: IdReader
) -> None:
    device.lying_status = 0x81
    device.lay_card(sample_citizen())
    reader.read(timeout=2)

    assert not reader.wait_removal(timeout=0)
    device.remove_card()
    assert reader.wait_removal(timeout=2)


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (0x31, CardNotAccepted),
        (0x33, CardNotAccepted),
        (0x40, WrongCard),
        (0x41, CardMoved),
        (0x24, ReaderFault),
        (0x77, NotUnderstood),
    ],
)
def test_a_card_the_reader_refuses_is_named(
    device: SimulatedIdReader, reader: IdReader, status: int, error: type[PeripheralError]
) -> None:
    device.lay_card(SimulatedCard(text=sample_citizen().text, read_status=status))

    with pytest.raises(error):
        reader.read(timeout=2)


def test_a_card_pulled_away_is_asked_for_again(device: SimulatedIdReader, reader: IdReader) -> None:
    device.pull_during_read = True
    device.lay_card(sample_citizen())

    with pytest.raises(CardMoved):
        reader.read(timeout=2)

    device.pull_during_read = False
    device.lay_card(sample_citizen())
    assert reader.read(timeout=2).card.name == "张三"


def test_a_block_that_is_no_card_fills_no_field(
    device: SimulatedIdReader, reader: IdReader
) -> None:
    device.lay_card(SimulatedCard(text=bytes(256)))

    with pytest.raises(CardUnreadable):
        reader.read(timeout=2)


@pytest.mark.parametrize(("status", "error"), [(0x60, ReaderFault), (0x66, ReaderNotAuthorised)])
def test_a_dead_module_is_named(
    device: SimulatedIdReader, reader: IdReader, status: int, error: type[PeripheralError]
) -> None:
    device.dead_status = status

    with pytest.raises(error):
        reader.identify()


@pytest.mark.parametrize(
    "fault",
    [
        Faults(prefix=bytes.fromhex("00FF7EAAAA960069")),
        Faults(split=1),
        Faults(duplicate=True),
        Faults(delay=0.05),
        Faults(times=1, corrupt=(30, 0x40)),
        Faults(times=1, corrupt=(6, 0x08)),
        Faults(times=1, truncate=100),
        Faults(times=1, mute=True),
    ],
    ids=[
        "prefix",
        "split",
        "duplicate",
        "delay",
        "bad-xor",
        "bad-len",
        "half-frame",
        "one-silence",
    ],
)
@on_both_wires
def test_a_disturbed_wire_still_gives_the_card(
    device: SimulatedIdReader, wire: Wire, reader: IdReader, fault: Faults
) -> None:
    device.lay_card(sample_citizen())
    # A copy: a fault counts down while it is used.
    if fault.times is None:
        wire.faults = replace(fault)
    else:
        device.faults_for[READ] = replace(fault)

    assert reader.read(timeout=5).card.number == "371799199003070019"


@pytest.mark.parametrize(
    "fault", [Faults(mute=True), Faults(truncate=9), Faults(corrupt=(6, 0x40))]
)
def test_a_reader_that_never_answers_well_is_said_to_be_silent(
    device: SimulatedIdReader, reader: IdReader, fault: Faults
) -> None:
    reader.identify()
    device.faults_for[FIND] = fault

    with pytest.raises(NoAnswer):
        reader.read(timeout=1)


def test_a_late_answer_is_not_taken_for_the_next_one(
    device: SimulatedIdReader, reader: IdReader
) -> None:
    reader.identify()
    device.lay_card(sample_citizen())
    # The answer to the first look comes after the driver gave up and asked again.
    device.faults_for[FIND] = Faults(times=1, delay=QUICK.answer + 0.02)

    assert reader.read(timeout=5).card.name == "张三"


@on_both_wires
def test_a_cable_pulled_during_reading_is_noticed_and_mended(
    device: SimulatedIdReader, reader: IdReader
) -> None:
    device.lay_card(sample_citizen())
    device.faults_for[READ] = Faults(times=1, hang_up_after=400)

    with pytest.raises(DeviceLost):
        reader.read(timeout=2)

    device.remove_card()
    device.lay_card(sample_citizen())
    assert reader.read(timeout=2).card.name == "张三"


@on_both_wires
def test_an_unplugged_reader_is_absent_until_plugged_in(
    device: SimulatedIdReader, wire: Wire, reader: IdReader
) -> None:
    reader.identify()

    wire.unplug()
    with pytest.raises(DeviceLost):
        reader.is_card_present()
    with pytest.raises(DeviceAbsent):
        reader.identify()
    wire.plug_in()

    assert reader.identify().label.startswith("05.03")


@pytest.mark.skipif(sys.platform == "win32", reason="a pty is needed to own a port twice")
def test_a_port_owned_by_another_program_is_named() -> None:
    device = SimulatedIdReader(PtyWire())
    first = SamIdReader(open_link(device.url, "读卡器"))
    second = SamIdReader(open_link(device.url, "读卡器"))
    first.identify()

    with pytest.raises(PortInUse):
        second.identify()

    first.close()
    device.close()


def test_no_log_line_shows_who_was_read(
    device: SimulatedIdReader, reader: IdReader, caplog: pytest.LogCaptureFixture
) -> None:
    device.lay_card(sample_citizen())

    with caplog.at_level(logging.DEBUG):
        reading = reader.read(timeout=2)

    shown = caplog.text + repr(reading)
    assert "card read" in shown
    assert "张三" not in shown
    assert "3717" not in shown
    assert sample_citizen().text.hex()[:8] not in shown
