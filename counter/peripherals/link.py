"""The wire to a device: bytes out, bytes in, with deadlines; serial ports, ptys and TCP alike."""

from __future__ import annotations

import contextlib
import errno
import os
import select
import socket
import time
from typing import Protocol
from urllib.parse import urlsplit

import serial

from counter.peripherals import (
    DeviceAbsent,
    DeviceLost,
    PeripheralError,
    PortInUse,
    PortNotAllowed,
)

CONNECT_SECONDS = 3.0
WRITE_SECONDS = 5.0
_SLICE_SECONDS = 0.02
_FLUSHES = 64


class Link(Protocol):
    """What a driver needs of a wire; one thread uses it at a time."""

    @property
    def is_open(self) -> bool:
        """Whether bytes can be moved."""
        ...

    def open(self) -> None:
        """Open the wire; raises DeviceAbsent, PortInUse or PortNotAllowed."""
        ...

    def write(self, data: bytes) -> None:
        """Hand over all bytes; raises DeviceLost, after which it is unknown how many went out."""
        ...

    def read(self, size: int, timeout: float) -> bytes:
        """Return up to `size` bytes, fewer if `timeout` seconds pass first; raises DeviceLost."""
        ...

    def flush(self) -> None:
        """Throw away what has arrived by now, without waiting; raises DeviceLost."""
        ...

    def close(self) -> None:
        """Let go of the wire; closing twice is harmless."""
        ...


def open_link(
    url: str, device: str, baud: int = 115200, write_seconds: float = WRITE_SECONDS
) -> Link:
    """Choose the wire for a URL (`socket://host:port`, COM3, /dev/ttyUSB0), not opened yet."""
    if url.startswith("socket://"):
        return TcpLink(url, device, write_seconds)
    return SerialLink(url, device, baud, write_seconds)


def discard(link: Link, quiet: float, at_most: float = 1.0) -> None:
    """Throw away input until the wire is silent for `quiet` seconds."""
    end = time.monotonic() + at_most
    while time.monotonic() < end and link.read(1, quiet):
        link.flush()


def opening_error(device: str, trouble: Exception) -> PeripheralError:
    """Say why a serial port could not be opened."""
    code = getattr(trouble, "errno", None)
    # Windows has no errno here and refuses a port in use as "PermissionError(13, …)".
    if code in (errno.EAGAIN, errno.EBUSY) or (code is None and "PermissionError" in str(trouble)):
        return PortInUse(device)
    if code in (errno.EACCES, errno.EPERM):
        return PortNotAllowed(device)
    return DeviceAbsent(device)


class SerialLink:
    """A serial port, or a pty that stands for one, through pyserial."""

    def __init__(self, url: str, device: str, baud: int, write_seconds: float) -> None:
        """Remember the port; `device` is the name used in sentences."""
        self._write_seconds = write_seconds
        self._url = url
        self._device = device
        self._baud = baud
        self._port: serial.Serial | None = None

    @property
    def is_open(self) -> bool:
        """Whether the port is held."""
        return self._port is not None

    def open(self) -> None:
        """Open the port for ourselves alone; raises what `opening_error` says."""
        if self._port is not None:
            return
        # On POSIX a port can be opened twice unless both ask for exclusiveness; Windows refuses.
        exclusive = True if os.name == "posix" else None
        try:
            self._port = serial.serial_for_url(
                self._url,
                baudrate=self._baud,
                timeout=_SLICE_SECONDS,
                write_timeout=self._write_seconds,
                exclusive=exclusive,
            )
        except (OSError, ValueError) as trouble:
            raise opening_error(self._device, trouble) from trouble

    def write(self, data: bytes) -> None:
        """Hand over all bytes; raises DeviceLost."""
        port = self._held()
        try:
            port.write(data)
        # pyserial raises plain OSError as well as SerialException after an unplug.
        except OSError as trouble:
            self.close()
            raise DeviceLost(self._device) from trouble

    def read(self, size: int, timeout: float) -> bytes:
        """Return up to `size` bytes within `timeout` seconds; raises DeviceLost."""
        port = self._held()
        end = time.monotonic() + timeout
        received = bytearray()
        try:
            while True:
                received += port.read(size - len(received))
                if len(received) >= size or time.monotonic() >= end:
                    return bytes(received)
        except (OSError, TypeError) as trouble:  # TypeError: closed by another thread
            self.close()
            raise DeviceLost(self._device) from trouble

    def flush(self) -> None:
        """Throw away what has arrived; raises DeviceLost."""
        try:
            self._held().reset_input_buffer()
        except OSError as trouble:
            self.close()
            raise DeviceLost(self._device) from trouble

    def close(self) -> None:
        """Let go of the port."""
        port, self._port = self._port, None
        if port is not None:
            with contextlib.suppress(OSError):
                port.close()

    def _held(self) -> serial.Serial:
        if self._port is None:
            raise DeviceLost(self._device)
        return self._port


class TcpLink:
    """A device server on the network, or a simulator.

    pyserial's own `socket://` waits five seconds to connect, sleeps 0.3 s when closing and leaks
    the socket when the far end closed first; the standard library does not.
    """

    def __init__(self, url: str, device: str, write_seconds: float) -> None:
        """Remember the address; `device` is the name used in sentences."""
        self._write_seconds = write_seconds
        parts = urlsplit(url)
        self._address = (parts.hostname or "127.0.0.1", parts.port or 9100)
        self._device = device
        self._socket: socket.socket | None = None

    @property
    def is_open(self) -> bool:
        """Whether a connection is held."""
        return self._socket is not None

    def open(self) -> None:
        """Connect; raises DeviceAbsent."""
        if self._socket is not None:
            return
        try:
            connection = socket.create_connection(self._address, timeout=CONNECT_SECONDS)
        except OSError as trouble:
            raise DeviceAbsent(self._device) from trouble
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection.settimeout(self._write_seconds)
        self._socket = connection

    def write(self, data: bytes) -> None:
        """Hand over all bytes; raises DeviceLost."""
        connection = self._held()
        try:
            connection.sendall(data)
        except OSError as trouble:
            self.close()
            raise DeviceLost(self._device) from trouble

    def read(self, size: int, timeout: float) -> bytes:
        """Return up to `size` bytes within `timeout` seconds; raises DeviceLost."""
        connection = self._held()
        end = time.monotonic() + timeout
        received = bytearray()
        try:
            while len(received) < size:
                left = max(0.0, end - time.monotonic())
                if not select.select([connection], [], [], left)[0]:
                    break
                chunk = connection.recv(size - len(received))
                if not chunk:
                    raise ConnectionResetError(errno.ECONNRESET, "closed by the device")
                received += chunk
        except (OSError, ValueError) as trouble:  # ValueError: closed by another thread
            self.close()
            raise DeviceLost(self._device) from trouble
        return bytes(received)

    def flush(self) -> None:
        """Throw away what has arrived; raises DeviceLost."""
        # Counted: a device that never stops talking must not hold the desk up.
        for _ in range(_FLUSHES):
            if not self.read(4096, 0.0):
                return

    def close(self) -> None:
        """Hang up."""
        connection, self._socket = self._socket, None
        if connection is not None:
            connection.close()

    def _held(self) -> socket.socket:
        if self._socket is None:
            raise DeviceLost(self._device)
        return self._socket
