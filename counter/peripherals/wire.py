"""The simulators' end of a cable: a pty or a TCP port that a real driver can open."""

from __future__ import annotations

import contextlib
import os
import select
import socket
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from counter.peripherals.faults import Faults

_READ_BYTES = 4096
_TICK_SECONDS = 0.02

Received = Callable[[bytes], None]


class Wire(Protocol):
    """A cable end that hands over what the driver writes and carries the device's answers."""

    faults: Faults

    @property
    def url(self) -> str:
        """What the driver opens."""
        ...

    def start(self, received: Received) -> None:
        """Begin to listen; `received` is called on the wire's own thread."""
        ...

    def send(self, data: bytes, faults: Faults | None = None) -> None:
        """Send an answer through `faults` (default: the wire's own); with no driver it is lost."""
        ...

    def hang_up(self) -> None:
        """Break the connection; the driver may connect again."""
        ...

    def unplug(self) -> None:
        """Break the connection and refuse new ones until `plug_in`."""
        ...

    def plug_in(self) -> None:
        """Accept connections again at the same URL."""
        ...

    def close(self) -> None:
        """End the thread and free the port."""
        ...


class TcpWire:
    """A cable end on a TCP port of this machine; one driver at a time, as most printers allow."""

    def __init__(self, port: int = 0, faults: Faults | None = None) -> None:
        """Take a port (0 = any free one)."""
        self.faults = faults or Faults()
        self._listener: socket.socket | None = socket.create_server(("127.0.0.1", port))
        self._port: int = self._listener.getsockname()[1]
        self._peer: socket.socket | None = None
        self._received: Received = lambda _: None
        self._lock = threading.RLock()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._serve, name="tcp-wire", daemon=True)

    @property
    def url(self) -> str:
        """What the driver opens."""
        return f"socket://127.0.0.1:{self._port}"

    def start(self, received: Received) -> None:
        """Begin to listen."""
        self._received = received
        self._thread.start()

    def send(self, data: bytes, faults: Faults | None = None) -> None:
        """Send an answer through the faults."""
        (faults or self.faults).send(data, self._write, self.hang_up)

    def hang_up(self) -> None:
        """Break the connection."""
        with self._lock:
            peer, self._peer = self._peer, None
            if peer is not None:
                with contextlib.suppress(OSError):
                    peer.shutdown(socket.SHUT_RDWR)
                peer.close()

    def unplug(self) -> None:
        """Break the connection and stop listening."""
        with self._lock:
            listener, self._listener = self._listener, None
            if listener is not None:
                listener.close()
            self.hang_up()

    def plug_in(self) -> None:
        """Listen again on the same port."""
        with self._lock:
            if self._listener is None:
                self._listener = socket.create_server(("127.0.0.1", self._port))

    def close(self) -> None:
        """End the thread and free the port."""
        self._stopping.set()
        self.unplug()
        if self._thread.is_alive() and self._thread is not threading.current_thread():
            self._thread.join(timeout=2.0)

    def _write(self, data: bytes) -> None:
        with self._lock, contextlib.suppress(OSError):
            if self._peer is not None:
                self._peer.sendall(data)

    def _serve(self) -> None:
        while not self._stopping.is_set():
            # OSError and ValueError: the socket was closed under select by hang_up or unplug.
            with contextlib.suppress(OSError, ValueError):
                self._turn()

    def _turn(self) -> None:
        with self._lock:
            peer, listener = self._peer, self._listener
        waiting = peer or listener
        if waiting is None or self.faults.deaf:
            self._stopping.wait(_TICK_SECONDS)
            return
        if not select.select([waiting], [], [], _TICK_SECONDS)[0]:
            return
        if peer is None and listener is not None:
            self._accept(listener)
        elif peer is not None:
            self._read(peer)

    def _accept(self, listener: socket.socket) -> None:
        peer, _ = listener.accept()
        peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with self._lock:
            if self._listener is listener:
                self._peer = peer
            else:  # unplugged meanwhile
                peer.close()

    def _read(self, peer: socket.socket) -> None:
        data = peer.recv(_READ_BYTES)
        if data:
            self._received(data)
        else:
            self.hang_up()


class PtyWire:
    """A cable end behind a pseudo-terminal: the driver opens what it takes for a serial port.

    The port is a symbolic link that stays while the terminal behind it changes on `plug_in`.
    """

    def __init__(self, faults: Faults | None = None) -> None:
        """Make the terminal and publish its name."""
        self.faults = faults or Faults()
        self._folder = tempfile.TemporaryDirectory(prefix="counter-wire-")
        self._name = Path(self._folder.name) / "port"
        self._master = -1
        self._slave = -1
        self._lock = threading.RLock()
        self._received: Received = lambda _: None
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._serve, name="pty-wire", daemon=True)
        self.plug_in()

    @property
    def url(self) -> str:
        """What the driver opens."""
        return str(self._name)

    def start(self, received: Received) -> None:
        """Begin to listen."""
        self._received = received
        self._thread.start()

    def send(self, data: bytes, faults: Faults | None = None) -> None:
        """Send an answer through the faults."""
        (faults or self.faults).send(data, self._write, self.hang_up)

    def hang_up(self) -> None:
        """Break the connection; a fresh terminal stands behind the same name at once."""
        with self._lock:
            old = (self._master, self._slave)
            self._master = self._slave = -1
            self.plug_in()
            _close_all(old)

    def unplug(self) -> None:
        """Take the terminal away."""
        with self._lock:
            self._name.unlink(missing_ok=True)
            _close_all((self._master, self._slave))
            self._master = self._slave = -1

    def plug_in(self) -> None:
        """Put a terminal behind the name."""
        # No Windows has these; there simulators run on TCP.
        import tty

        with self._lock:
            if self._master >= 0 or self._stopping.is_set():
                return
            self._master, self._slave = os.openpty()
            # A fresh pty is in cooked mode: it echoes and eats control bytes.
            tty.setraw(self._master)
            tty.setraw(self._slave)
            fresh = self._name.with_suffix(".new")
            fresh.symlink_to(os.ttyname(self._slave))
            fresh.replace(self._name)

    def close(self) -> None:
        """End the thread and take the terminal away."""
        self._stopping.set()
        if self._thread.is_alive() and self._thread is not threading.current_thread():
            self._thread.join(timeout=2.0)
        self.unplug()
        self._folder.cleanup()

    def _write(self, data: bytes) -> None:
        with self._lock, contextlib.suppress(OSError):
            if self._master >= 0:
                os.write(self._master, data)

    def _serve(self) -> None:
        while not self._stopping.is_set():
            with contextlib.suppress(OSError, ValueError):
                self._turn()

    def _turn(self) -> None:
        with self._lock:
            master = self._master
        if master < 0 or self.faults.deaf:
            self._stopping.wait(_TICK_SECONDS)
            return
        if not select.select([master], [], [], _TICK_SECONDS)[0]:
            return
        with self._lock:
            # The number may belong to another file by now if the terminal was replaced meanwhile.
            data = os.read(master, _READ_BYTES) if master == self._master else b""
        if data:
            self._received(data)


def _close_all(ends: tuple[int, ...]) -> None:
    for end in ends:
        if end >= 0:
            os.close(end)
