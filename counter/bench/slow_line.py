"""A TCP proxy that does to a connection what networks do, on a thread of its own.

It works on bytes and knows no protocol, so it stands in front of TLS as well. ``weather`` may be
changed at any time. Benchmarks use its slow lines, the tests of faults the rest too.
"""

import contextlib
import os
import selectors
import socket
import threading
import time
from collections import deque
from dataclasses import dataclass, field

CHUNK = 65_536
TRICKLE_S = 0.05
_LATE_S = 0.002
_LEAST_S, _MOST_S = 0.0002, 0.02
"""How long a look lasts: not so short that it spins when a peer takes nothing."""


@dataclass(frozen=True)
class Weather:
    """What happens to bytes and connections from now on."""

    refuses: bool = False  # new connections are reset, open ones cut
    hangs: bool = False  # everything is accepted, nothing is passed on
    swallows_answer: bool = (
        False  # the request passes; at the first byte of the answer both ends are cut
    )
    delay_s: float = 0.0  # each way
    bytes_per_s: float = 0.0  # each way; 0: as fast as it goes
    cut_after: int = 0  # bytes in both directions together, counted per connection; 0: never


FAIR = Weather()


@dataclass
class Direction:
    """One way of one connection: what was read, when it may go on, when the wire is free again."""

    source: socket.socket
    target: socket.socket
    waiting: deque[tuple[float, bytes]] = field(default_factory=deque)
    free_at: float = 0.0

    def may_read(self, now: float) -> bool:
        """Whether the wire has taken all that was read before; what is under way does not hold it
        up."""
        return self.free_at <= now


@dataclass
class Connection:
    """Both ways of one connection, and how much went through."""

    up: Direction
    down: Direction
    passed: int = 0

    def close(self) -> None:
        """Cut both ends."""
        for each in (self.up.source, self.up.target):
            # A reset, as a vanished peer gives, not a friendly end.
            with contextlib.suppress(OSError):
                each.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
            each.close()


class Proxy:
    """Listens on a free port of ``host`` and passes on to ``target``: (host, port), or a unix
    socket's path."""

    def __init__(self, target: tuple[str, int] | str, host: str = "127.0.0.1") -> None:
        """Listen; the thread begins with ``with``."""
        self.target = target
        self._listener = socket.create_server((host, 0))
        self._listener.setblocking(False)
        self._connections: list[Connection] = []
        self._wake_read, self._wake_write = os.pipe()
        self._stopping = False
        self.weather = FAIR
        self.cuts = 0
        self.port: int = self._listener.getsockname()[1]
        self._thread = threading.Thread(target=self._run, name="proxy", daemon=True)

    def __enter__(self) -> "Proxy":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopping = True
        os.write(self._wake_write, b"x")
        self._thread.join(5)
        for connection in self._connections:
            connection.close()
        self._listener.close()
        os.close(self._wake_read)
        os.close(self._wake_write)

    def _run(self) -> None:
        while not self._stopping:
            self._wait()
            weather = self.weather
            self._accept(weather)
            for connection in list(self._connections):
                try:
                    self._serve(connection, weather)
                except (ConnectionError, OSError):
                    self._cut(connection)

    def _wait(self) -> None:
        with selectors.DefaultSelector() as selector:
            selector.register(self._listener, selectors.EVENT_READ)
            selector.register(self._wake_read, selectors.EVENT_READ)
            ways = [way for each in self._connections for way in (each.up, each.down)]
            now = time.monotonic()
            for way in ways:
                if way.may_read(now) and not self.weather.hangs:
                    selector.register(way.source, selectors.EVENT_READ)
            due = [way.free_at for way in ways if not way.may_read(now)]
            due += [way.waiting[0][0] for way in ways if way.waiting]
            selector.select(max(_LEAST_S, min(_MOST_S, min(due, default=now + _MOST_S) - now)))

    def _accept(self, weather: Weather) -> None:
        with contextlib.suppress(BlockingIOError):
            client, _ = self._listener.accept()
            if weather.refuses:
                client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
                client.close()
                return
            try:
                server = self._reach()
            except OSError:
                # Nobody is there: the server is being restarted.
                client.close()
                return
            for each in (client, server):
                each.setblocking(False)
            self._connections.append(
                Connection(Direction(client, server), Direction(server, client))
            )

    def _reach(self) -> socket.socket:
        if isinstance(self.target, str):
            server = socket.socket(socket.AF_UNIX)
            server.connect(self.target)
            return server
        return socket.create_connection(self.target)

    def _serve(self, connection: Connection, weather: Weather) -> None:
        if weather.refuses:
            raise ConnectionResetError
        if weather.hangs:
            return
        self._read(connection.up, weather)
        if self._read(connection.down, weather) and weather.swallows_answer:
            raise ConnectionResetError
        for way in (connection.up, connection.down):
            connection.passed += _write(way)
        if weather.cut_after and connection.passed >= weather.cut_after:
            raise ConnectionResetError

    def _read(self, way: Direction, weather: Weather) -> int:
        now = time.monotonic()
        if not way.may_read(now):
            return 0
        # A slow link hands on a little at a time, not a lot after a long silence.
        size = max(1, int(weather.bytes_per_s * TRICKLE_S)) if weather.bytes_per_s else CHUNK
        try:
            data = way.source.recv(size)
        except BlockingIOError:
            return 0
        if not data:
            raise ConnectionResetError
        if weather.bytes_per_s:
            # Seen a moment late, the wire was not idle.
            began = way.free_at if now - way.free_at < _LATE_S else now
            way.free_at = began + len(data) / weather.bytes_per_s
        way.waiting.append((max(way.free_at, now) + weather.delay_s, data))
        return len(data)

    def _cut(self, connection: Connection) -> None:
        self.cuts += 1
        self._connections.remove(connection)
        connection.close()


def _write(way: Direction) -> int:
    written = 0
    while way.waiting and way.waiting[0][0] <= time.monotonic():
        due, data = way.waiting.popleft()
        try:
            sent = way.target.send(data)
        except BlockingIOError:
            sent = 0
        written += sent
        if sent < len(data):
            way.waiting.appendleft((due, data[sent:]))
            break
    return written
