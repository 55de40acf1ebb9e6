"""The rating pad's program: its window, and its end of the wire to its desk under the pad's key."""

import secrets
import uuid
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty
from typing import Any
from urllib.parse import urlsplit

from PyQt6 import sip
from PyQt6.QtCore import QObject, QTimer, pyqtSignal

from counter.app_opening import CannotOpen
from counter.app_surface import open_surface_qt, run_surface, ticking
from counter.peripherals.link import open_link
from counter.peripherals.rating_pad import Invitation
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
from counter.peripherals.rating_pad.softpad import SoftPad
from counter.policy import load_policy
from counter.policy.hall import load_pad_reasons
from counter.settings import BadSettings, read_devices
from counter.store.credentials import KeyringCredentials
from counter.store.profile import read_profile
from counter.store.trouble import StoreTrouble
from counter.windows.presenters.surfaces.pad import PadPresenter, PadWords, Question
from counter.windows.surfaces.pad_window import PadWindow
from counter.workflows.clock import SystemClock, hall_day
from counter.workplace import pad_wire_key, read_pad_keys

TICK_MS = 200
LOOPBACK = "127.0.0.1"
PRACTICE_EVERY_MS = 3000
PRACTICE_ASKS_S = 40.0


@dataclass(frozen=True)
class PadStart:
    """What a pad needs to begin: where it listens, the key of the wire, its window."""

    host: str
    port: int
    key: bytes = field(repr=False)
    window_no: int


class PadProgram(QObject):
    """One pad from its start to the end; also what the presenter says to the desk."""

    _heard = pyqtSignal(object)
    _linked = pyqtSignal(bool)
    # Emitted on the server's thread: Qt queues them to this object's.

    def __init__(self, start: PadStart) -> None:
        """Listen; raises ``OSError`` when the port is taken."""
        super().__init__()
        self.window = PadWindow()
        day = hall_day(SystemClock().now())
        late = load_policy().whole("review.late_workdays", day)
        self.presenter = PadPresenter(self.window, self, PadWords(load_pad_reasons(), late))
        self.presenter.plate(start.window_no, "")
        for signal, method in (
            (self.window.pressed, self.presenter.pressed),
            (self.window.reason_toggled, self.presenter.reason_toggled),
            (self.window.reasons_sent, self.presenter.reasons_sent),
            (self.window.reasons_skipped, self.presenter.reasons_skipped),
        ):
            signal.connect(method)
        self._heard.connect(self._take)
        self._linked.connect(self.presenter.linked)
        self.server = PadServer(
            (start.host, start.port), start.key, self._heard.emit, self._linked.emit
        )
        self._timer = ticking(self, self.presenter.tick, TICK_MS)

    def rated(self, session: str, grade: int) -> None:
        """A citizen pressed."""
        self.server.send(rated_line(session, grade))

    def reasons(self, session: str, codes: tuple[str, ...]) -> None:
        """A citizen chose reasons."""
        self.server.send(reasons_line(session, codes))

    def close(self) -> None:
        """Hang up and remove the window."""
        self._timer.stop()
        self.server.close()
        sip.delete(self.window)

    def _take(self, said: Said) -> None:
        match said:
            case Asked(session, ticket, window, staff, _item, seconds):
                ends = self.presenter.now() + seconds
                self.presenter.asked(Question(session, ticket, window, staff, ends))
            case Cancelled(session):
                self.presenter.cancelled(session)
            case Accepted(session):
                self.presenter.accepted(session)
            case Plate(window, staff):
                self.presenter.plate(window, staff)


class PracticeDesk(QObject):
    """A desk that asks again and again, through the real driver, to try a pad without one."""

    def __init__(self, port: int, key: bytes, window_no: int) -> None:
        """Connect and begin."""
        super().__init__()
        self._window_no, self._asked, self._is_open = window_no, 0, False
        self._pad = SoftPad(open_link(f"socket://{LOOPBACK}:{port}", "评价器"), key=key)
        self._pad.show_plate(window_no, "0512")
        self._timer: QTimer = ticking(self, self._step, PRACTICE_EVERY_MS)

    def close(self) -> None:
        """Hang up."""
        self._timer.stop()
        self._pad.close()

    def _step(self) -> None:
        events: list[Any] = []
        try:
            while True:
                events.append(self._pad.events().get_nowait())
        except Empty:
            pass
        if events or not self._asked:
            self._asked += 1
            invitation = Invitation(f"A{self._asked:03d}", self._window_no, "0512", "")
            self._pad.begin(str(uuid.uuid4()), invitation, PRACTICE_ASKS_S)


def pad_start(folder: Path, listen: str = "") -> PadStart:
    """What the window's profile says of its pad; raises ``CannotOpen``.

    ``listen`` is ``host:port`` where the pad stands on another machine than the desk.
    """
    try:
        profile = read_profile(folder)
        key = pad_wire_key(read_pad_keys(KeyringCredentials(str(profile.id))))
        url = f"socket://{listen}" if listen else read_devices(folder).rating_pad.url
    except (StoreTrouble, BadSettings) as trouble:
        raise CannotOpen(trouble.sentence) from trouble
    host, port = _place(url)
    return PadStart(host, port, key, profile.window_no)


def run_pad(start: PadStart | None, *, in_window: bool) -> int:
    """Run the pad until its window is closed; without a start, try it with a practice desk.

    Raises ``CannotOpen``.
    """
    application = open_surface_qt()
    beginning = start or PadStart(LOOPBACK, 0, secrets.token_bytes(32), 5)
    try:
        program = PadProgram(beginning)
    except OSError:
        raise CannotOpen(
            f"端口 {beginning.port} 用不了：可能已经开着一个评价器。请关掉它再打开。"
        ) from None
    desk = None
    if start is None:
        desk = PracticeDesk(program.server.port, beginning.key, beginning.window_no)
    try:
        return run_surface(application, program.window, program, in_window=in_window)
    finally:
        if desk is not None:
            desk.close()


def _place(url: str) -> tuple[str, int]:
    try:
        parts = urlsplit(url)
        if parts.scheme == "socket" and parts.hostname and parts.port:
            return parts.hostname, parts.port
    except ValueError:
        pass
    raise CannotOpen("评价器的地址不对。请写成 --listen 地址:端口，例如 127.0.0.1:4780。")
