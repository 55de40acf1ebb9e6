"""The ticket machine's program: its window, its printer, its line to the queue's authority."""

import datetime as dt
import sys
from contextlib import ExitStack

from PyQt6 import sip

from counter.app_devices import Identity
from counter.app_surface import (
    FeedBridge,
    SurfaceSettings,
    identity_of,
    open_surface_qt,
    run_surface,
    ticking,
)
from counter.peripherals.receipt_printer import ReceiptPrinter
from counter.peripherals.registry import build_receipt_printer
from counter.settings import read_devices
from counter.trial_surfaces import HallTrial
from counter.windows.presenters.surfaces.kiosk import KioskPresenter
from counter.windows.qt_executor import QtExecutor
from counter.windows.surfaces.kiosk_window import KioskWindow
from counter.workflows.clock import SystemClock
from counter.workflows.ticket_machine import TicketMachine
from counter.workflows.ticket_office import TicketOffice, open_ticket_office
from sync import reading
from sync.asking import ShortLine
from sync.queue_authority import PostgresTicketIssuer


class KioskProgram:
    """One ticket machine from the open identity to the end."""

    def __init__(
        self,
        identity: Identity,
        printer: ReceiptPrinter,
        office: TicketOffice,
        clock: SystemClock | None = None,
    ) -> None:
        """Begin to ask and to tick; the window is not shown yet."""
        self._printer = printer
        self._line = ShortLine(identity.address)
        # One thread for everything that is asked and printed: one step at a time.
        self._executor = QtExecutor("kiosk")
        self.window = KioskWindow()
        machine = TicketMachine(PostgresTicketIssuer(self._line), printer, identity.hall)
        self.presenter = KioskPresenter(
            self.window, office, machine, self._executor, (clock or SystemClock()).now
        )
        self.window.touched.connect(self.presenter.touched)
        self._bridge = FeedBridge(identity, "select queue_api.waits()", reading.hall_waits)
        self._bridge.answered.connect(self.presenter.answered)
        self._bridge.cut.connect(self.presenter.cut)
        self._bridge.start()
        self._timer = ticking(self._bridge, self.presenter.tick)

    def close(self) -> None:
        """End the threads, let go of the printer, remove the window."""
        self._timer.stop()
        self._bridge.stop()
        self._executor.close()
        self._line.close()
        self._printer.close()
        sip.delete(self.window)


def run_kiosk(settings: SurfaceSettings) -> int:
    """Run the ticket machine until its window is closed; raises ``CannotOpen``, ``BadSettings``,
    ``PeripheralError``."""
    office = open_ticket_office()
    with ExitStack() as stack:
        if settings.simulate:
            trial = stack.enter_context(HallTrial(_say))
            identity, devices = trial.device("kiosk"), trial.devices
            if office.opening(dt.datetime.now(dt.UTC)).state != "open":
                _say("现在不在取号时间；演练照常取号")
                office = office.always_open()
        else:
            identity = identity_of(settings, "kiosk")
            devices = read_devices(settings.folder)
        # Only now: who is told in words that there is no device needs no screen for it.
        application = open_surface_qt()
        program = KioskProgram(identity, build_receipt_printer(devices.receipt_printer), office)
        in_window = settings.in_window or settings.simulate
        if in_window:
            screen = application.primaryScreen()
            height = 1920 if screen is None else screen.availableGeometry().height() - 60
            program.window.resize(height * 9 // 16, height)
        return run_surface(application, program.window, program, in_window=in_window)


def _say(words: str) -> None:
    sys.stderr.write(f"{words}\n")
