"""A throw-away hall for the screens that stand in it: embedded centre, simulated printer, a
player who calls numbers. Nothing of it is left afterwards; nobody in it is a person."""

import itertools
import shutil
import tempfile
import threading
import uuid
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from counter.app_devices import Identity, enrol_device
from counter.app_opening import WhereTo
from counter.peripherals.receipt_printer.simulator import SimulatedReceiptPrinter
from counter.peripherals.registry import DeviceSettings
from counter.peripherals.wire import TcpWire
from counter.settings import DevicesSettings
from counter.store.credentials import MemoryCredentials
from counter.workflows.ports import NotAllowed, Offline
from sync.asking import ShortLine
from sync.central.admin.add_hall import HallFacts, add_hall
from sync.central.admin.devices import add_device
from sync.central.admin.windows import Place, add_window
from sync.central.embedded import EmbeddedCentre
from sync.enrolment_desk import EnrolmentDesk
from sync.queue_authority import PostgresQueueAuthority

HALL = 3
PLAY_EVERY_S = 4.0
_FACTS = HallFacts("示例市住房公积金综合服务大厅", "示例市样例区政务路1号", "12329", "12329")
_NAMES = {"kiosk": "1号取号机", "display": "1号显示屏"}
_DAY = (("A", "L01"), ("G", "W11"), ("B", "W01"), ("A", "L02"), ("C", "D01"), ("D", "C01"))
_WINDOWS = (7, 1, 2, 5, 10, 12)


class HallTrial:
    """The hall, while its block lasts."""

    def __init__(self, progress: Callable[[str], None] = lambda _words: None) -> None:
        """Nothing is started yet."""
        self._progress = progress
        self._stack = ExitStack()
        self.centre = EmbeddedCentre()
        self.printer = SimulatedReceiptPrinter(TcpWire())
        self._stack.callback(self.printer.close)
        self.folder = Path(tempfile.mkdtemp(prefix="counter-hall-"))
        self._stack.callback(shutil.rmtree, self.folder, ignore_errors=True)

    def __enter__(self) -> "HallTrial":
        self._progress("正在准备演示中心…")
        try:
            self._stack.enter_context(self.centre)
            add_hall(self.centre.admin_dsn, HALL, _FACTS, self.folder / "keys")
        except BaseException:
            self._stack.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    @property
    def devices(self) -> DevicesSettings:
        """The simulated printer, as a kiosk is told of a real one."""
        return DevicesSettings(receipt_printer=DeviceSettings("escpos", self.printer.url))

    def device(self, kind: str) -> Identity:
        """A device set up by its code, its password in memory; raises ``CannotOpen``."""
        code = add_device(self.centre.admin_dsn, HALL, kind, _NAMES[kind]).code
        address = self.centre.address("", "")
        where = WhereTo(f"{address.host}:{address.port}/{address.dbname}", "", code)
        return enrol_device(self.folder / kind, kind, where, MemoryCredentials())

    def window(self, number: int) -> PostgresQueueAuthority:
        """A window's own line to the queue."""
        place = Place(HALL, number)
        code = add_window(self.centre.admin_dsn, place, self.folder / "keys").code
        address = self.centre.address("", "")
        desk = EnrolmentDesk(address.host, address.port, address.dbname, None)
        bundle = desk.redeem(code).bundle
        line = ShortLine(self.centre.address(bundle.role, bundle.password))
        self._stack.callback(line.close)
        return PostgresQueueAuthority(line)

    def play(self) -> None:
        """Let numbers be taken and called until the end, on a thread of its own."""
        windows = [self.window(number) for number in _WINDOWS]
        stopping = threading.Event()

        def run() -> None:
            turns = zip(itertools.cycle(_DAY), itertools.cycle(windows), strict=False)
            for nth, ((series, business), window) in enumerate(turns):
                try:
                    window.issue(series, business)
                    granted = window.grant_next(uuid.uuid4()) if nth >= len(_DAY) else None
                    if granted is not None:
                        window.report_called(granted.grant_id)
                except (Offline, NotAllowed):
                    pass
                if stopping.wait(PLAY_EVERY_S if nth >= len(_DAY) else 0):
                    return

        thread = threading.Thread(target=run, name="hall-player", daemon=True)
        self._stack.callback(thread.join, 3.0)
        self._stack.callback(stopping.set)
        thread.start()
