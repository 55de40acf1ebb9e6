"""The pad's end of the wire: listens for its desk, lets in who proves the pad's key, and nobody
else.

One desk at a time. A desk that was restarted takes the place of its earlier connection once it has
proved itself; a stranger cannot push a desk out.
"""

from __future__ import annotations

import hmac
import logging
import select
import socket
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from counter.peripherals.rating_pad.pad_messages import Ping, Said, Strange, pong_line, read
from counter.peripherals.rating_pad.softpad_seal import (
    BadSeal,
    Greeting,
    Lines,
    SealedEnd,
    hello_line,
    new_nonce,
    read_greeting,
)

log = logging.getLogger(__name__)

TICK_SECONDS = 0.05
GREETING_SECONDS = 3.0
SILENCE_SECONDS = 6.0
"""A desk pings every two seconds."""
MOST_STRANGERS = 4
_READ_BYTES = 4096
_JOIN_SECONDS = 2.0


@dataclass
class _Peer:
    """One connection; ``end`` is there once it has proved the key."""

    socket: socket.socket
    heard_at: float
    greeting: Greeting | None = None
    end: SealedEnd | None = None
    lines: Lines = field(default_factory=Lines)


class PadServer:
    """One thread from the start until ``close``; both callbacks come on it."""

    def __init__(
        self,
        address: tuple[str, int],
        key: bytes,
        heard: Callable[[Said], None],
        linked: Callable[[bool], None],
    ) -> None:
        """Listen at once; raises ``OSError`` when the port is taken."""
        self._key, self._heard, self._linked = key, heard, linked
        self._listener = socket.create_server(address, backlog=MOST_STRANGERS)
        self._strangers: list[_Peer] = []
        self._desk: _Peer | None = None
        self._outgoing: deque[bytes] = deque()
        self.ignored = 0
        """How many lines meant nothing here."""
        self.refused = 0
        """How many connections did not prove the key, or broke the seal."""
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="pad-server", daemon=True)
        self._thread.start()

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self._listener.getsockname()[1])

    def send(self, line: bytes) -> None:
        """Say something to the desk; without one it is dropped: the desk asks again by itself."""
        self._outgoing.append(line)

    def close(self) -> None:
        """Hang up and free the port."""
        self._stopping.set()
        self._thread.join(_JOIN_SECONDS)
        for peer in self._peers():
            peer.socket.close()
        self._listener.close()

    def _peers(self) -> list[_Peer]:
        return [*self._strangers, *([] if self._desk is None else [self._desk])]

    def _run(self) -> None:
        while not self._stopping.is_set():
            peers = {peer.socket: peer for peer in self._peers()}
            ready, _, _ = select.select([self._listener, *peers], [], [], TICK_SECONDS)
            for one in ready:
                if one is self._listener:
                    self._accept()
                elif peers[one] in self._peers():
                    self._serve(peers[one])
            self._speak()
            self._drop_silent()

    def _accept(self) -> None:
        try:
            connection, _ = self._listener.accept()
        except OSError:
            return
        if len(self._strangers) >= MOST_STRANGERS:
            connection.close()
            return
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection.settimeout(1.0)
        self._strangers.append(_Peer(connection, time.monotonic()))

    def _serve(self, peer: _Peer) -> None:
        try:
            data = peer.socket.recv(_READ_BYTES)
            if not data:
                self._drop(peer)
                return
            for line in peer.lines.feed(data):
                self._take(peer, line)
        except OSError:
            self._drop(peer)
        except BadSeal:
            self.refused += 1
            log.warning("rating pad: a connection did not prove the key")
            self._drop(peer)

    def _take(self, peer: _Peer, line: bytes) -> None:
        if peer.end is not None:
            peer.heard_at = time.monotonic()
            self._hear(read(peer.end.open(line)))
        elif peer.greeting is None:
            desk_nonce = read_greeting(line, "hello").get("nonce", b"")
            peer.greeting = Greeting(self._key, desk_nonce, new_nonce())
            peer.socket.sendall(hello_line(peer.greeting.pad_nonce, peer.greeting.pad_proof()))
        else:
            proof = read_greeting(line, "proof").get("proof", b"")
            if not hmac.compare_digest(peer.greeting.desk_proof(), proof):
                raise BadSeal
            peer.end, peer.heard_at = peer.greeting.pad_end(), time.monotonic()
            self._let_in(peer)

    def _let_in(self, peer: _Peer) -> None:
        earlier, self._desk = self._desk, peer
        self._strangers.remove(peer)
        self._outgoing.clear()
        if earlier is not None:
            earlier.socket.close()
        self._linked(True)

    def _hear(self, said: Said) -> None:
        match said:
            case Ping():
                self.send(pong_line())
            case Strange():
                self.ignored += 1
            case _:
                self._heard(said)

    def _speak(self) -> None:
        while self._outgoing:
            line, desk = self._outgoing.popleft(), self._desk
            if desk is None or desk.end is None:
                continue
            try:
                desk.socket.sendall(desk.end.seal(line))
            except OSError:
                self._drop(desk)

    def _drop_silent(self) -> None:
        now = time.monotonic()
        for peer in self._peers():
            limit = GREETING_SECONDS if peer.end is None else SILENCE_SECONDS
            if now - peer.heard_at > limit:
                self._drop(peer)

    def _drop(self, peer: _Peer) -> None:
        peer.socket.close()
        if peer is self._desk:
            self._desk = None
            self._linked(False)
        elif peer in self._strangers:
            self._strangers.remove(peer)
