"""The one-time bundle of a new machine: everything it needs to know, sealed under a code.

The administrator reads the code out, the machine fetches the sealed bundle with it and opens it
there. The centre keeps ciphertext only; Argon2id makes guessing the code from it dear.
"""

import base64
import json
import os
import secrets
import uuid
from dataclasses import dataclass, field, fields
from typing import Any, Final

from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from sync.central.station_papers import StationCertificate

# Without what is easily misread: 0 O, 1 I.
_ALPHABET: Final = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_PARTS: Final = (3, 4, 4)
_SALT_BYTES: Final = 16
_NONCE_BYTES: Final = 12
_LABEL: Final = b"counter bundle 1"
_PAPERS_LABEL: Final = b"counter papers 1"
_DEVICE_LABEL: Final = b"counter device bundle 1"


class WrongCode(Exception):
    """The bundle does not open with this code, or is damaged."""


@dataclass(frozen=True, repr=False)
class Bundle:
    """What a workstation learns once: its login, its place, the hall's secrets, its pad's keys."""

    role: str
    password: str
    ws: uuid.UUID
    epoch: int
    hall_id: int
    window_no: int
    pepper: bytes
    directory_key: bytes
    pad_id: uuid.UUID
    pad_seal_key: bytes
    pad_sign_key: bytes
    last_numbers: dict[str, int] = field(default_factory=dict)
    """Series of printed numbers -> the last number already used, to go on above it."""


@dataclass(frozen=True)
class DeviceBundle:
    """What a ticket machine or display learns once: its login, its place, the hall's words.

    None of the hall's secrets are in it: it takes in nobody and signs nothing.
    """

    role: str
    password: str = field(repr=False)
    device: uuid.UUID
    kind: str
    hall_id: int
    name: str
    hall: dict[str, str]
    """``name``, ``address``, ``phone``, ``complaint_phone``, ``service_hours`` for screen and
    slip."""


def new_code() -> str:
    """A one-time code as it is read out: ``7KQ-2M9X-WM4T``; 55 random bits."""
    return "-".join("".join(secrets.choice(_ALPHABET) for _ in range(size)) for size in _PARTS)


def tidy_code(typed: str) -> str:
    """A code as it was made, from how a person typed it."""
    return typed.strip().upper().replace(" ", "")


def enrolment_role(code: str) -> str:
    """The login that may fetch the bundle of this code; the code itself is its password."""
    return f"enrol_{tidy_code(code).partition('-')[0].lower()}"


def seal_bundle(bundle: Bundle, code: str) -> bytes:
    """Seal a bundle under its code: salt | nonce | AES-256-GCM under Argon2id."""
    return _seal(_to_json(bundle), code, _LABEL)


def open_bundle(sealed: bytes, code: str) -> Bundle:
    """Open a bundle; raises ``WrongCode``."""
    return _from_json(_open(sealed, code, _LABEL))


def seal_papers(papers: StationCertificate, code: str) -> bytes:
    """Seal a machine's certificate under its code, apart from the bundle: an earlier program leaves
    it alone."""
    return _seal(vars(papers), code, _PAPERS_LABEL)


def open_papers(sealed: bytes, code: str) -> StationCertificate:
    """Open a machine's certificate; raises ``WrongCode``."""
    return StationCertificate(**_known(StationCertificate, _open(sealed, code, _PAPERS_LABEL)))


def seal_device_bundle(bundle: DeviceBundle, code: str) -> bytes:
    """Seal a device's bundle under its code, in the same way under another label."""
    return _seal({**vars(bundle), "device": str(bundle.device)}, code, _DEVICE_LABEL)


def open_device_bundle(sealed: bytes, code: str) -> DeviceBundle:
    """Open a device's bundle; raises ``WrongCode``, also for one that is a window's."""
    raw = _known(DeviceBundle, _open(sealed, code, _DEVICE_LABEL))
    return DeviceBundle(**{**raw, "device": uuid.UUID(raw["device"])})


def _seal(values: dict[str, Any], code: str, label: bytes) -> bytes:
    salt, nonce = os.urandom(_SALT_BYTES), os.urandom(_NONCE_BYTES)
    plain = json.dumps(values).encode()
    return salt + nonce + AESGCM(_stretch(code, salt)).encrypt(nonce, plain, label)


def _open(sealed: bytes, code: str, label: bytes) -> Any:
    salt, rest = sealed[:_SALT_BYTES], sealed[_SALT_BYTES:]
    nonce, box = rest[:_NONCE_BYTES], rest[_NONCE_BYTES:]
    try:
        plain = AESGCM(_stretch(code, salt)).decrypt(nonce, box, label)
    except (InvalidTag, ValueError):
        raise WrongCode from None
    return json.loads(plain)


def _stretch(code: str, salt: bytes) -> bytes:
    if len(salt) != _SALT_BYTES:
        raise WrongCode
    return hash_secret_raw(
        tidy_code(code).encode("utf-8", "surrogatepass"),
        salt,
        time_cost=3,
        memory_cost=64 * 1024,
        parallelism=1,
        hash_len=32,
        type=Type.ID,
    )


def _to_json(bundle: Bundle) -> dict[str, Any]:
    return {
        name: _text(value) if isinstance(value, bytes | uuid.UUID) else value
        for name, value in vars(bundle).items()
    }


def _from_json(raw: dict[str, Any]) -> Bundle:
    raw = _known(Bundle, raw)
    octets = ("pepper", "directory_key", "pad_seal_key", "pad_sign_key")
    keys = ("ws", "pad_id")
    return Bundle(
        **{
            **raw,
            **{name: base64.b64decode(raw[name]) for name in octets},
            **{name: uuid.UUID(raw[name]) for name in keys},
        }
    )


def _known(form: type[Any], raw: dict[str, Any]) -> dict[str, Any]:
    """What this program knows of a bundle; a newer centre may say more."""
    return {each.name: raw[each.name] for each in fields(form) if each.name in raw}


def _text(value: bytes | uuid.UUID) -> str:
    return str(value) if isinstance(value, uuid.UUID) else base64.b64encode(value).decode()
