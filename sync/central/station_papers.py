"""A machine's certificate as it travels and is kept; apart from what makes and reads one, which a
desk does not need to open."""

from dataclasses import dataclass


@dataclass(frozen=True)
class StationCertificate:
    """A certificate and its private key, the key sealed under the login's password; PEM texts."""

    certificate: str
    key: str
