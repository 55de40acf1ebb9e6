"""Certificates of workstations: one per login, with the login as its name, under an authority whose
key never leaves the administrator's folder.

A PostgreSQL told ``clientcert=verify-full`` takes a station's password only over a connection that
shows the certificate of the same login. So a stolen password opens nothing.
"""

import datetime as dt
import os
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from sync.central.station_papers import StationCertificate

AUTHORITY_KEY, AUTHORITY = "stations-ca.key", "stations-ca.crt"
_AUTHORITY_LIFE = dt.timedelta(days=365 * 15)
_LIFE = dt.timedelta(days=365 * 3)
_SKEW = dt.timedelta(hours=1)
_PEM = serialization.Encoding.PEM


def authority(folder: Path, now: dt.datetime) -> Path:
    """The file of the authority's certificate, for the server's ``ssl_ca_file``; made when there is
    none."""
    _authority(folder, now)
    return folder / AUTHORITY


def issue(folder: Path, role: str, password: str, now: dt.datetime) -> StationCertificate:
    """A certificate for one login, good for three years from ``now`` (aware)."""
    ca, ca_key = _authority(folder, now)
    key = ec.generate_private_key(ec.SECP256R1())
    made = (
        _builder(_name(role), ca.subject, now, _LIFE)
        .public_key(key.public_key())
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH]), critical=False)
        .sign(ca_key, hashes.SHA256())
    )
    sealed = key.private_bytes(
        _PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(password.encode()),
    )
    return StationCertificate(made.public_bytes(_PEM).decode(), sealed.decode())


def ends_at(certificate: bytes) -> dt.datetime:
    """When a certificate (PEM) is good no more; raises ``ValueError``."""
    return x509.load_pem_x509_certificate(certificate).not_valid_after_utc


def _authority(
    folder: Path, now: dt.datetime
) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    key_file, file = folder / AUTHORITY_KEY, folder / AUTHORITY
    if not key_file.exists() or not file.exists():
        _make_authority(key_file, file, now)
    key = serialization.load_pem_private_key(key_file.read_bytes(), None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    return x509.load_pem_x509_certificate(file.read_bytes()), key


def _make_authority(key_file: Path, file: Path, now: dt.datetime) -> None:
    key, name = ec.generate_private_key(ec.SECP256R1()), _name("Counter stations CA")
    made = (
        _builder(name, name, now, _AUTHORITY_LIFE)
        .public_key(key.public_key())
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    plain = key.private_bytes(_PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    # The certificate first: a key without it is made anew, never the other way round.
    file.write_bytes(made.public_bytes(_PEM))
    with os.fdopen(os.open(key_file, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "wb") as kept:
        kept.write(plain)
        kept.flush()
        os.fsync(kept.fileno())


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _builder(
    subject: x509.Name, issuer: x509.Name, now: dt.datetime, life: dt.timedelta
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _SKEW)
        .not_valid_after(now + life)
    )
