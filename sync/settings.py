"""Where the centre is and how to reach it safely."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


class UnsafeAddress(ValueError):
    """An address that would send personal data over a link nobody has proved; the text is for the
    administrator."""


@dataclass(frozen=True)
class ClientPapers:
    """The files of this machine's certificate and its sealed key, and what opens the key."""

    certificate: Path
    key: Path
    passphrase: str = field(repr=False)

    def parameters(self) -> dict[str, str]:
        """As libpq takes them."""
        return {
            "sslcert": str(self.certificate),
            "sslkey": str(self.key),
            "sslpassword": self.passphrase,
        }


@dataclass(frozen=True)
class CentreAddress:
    """One PostgreSQL and one login. A ``host`` beginning with ``/`` is the folder of a unix socket
    on this machine.

    Over a network the server must prove its name with a certificate of the authority in
    ``ca_file``; there is no weaker mode.
    """

    host: str
    port: int
    dbname: str
    user: str
    password: str = field(repr=False)
    ca_file: Path | None = None
    client: ClientPapers | None = None
    """What this machine shows the server, where it asks for it."""

    def __post_init__(self) -> None:
        """Refuse an address without a way to prove the server; raises ``UnsafeAddress``."""
        if not self.is_local and self.ca_file is None:
            raise UnsafeAddress("连接中心必须用中心的CA证书核对身份，请先选择CA证书文件。")

    @property
    def is_local(self) -> bool:
        """Whether this is a unix socket, the one link that needs no certificate."""
        return self.host.startswith("/")

    def connection_parameters(self) -> dict[str, Any]:
        """What libpq is told: who, where, how the server proves itself, how a dead link is
        noticed."""
        # A server that vanished without a word is found by the kernel: unanswered data for 3 s, or
        # two unanswered probes.
        shared: dict[str, Any] = {
            "host": self.host,
            "port": self.port,
            "dbname": self.dbname,
            "user": self.user,
            "password": self.password,
            "application_name": "counter",
            "client_encoding": "UTF8",
            "gssencmode": "disable",
            "connect_timeout": 3,
            "keepalives": 1,
            "keepalives_idle": 1,
            "keepalives_interval": 1,
            "keepalives_count": 2,
            "tcp_user_timeout": 3000,
        }
        if self.is_local:
            return {**shared, "sslmode": "disable"}
        return {
            **shared,
            "sslmode": "verify-full",
            "sslrootcert": str(self.ca_file),
            **({"sslcert": ""} if self.client is None else self.client.parameters()),
            "ssl_min_protocol_version": "TLSv1.2",
            "require_auth": "scram-sha-256",
        }
