"""The one thread of sync: runs the engine's actions, does its waiting, and is stopped within two
seconds."""

import datetime as dt
import logging
import selectors
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass

from sync import actions as act
from sync import events as ev
from sync.engine import Engine
from sync.line import Unreachable
from sync.loop import Loop
from sync.performer import Listeners, Performer
from sync.postgres import PostgresCentre
from sync.sides import DeskFile
from sync.status import SyncStatus
from sync.values import Moved

STOP_S = 2.0
RESTART_S = 5.0

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Clocks:
    """The readings sync needs: the present moment in UTC, the boot-time clock in ms, and chance in
    [0, 1)."""

    now: Callable[[], dt.datetime]
    boot_ms: Callable[[], int]
    random: Callable[[], float]


class Worker:
    """Keeps a desk's file and the centre equal on a thread of its own, until stopped.

    ``wake`` may be called from any thread, as often as one likes: after a save, it makes the worker
    look at the outbox at once. It would look within a second anyway.
    """

    def __init__(
        self,
        file: DeskFile,
        connect: Callable[[Callable[[], bool]], PostgresCentre],
        clocks: Clocks,
        listeners: Listeners,
    ) -> None:
        """Take the file and how to make a centre that gives up when told to stop; starts
        nothing."""
        self._stopping = threading.Event()
        self._file, self._clocks, self._listeners = file, clocks, listeners
        self._centre = connect(self._stopping.is_set)
        self._performer = Performer(file, self._centre, clocks.boot_ms, clocks.now, listeners)
        self._bell, self._ringer = socket.socketpair()
        self._bell.setblocking(False)
        self._ringer.setblocking(False)
        # A daemon: looking a host name up cannot be interrupted, and must not keep the program from
        # ending.
        self._thread = threading.Thread(target=self._run, name="sync", daemon=True)

    @property
    def moved(self) -> Moved:
        """How much went each way so far."""
        return self._performer.moved

    @property
    def status(self) -> SyncStatus | None:
        """How sync stands, or nothing before the first report."""
        return self._performer.status

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def wake(self) -> None:
        """Say that there may be something to send."""
        try:
            self._ringer.send(b"!")
        except OSError:
            # Full: it rings already. Closed: it has ended.
            return

    def stop(self) -> bool:
        """End the thread; says whether it ended within two seconds."""
        self._stopping.set()
        self.wake()
        if self._thread.is_alive():
            self._thread.join(STOP_S)
        if self._thread.is_alive():
            return False
        self._bell.close()
        self._ringer.close()
        return True

    def _run(self) -> None:
        is_again = False
        while not self._stopping.is_set():
            try:
                self._serve(is_again)
            except Exception as error:
                is_again = True
                # A full disk or a damaged file: say so, and try again; upload must never end for
                # good. Only the kind of error is logged, for its text may quote a row.
                log.error("sync begins again after %s", type(error).__name__)
                self._listeners.on_alarm("worker")
                self._stopping.wait(RESTART_S)
            finally:
                self._centre.close()

    def _serve(self, is_again: bool) -> None:
        boot_ms = self._clocks.boot_ms()
        origin = self._clocks.now() - dt.timedelta(milliseconds=boot_ms)
        engine = Engine(self._file.state(), origin, self._clocks.random)
        loop = Loop(engine, self._performer)
        loop.take(ev.Started(boot_ms, is_again))
        while not self._stopping.is_set():
            wait = loop.turn()
            if wait is not None:
                loop.take(self._wait(wait))

    def _wait(self, wait: act.Wait) -> ev.Event:
        """Sleep until the time, a save, a hint, or the end of the connection."""
        seconds = max(0, wait.until_ms - self._clocks.boot_ms()) / 1000
        line = self._centre.socket
        with selectors.DefaultSelector() as selector:
            selector.register(self._bell, selectors.EVENT_READ)
            if line is not None:
                selector.register(line, selectors.EVENT_READ)
            ready = {key.fd for key, _ in selector.select(seconds)}
        if self._bell.fileno() in ready:
            self._silence_bell()
        now = self._clocks.boot_ms()
        try:
            if line is not None and self._centre.take_hint():
                return ev.Notified(now)
        except Unreachable:
            return ev.CallFailed(now)
        return ev.Woken(now, self._file.state())

    def _silence_bell(self) -> None:
        try:
            while self._bell.recv(4096):
                continue
        except BlockingIOError:
            return
