"""What a desk may rely on from any receipt printer, asked of the driver over real wires."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from counter.peripherals.faults import Faults
from counter.peripherals.link import open_link
from counter.peripherals.receipt_printer import (
    JobRefused,
    Outcome,
    Paper,
    PrinterStatus,
    Problem,
    ReceiptPrinter,
    Slip,
)
from counter.peripherals.receipt_printer.escpos import EscposPrinter, Profile, Timing
from counter.peripherals.receipt_printer.picture import save_picture
from counter.peripherals.receipt_printer.simulator import Knobs, SimulatedReceiptPrinter
from counter.peripherals.wire import PtyWire, TcpWire, Wire

QUICK = Timing(answer=0.2, poll=0.02, finish=1.0)
#: Windows has no pseudo-terminals.
WIRES = ["tcp"] if sys.platform == "win32" else ["tcp", "pty"]
on_both_wires = pytest.mark.parametrize("wire", WIRES, indirect=True)
READY = PrinterStatus(is_known=True, problem=None, paper=Paper.ENOUGH)


def a_notice(rows: int = 16) -> Slip:
    slip = Slip.of("一次性告知书", "新建商品房贷款").rule().pair("办理人", "王\U00020bb7")
    for number in range(1, rows + 1):
        slip = slip.row(number, "商品房买卖合同（含附件）", "借款人 · 原件，收存1份")
    return slip.pair("金额", "¥400,000.00").qr("GJJ1|W07-000131-5", "校验码 K7QZ").cut()


@pytest.fixture
def wire(request: pytest.FixtureRequest) -> Wire:
    """A TCP wire, or what a test names with `on_both_wires`."""
    return PtyWire() if getattr(request, "param", "tcp") == "pty" else TcpWire()


@pytest.fixture
def device(wire: Wire) -> Iterator[SimulatedReceiptPrinter]:
    simulator = SimulatedReceiptPrinter(wire)
    yield simulator
    simulator.close()
    assert simulator.errors == []


@pytest.fixture
def printer(device: SimulatedReceiptPrinter) -> Iterator[ReceiptPrinter]:
    driver = EscposPrinter(open_link(device.url, "打印机"), timing=QUICK)
    yield driver
    driver.close()


@on_both_wires
def test_a_slip_comes_out_as_it_was_built(
    device: SimulatedReceiptPrinter, printer: ReceiptPrinter
) -> None:
    result = printer.print_slip("job-1", a_notice())

    (receipt,) = device.receipts
    assert result.outcome is Outcome.PRINTED
    assert result.sentence == ""
    assert receipt.is_cut
    assert receipt.lines[:2] == ["一次性告知书", "新建商品房贷款"]
    assert "[ ] 16 商品房买卖合同（含附件）" in receipt.lines
    assert any(line.endswith("￥400,000.00") for line in receipt.lines)
    assert receipt.max_columns <= 48
    assert receipt.qr_payloads == ["GJJ1|W07-000131-5"]
    assert len(receipt.rasters) == 1


@on_both_wires
def test_the_worked_ticket_line_is_on_the_wire(
    device: SimulatedReceiptPrinter, printer: ReceiptPrinter
) -> None:
    printer.print_slip("job-1", Slip().large("A015号").cut())

    golden = "1B401C261B61011D21114130 3135BAC50A1D21001D564203"
    assert bytes.fromhex(golden) in bytes(device.raw)


def test_a_name_cannot_command_the_printer(
    device: SimulatedReceiptPrinter, printer: ReceiptPrinter
) -> None:
    printer.print_slip("job-1", Slip().pair("姓名", "张\x1b@\x10\x04\x01\x1dV\x00三").cut())

    (receipt,) = device.receipts
    assert receipt.lines[0].endswith("张@V三")


def test_a_job_is_printed_once(device: SimulatedReceiptPrinter, printer: ReceiptPrinter) -> None:
    printer.print_slip("job-1", a_notice(1))

    with pytest.raises(JobRefused):
        printer.print_slip("job-1", a_notice(1))

    assert len(device.receipts) == 1


@pytest.mark.parametrize(
    ("knobs", "status"),
    [
        (Knobs(), READY),
        (Knobs(is_paper_near_end=True), PrinterStatus(True, None, Paper.NEAR_END)),
        (Knobs(paper_left=0), PrinterStatus(True, Problem.PAPER_OUT, Paper.OUT)),
        (Knobs(is_cover_open=True), PrinterStatus(True, Problem.COVER_OPEN, Paper.ENOUGH)),
        (Knobs(is_cutter_jammed=True), PrinterStatus(True, Problem.CUTTER, Paper.ENOUGH)),
        (Knobs(is_overheated=True), PrinterStatus(True, Problem.OVERHEATED, Paper.ENOUGH)),
        (Knobs(is_broken=True), PrinterStatus(True, Problem.BROKEN, Paper.ENOUGH)),
        (Knobs(is_switched_offline=True), PrinterStatus(True, Problem.OFFLINE, Paper.ENOUGH)),
        (Knobs(answers_status=False), PrinterStatus(is_known=False)),
        (Knobs(is_status_strange=True), PrinterStatus(is_known=False)),
    ],
)
def test_the_printer_says_how_it_is(
    device: SimulatedReceiptPrinter, printer: ReceiptPrinter, knobs: Knobs, status: PrinterStatus
) -> None:
    device.knobs = knobs

    assert printer.status() == status
    assert status.is_ready == (status.problem is None and status.is_known)


@pytest.mark.parametrize(
    ("knobs", "problem"),
    [(Knobs(paper_left=0), Problem.PAPER_OUT), (Knobs(is_cover_open=True), Problem.COVER_OPEN)],
)
def test_nothing_is_sent_to_a_printer_that_cannot_print(
    device: SimulatedReceiptPrinter, printer: ReceiptPrinter, knobs: Knobs, problem: Problem
) -> None:
    device.knobs = knobs

    failed = printer.print_slip("job-1", a_notice(1))
    device.knobs = Knobs()
    again = printer.print_slip("job-1", a_notice(1))

    assert (failed.outcome, failed.problem) == (Outcome.FAILED, problem)
    assert again.outcome is Outcome.PRINTED
    assert len(device.receipts) == 1


@on_both_wires
def test_paper_that_ends_in_the_middle_is_a_failure(
    device: SimulatedReceiptPrinter, printer: ReceiptPrinter
) -> None:
    device.knobs = Knobs(paper_left=5)

    result = printer.print_slip("job-1", a_notice())

    assert (result.outcome, result.problem) == (Outcome.FAILED, Problem.PAPER_OUT)
    assert "补打，号码不变" in result.sentence
    assert device.receipts == []
    with pytest.raises(JobRefused):
        printer.print_slip("job-1", a_notice())


def test_a_slow_printer_is_waited_for(
    device: SimulatedReceiptPrinter, printer: ReceiptPrinter
) -> None:
    device.knobs = Knobs(line_seconds=0.02)

    result = printer.print_slip("job-1", a_notice(2))

    assert result.outcome is Outcome.PRINTED
    assert len(device.receipts) == 1


def test_a_cover_opened_while_printing_is_a_failure(
    device: SimulatedReceiptPrinter, printer: ReceiptPrinter
) -> None:
    device.knobs = Knobs(line_seconds=0.05)
    hand = threading.Timer(0.15, setattr, [device.knobs, "is_cover_open", True])
    hand.start()

    result = printer.print_slip("job-1", a_notice(4))

    hand.join()
    assert (result.outcome, result.problem) == (Outcome.FAILED, Problem.COVER_OPEN)


@pytest.mark.parametrize("sent", [40, 700])
@on_both_wires
def test_a_broken_cable_leaves_the_outcome_unknown(
    device: SimulatedReceiptPrinter, printer: ReceiptPrinter, sent: int
) -> None:
    device.knobs = Knobs(power_off_after=sent)

    result = printer.print_slip("job-1", a_notice())

    assert (result.outcome, result.problem) == (Outcome.UNKNOWN, Problem.CANNOT_TELL)
    with pytest.raises(JobRefused):
        printer.print_slip("job-1", a_notice())
    assert printer.print_slip("job-2", a_notice().reprinted()).outcome is Outcome.PRINTED


@pytest.mark.parametrize("knobs", [Knobs(answers_status=False), Knobs(is_status_strange=True)])
def test_a_printer_that_does_not_tell_prints_and_the_clerk_is_asked(
    device: SimulatedReceiptPrinter, printer: ReceiptPrinter, knobs: Knobs
) -> None:
    device.knobs = knobs

    result = printer.print_slip("job-1", a_notice(1))

    assert (result.outcome, result.problem) == (Outcome.UNKNOWN, Problem.CANNOT_TELL)
    assert device.wait_receipts(1)


def test_a_printer_that_never_ends_is_unknown(device: SimulatedReceiptPrinter) -> None:
    device.knobs = Knobs(line_seconds=0.3)
    driver = EscposPrinter(open_link(device.url, "打印机"), timing=replace(QUICK, finish=0.2))

    assert driver.print_slip("job-1", a_notice(1)).outcome is Outcome.UNKNOWN


def test_a_printer_without_an_ordered_answer_is_watched_for_a_while(
    device: SimulatedReceiptPrinter,
) -> None:
    driver = EscposPrinter(open_link(device.url, "打印机"), Profile(has_fence=False), QUICK)

    result = driver.print_slip("job-1", Slip().large("A015号").cut())

    assert result.outcome is Outcome.PRINTED
    assert b"\x1dr\x01" not in device.raw


@on_both_wires
def test_answers_in_single_bytes_with_noise_are_sorted(
    wire: Wire, device: SimulatedReceiptPrinter, printer: ReceiptPrinter
) -> None:
    wire.faults = Faults(prefix=b"\xff\x90", split=1)

    assert printer.status() == READY


@on_both_wires
def test_an_absent_printer_is_a_status_and_a_failure(
    wire: Wire, device: SimulatedReceiptPrinter, printer: ReceiptPrinter
) -> None:
    wire.unplug()

    assert printer.status().problem is Problem.ABSENT
    result = printer.print_slip("job-1", a_notice(1))
    assert (result.outcome, result.problem) == (Outcome.FAILED, Problem.ABSENT)

    wire.plug_in()
    assert printer.print_slip("job-1", a_notice(1)).outcome is Outcome.PRINTED


def test_a_character_nobody_can_draw_stops_the_slip_before_the_printer(
    device: SimulatedReceiptPrinter, printer: ReceiptPrinter
) -> None:
    result = printer.print_slip("job-1", Slip().text("王\U0010fffd").cut())

    assert (result.outcome, result.problem) == (Outcome.FAILED, Problem.NO_FONT)
    assert device.raw == b""


def test_a_printed_receipt_can_be_looked_at(
    device: SimulatedReceiptPrinter, printer: ReceiptPrinter, tmp_path: Path
) -> None:
    printer.print_slip("job-1", a_notice())

    save_picture(device.receipts[0], tmp_path / "notice.png")

    with Image.open(tmp_path / "notice.png") as picture:
        assert picture.width == 640
        assert picture.height > 30 * len(device.receipts[0].items)
        assert picture.convert("L").getextrema() == (0, 255)


def test_bytes_a_printer_would_not_understand_are_reported() -> None:
    device = SimulatedReceiptPrinter(TcpWire())
    link = open_link(device.url, "打印机")
    link.open()

    link.write(b"\x1b@\xd6\xd0\n\x1c&\x1bz\x95\x34\xb2\x35\n" + b"A" * 49 + b"\n\x1dV\x00")

    assert link.read(1, 0.1) == b""
    assert device.wait_receipts(1)
    assert [error.split()[0] for error in device.errors] == [
        "byte",
        "byte",
        "unknown",
        "no",
        "no",
        "line",
    ]
    link.close()
    device.close()
