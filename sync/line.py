"""A connection to PostgreSQL whose every wait ends: by an answer, by silence, by a deadline, or by
being told to stop.

psycopg waits for ever by itself. A centre that accepts and never answers must be given up in
seconds, while a slow link that still moves bytes must not, so the waiting is done here, on
psycopg's own generators.
"""

import re
import selectors
import struct
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, LiteralString, Self, TypeVar

import psycopg
from psycopg import pq, sql
from psycopg.abc import PQGen
from psycopg.conninfo import make_conninfo
from psycopg.waiting import Ready, Wait

from sync.settings import CentreAddress

if sys.platform == "linux":
    import fcntl
    import termios

RV = TypeVar("RV")
PERMANENT = frozenset({"CW", "22", "23", "28", "3D", "3F", "42"})
"""SQLSTATE classes that the same call would meet again; all others are weather."""
LOOK_S = 0.1
"""How often a wait looks up: how late at most a stop or the end of patience is noticed."""


class Unreachable(Exception):
    """No answer in time, or the connection died; what was asked may or may not have been done."""


class LoginRefused(Exception):
    """The server answered and will not let this login in."""


# libpq tells of a refused login in words only. A server that is starting, full or shutting down is
# not one of these.
_LOGIN_REFUSED = re.compile(
    r"authentication failed|not permitted to log in|no pg_hba\.conf entry"
    r"|role \".*\" does not exist|认证失败|不允许登录|不允许登陆"
)


def never() -> bool:
    """The answer of one who never stops."""
    return False


@dataclass
class Patience:
    """How long to wait: ``silence_s`` without a byte either way, until ``deadline`` (monotonic
    seconds), until stopped."""

    silence_s: float
    deadline: float | None = None
    is_stopped: Callable[[], bool] = never
    _moved_at: float = field(default_factory=time.monotonic)
    _unsent: int = 0

    def begin(self) -> None:
        """A new call: silence counts from here; raises ``Unreachable`` when none may begin."""
        self._moved_at, self._unsent = time.monotonic(), 0
        if self.is_stopped():
            raise Unreachable("stopped")

    def look(self, fd: int, is_ready: bool) -> None:
        """Note progress; raises ``Unreachable`` when patience has ended."""
        now = time.monotonic()
        unsent = _unsent_bytes(fd)
        if is_ready or unsent < self._unsent:
            self._moved_at = now
        self._unsent = unsent
        if self.is_stopped():
            raise Unreachable("stopped")
        if now - self._moved_at > self.silence_s:
            raise Unreachable("silence")
        if self.deadline is not None and now > self.deadline:
            raise Unreachable("deadline")


class Refused(Exception):
    """The server understood the call and refused it; ``code`` is the SQLSTATE."""

    def __init__(self, code: str) -> None:
        """Keep the SQLSTATE; the server's text may quote data and is dropped."""
        super().__init__(code)
        self.code = code


class Line(psycopg.Connection[tuple[Any, ...]]):
    """A connection with patience; after ``Unreachable`` it is closed and of no further use."""

    patience: Patience
    hinted = False
    """Whether a notification came since this was last cleared."""

    @classmethod
    def open(cls, address: CentreAddress, patience: Patience) -> Self:
        """Connect; raises ``Unreachable`` or ``LoginRefused``."""
        # Before the first byte: one who is stopped does not even knock.
        patience.begin()
        conninfo = make_conninfo("", **address.connection_parameters())
        pgconn = pq.PGconn.connect_start(conninfo.encode())
        try:
            _establish(pgconn, patience)
        except BaseException:
            pgconn.finish()
            raise
        pgconn.nonblocking = 1
        line = cls(pgconn)
        line.patience = patience
        line.add_notify_handler(line._take_hint)
        line._autocommit = True
        return line

    def call(self, query: LiteralString, parameters: Sequence[Any] = ()) -> Any:
        """Run one function call; gives its single value. Raises ``Unreachable`` or ``Refused``."""
        row = self._run(query, parameters).fetchone()
        return None if row is None else row[0]

    def listen(self, channel: str) -> None:
        """Have notifications of a channel sent here. Raises ``Unreachable`` or ``Refused``."""
        self._run(sql.SQL("listen {}").format(sql.Identifier(channel)), ())

    def _run(
        self, query: LiteralString | sql.Composed, parameters: Sequence[Any]
    ) -> psycopg.Cursor[tuple[Any, ...]]:
        try:
            self.patience.begin()
            return self.execute(query, parameters)
        except psycopg.Error as error:
            code = error.sqlstate
            if code is not None and code[:2] in PERMANENT and not self.closed:
                raise Refused(code) from None
            self.close()
            raise Unreachable(code or "lost") from None
        except BaseException:
            self.close()
            raise

    def take_in(self) -> None:
        """Read what came unasked; raises ``Unreachable`` when the other side has hung up."""
        try:
            self.pgconn.consume_input()
            # The last words of a server that ends come before its hanging up.
            while _is_readable(self.pgconn.socket):
                self.pgconn.consume_input()
        except psycopg.OperationalError:
            self.close()
            raise Unreachable("hung up") from None
        while self.pgconn.notifies() is not None:
            self.hinted = True

    def wait(self, gen: PQGen[RV], interval: float = LOOK_S, timeout: float | None = None) -> RV:
        """Drive one of psycopg's generators with patience; raises ``Unreachable``."""
        fd = self.pgconn.socket
        try:
            wanted = next(gen)
            while True:
                wanted = gen.send(_ready(fd, wanted, self.patience))
        except StopIteration as end:
            result: RV = end.value
            return result

    def _take_hint(self, _notify: psycopg.Notify) -> None:
        self.hinted = True


def _establish(pgconn: pq.abc.PGconn, patience: Patience) -> None:
    """Bring a begun connection to its end, whatever that is."""
    patience.begin()
    while True:
        match pgconn.connect_poll():
            case pq.PollingStatus.OK:
                return
            case pq.PollingStatus.READING:
                wanted = Wait.R
            case pq.PollingStatus.WRITING:
                wanted = Wait.W
            case _:
                refused = _LOGIN_REFUSED.search(pgconn.get_error_message())
                # The text names host and role: no use to a clerk, none in a log.
                raise LoginRefused if refused else Unreachable("no connection")
        while not _ready(pgconn.socket, wanted, patience):
            pass


def _is_readable(fd: int) -> bool:
    with selectors.DefaultSelector() as selector:
        selector.register(fd, selectors.EVENT_READ)
        return bool(selector.select(0))


def _ready(fd: int, wanted: Wait, patience: Patience) -> Ready:
    """Wait a little for a socket; what it is ready for, possibly nothing."""
    with selectors.DefaultSelector() as selector:
        try:
            selector.register(fd, wanted)
            found = selector.select(LOOK_S)
        except (OSError, ValueError) as error:
            raise Unreachable("the socket is gone") from error
    patience.look(fd, bool(found))
    return Ready(found[0][1] if found else Ready.NONE)


def _unsent_bytes(fd: int) -> int:
    """How much the other side has not taken yet; tells a slow link from a dead one (Linux, tcp(7)
    SIOCOUTQ)."""
    if sys.platform != "linux":
        return 0
    try:
        answer = fcntl.ioctl(fd, termios.TIOCOUTQ, bytes(4))
    except OSError:
        return 0
    return int(struct.unpack("i", answer)[0])
