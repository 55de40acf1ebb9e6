"""A PostgreSQL cluster of our own in one folder: made, started, stopped, killed.

For the trial and for tests. The server is our child, runs as an unprivileged user when we are
root, and ends with us: its guard holds a pipe from this process, and a closed pipe means stop.
"""

import contextlib
import datetime as dt
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from psycopg.conninfo import make_conninfo

from sync.central.binaries import (
    Account,
    find_binaries,
    reachable,
    unprivileged_account,
)
from sync.central.certificates import ServerCertificate, make_server_certificate

ADMIN = "counter_admin"
START_S = 30.0
STOP_S = 20.0
_LOOK_S = 0.01

# The pipe from this process is the guard's standard input: when it closes, by our wish or our
# death, the server gets SIGINT, which is PostgreSQL's fast shutdown.
_GUARD = '"$@" </dev/null & server=$!; read -r _; kill -INT $server; wait $server'

_SETTINGS = {
    "shared_buffers": "64MB",
    "password_encryption": "scram-sha-256",
    "log_min_messages": "warning",
    # A desk that is gone without a word must not hold its workstation's row.
    "client_connection_check_interval": "1s",
    "idle_in_transaction_session_timeout": "10s",
    "jit": "off",
    "max_prepared_transactions": "0",
}
_HBA = """local all all scram-sha-256
{stations}hostssl all all 127.0.0.1/32 scram-sha-256
"""
_STATIONS = """hostssl all +counter_station 127.0.0.1/32 scram-sha-256 clientcert=verify-full
"""


class ServerDidNotStart(Exception):
    """PostgreSQL did not come up; the text ends with the last lines of its log."""


@dataclass(frozen=True)
class ClusterOptions:
    """``tls``: listen on 127.0.0.1 with a certificate for ``localhost``, else a unix socket only.

    ``durable``: flush to disk, as a real centre does; a throw-away one need not.
    ``connections``: how many sessions it takes at once.
    """

    tls: bool = False
    durable: bool = False
    connections: int = 200
    binaries: Path | None = None
    stations_ca: Path | None = None
    """With it, a station's login must show a certificate of this authority in its own name."""


class Cluster:
    """One server; ``create`` once, then ``start`` and ``stop`` at will; a context manager."""

    def __init__(self, folder: Path, options: ClusterOptions | None = None) -> None:
        """Belong to ``folder``, which must exist; a cluster already in it is taken over."""
        self.folder = folder.resolve()
        self._options = options or ClusterOptions()
        self._account = unprivileged_account()
        self._guard: subprocess.Popen[bytes] | None = None
        self._data = self.folder / "data"
        self._password_file = self.folder / "admin.password"
        self.port = 5432
        self.certificate: ServerCertificate | None = None

    def __enter__(self) -> "Cluster":
        self.create()
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def socket_folder(self) -> Path:
        """Where the unix socket is."""
        return self.folder

    @property
    def is_running(self) -> bool:
        """Whether the server's guard lives."""
        return self._guard is not None and self._guard.poll() is None

    def dsn(self, dbname: str = "postgres") -> str:
        """How the administrator connects, over the unix socket."""
        password = self._password_file.read_text()
        host = str(self.socket_folder)
        return make_conninfo(
            "", host=host, port=self.port, user=ADMIN, password=password, dbname=dbname
        )

    def create(self) -> None:
        """Make the cluster unless it is there."""
        self._binaries = reachable(
            self._options.binaries or find_binaries(), self._account, self.folder
        )
        if self._options.tls:
            self.certificate = make_server_certificate(
                self.folder, "localhost", dt.datetime.now(dt.UTC)
            )
        if (self._data / "PG_VERSION").is_file():
            self._give_away()
            return
        self._password_file.touch(0o600)
        self._password_file.write_text(secrets.token_hex(16))
        self._give_away()
        self._initialise()
        stations = "" if self._options.stations_ca is None else _STATIONS
        (self._data / "pg_hba.conf").write_text(_HBA.format(stations=stations))

    def start(self) -> None:
        """Start and wait until connections are taken; raises ``ServerDidNotStart``."""
        if self.is_running:
            return
        self._end_leftover()
        if self._options.tls:
            self.port = _free_port()
        settings = [word for pair in self._settings().items() for word in ("-c", "=".join(pair))]
        with self._log.open("ab") as log:
            self._guard = self._popen(
                ["/bin/sh", "-c", _GUARD, "guard", *self._server_command(), *settings], log.fileno()
            )
        self._wait_until_ready()

    def stop(self) -> None:
        """End all sessions, write everything down and stop."""
        guard, self._guard = self._guard, None
        if guard is None:
            return
        assert guard.stdin is not None
        guard.stdin.close()
        try:
            guard.wait(STOP_S)
        except subprocess.TimeoutExpired:
            self._signal(signal.SIGQUIT)
            guard.wait(STOP_S)

    def kill(self) -> None:
        """End it as a crash would: SIGKILL for the server and all its sessions."""
        guard, self._guard = self._guard, None
        if guard is None:
            return
        self._signal(signal.SIGKILL)
        assert guard.stdin is not None
        guard.stdin.close()
        guard.wait(STOP_S)

    def restart_immediately(self) -> None:
        """Stop without writing anything down (SIGQUIT) and recover from the log."""
        self._signal(signal.SIGQUIT)
        self.stop()
        self.start()

    @property
    def _log(self) -> Path:
        return self.folder / "postgres.log"

    def _settings(self) -> dict[str, str]:
        durability = "on" if self._options.durable else "off"
        settings = {
            **_SETTINGS,
            "max_connections": str(self._options.connections),
            "unix_socket_directories": str(self.socket_folder),
            "unix_socket_permissions": "0700",
            "port": str(self.port),
            "fsync": durability,
            "full_page_writes": durability,
            "listen_addresses": "127.0.0.1" if self._options.tls else "",
        }
        if self.certificate is not None:
            settings |= {
                "ssl": "on",
                "ssl_min_protocol_version": "TLSv1.2",
                "ssl_cert_file": str(self.certificate.certificate),
                "ssl_key_file": str(self.certificate.key),
            }
        if self._options.stations_ca is not None:
            settings["ssl_ca_file"] = str(self._options.stations_ca)
        return settings

    def _server_command(self) -> list[str]:
        return [str(self._binaries / "postgres"), "-D", str(self._data)]

    def _initialise(self) -> None:
        command = [
            *(str(self._binaries / "initdb"), "-D", str(self._data), "-U", ADMIN),
            *("-E", "UTF8", "--locale=C.UTF-8" if sys.platform == "linux" else "--no-locale"),
            *("--auth=scram-sha-256", f"--pwfile={self._password_file}", "--no-sync"),
        ]
        with self._log.open("ab") as log:
            guard = self._popen(command, log.fileno())
            guard.communicate()
        if guard.returncode != 0:
            raise ServerDidNotStart(self._last_words())

    def _popen(self, command: Sequence[str], log: int) -> subprocess.Popen[bytes]:
        account: Account | None = self._account
        return subprocess.Popen(
            list(command),
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=log,
            cwd=self.folder,
            user=None if account is None else account.uid,
            group=None if account is None else account.gid,
            extra_groups=None if account is None else [],
            env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8", "TZ": "UTC"},
            # Ctrl-C at a terminal is for us; we stop the server in our own order.
            start_new_session=True,
        )

    def _give_away(self) -> None:
        """Let the unprivileged user own what the server must read."""
        self._log.touch(0o600)
        if self._account is None:
            return
        for path in (self.folder, *self.folder.iterdir()):
            if path.name != "data":
                os.chown(path, self._account.uid, self._account.gid)

    def _wait_until_ready(self) -> None:
        end = time.monotonic() + START_S
        while time.monotonic() < end and self.is_running:
            lines = self._pid_lines()
            if len(lines) >= 8 and lines[7].strip() == "ready":
                return
            time.sleep(_LOOK_S)
        words = self._last_words()
        self.stop()
        raise ServerDidNotStart(words)

    def _pid_lines(self) -> list[str]:
        try:
            return (self._data / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return []

    def _signal(self, number: signal.Signals) -> None:
        lines = self._pid_lines()
        if not lines:
            return
        server = int(lines[0])
        sessions = _children(server) if number is signal.SIGKILL else []
        for process in (*sessions, server):
            # A session may end by itself between looking and killing.
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, number)

    def _end_leftover(self) -> None:
        """Remove the mark of a server that died; one that still lives makes ``start`` fail."""
        lines = self._pid_lines()
        if lines and not Path(f"/proc/{int(lines[0])}").exists():
            (self._data / "postmaster.pid").unlink(missing_ok=True)

    def _last_words(self) -> str:
        return "\n".join(self._log.read_text(errors="replace").splitlines()[-5:])


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _children(server: int) -> list[int]:
    """The server's own processes (Linux, proc(5))."""
    listing = Path(f"/proc/{server}/task/{server}/children")
    return [int(word) for word in listing.read_text().split()] if listing.exists() else []
