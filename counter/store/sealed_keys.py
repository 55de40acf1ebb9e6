"""A person's keys, sealed under the password: unlocking them *is* the sign-in, offline too.

One blob holds an HMAC key (shared with the centre, which checks it on every push) and an Ed25519
key (the person's alone). It is sealed with AES-256-GCM under Argon2id(HMAC-SHA256(hall pepper,
NFKC(password))), as NIST SP 800-38D and RFC 9106 describe them; no separate hash of the password
exists anywhere. Algorithms, cost and salt stand in the blob's head, so that they can change from
one blob to the next, and the head is authenticated together with the person it belongs to.
"""

import hashlib
import hmac
import os
import struct
import unicodedata
import uuid
from dataclasses import dataclass
from typing import Final

from argon2.low_level import ARGON2_VERSION, Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from uuid6 import uuid7

PASSWORD_LIMIT: Final = 128
"""Code points; more are refused before hashing, so that a pasted book costs nothing."""

KEY_BYTES: Final = 32
_SALT_BYTES: Final = 16
_NONCE_BYTES: Final = 12
_TAG_BYTES: Final = 16
_LEAST_PEPPER: Final = 16

# magic | KDF | cipher | seal | signature | passes | memory KiB | lanes | key id | salt | nonce
_HEAD: Final = struct.Struct(f">4s4B3I16s{_SALT_BYTES}s{_NONCE_BYTES}s")
_MAGIC: Final = b"CKB1"
# 1 = Argon2id version 1.3, 1 = AES-256-GCM, 1 = HMAC-SHA256, 1 = Ed25519; a certified module
# would bring others.
_ALGORITHMS: Final = (1, 1, 1, 1)
_SEALED_BYTES: Final = _HEAD.size + 2 * KEY_BYTES + _TAG_BYTES


class WrongPassword(Exception):
    """The blob does not open: wrong password, wrong person or damage; nobody is told which."""


class Forgotten(Exception):
    """The keys were wiped at sign-out and can no longer seal or sign."""


@dataclass(frozen=True)
class Cost:
    """What one try at a password costs (Argon2id): passes over ``memory_kib`` KiB in lanes."""

    passes: int
    memory_kib: int
    lanes: int

    def within(self, least: "Cost", most: "Cost") -> bool:
        """Whether no figure is below ``least`` or above ``most``."""
        return (
            least.passes <= self.passes <= most.passes
            and least.memory_kib <= self.memory_kib <= most.memory_kib
            and least.lanes <= self.lanes <= most.lanes
        )


STANDARD: Final = Cost(passes=3, memory_kib=64 * 1024, lanes=1)
"""RFC 9106's second profile on one lane: 0.15-0.4 s on a counter PC."""
FLOOR: Final = Cost(passes=2, memory_kib=19 * 1024, lanes=1)
"""Nothing cheaper is made or opened; tests pass a floor of their own."""
CEILING: Final = Cost(passes=16, memory_kib=1024 * 1024, lanes=8)
"""A damaged head must not make a desk reserve all its memory."""


class UnlockedKeys:
    """A person's keys in the open while the person is signed in; a ``change_set.Signer``."""

    def __init__(
        self, person_id: uuid.UUID, key_id: uuid.UUID, seal_key: bytes, sign_key: bytes
    ) -> None:
        """Take the raw keys: 32 bytes each."""
        if len(seal_key) != KEY_BYTES or len(sign_key) != KEY_BYTES:
            raise ValueError("a key has 32 bytes")
        self._id, self._key_id = person_id, str(key_id)
        self._seal_key = bytearray(seal_key)
        self._sign_key: Ed25519PrivateKey | None = Ed25519PrivateKey.from_private_bytes(sign_key)

    @property
    def id(self) -> uuid.UUID:
        """The person's key in the table of people."""
        return self._id

    @property
    def key_id(self) -> uuid.UUID:
        """Which of the person's keys these are."""
        return uuid.UUID(self._key_id)

    def seal(self, body: bytes) -> dict[str, str]:
        """HMAC-SHA256 over the body; raises ``Forgotten`` after sign-out."""
        if self._sign_key is None:
            raise Forgotten
        value = hmac.digest(self._seal_key, body, "sha256").hex()
        return {"alg": "hmac-sha256", "key_id": self._key_id, "value": value}

    def sign(self, body: bytes) -> dict[str, str]:
        """Ed25519 signature over the body; raises ``Forgotten`` after sign-out."""
        if self._sign_key is None:
            raise Forgotten
        value = self._sign_key.sign(body).hex()
        return {"alg": "ed25519", "key_id": self._key_id, "value": value}

    def forget(self) -> None:
        """Wipe what can be wiped; Python may keep copies, which ``docs/security.md`` admits."""
        self._seal_key[:] = bytes(len(self._seal_key))
        self._sign_key = None


class DeviceKeys(UnlockedKeys):
    """The raw keys of a pad, kiosk or import job, as its workstation's bundle holds them."""

    def __init__(self, device_id: uuid.UUID, seal_key: bytes, sign_key: bytes) -> None:
        """A device has one key, named like the device itself."""
        super().__init__(device_id, device_id, seal_key, sign_key)


@dataclass(frozen=True, repr=False)
class MadeKeys:
    """What enrolment tells the centre: the shared seal key, the public key, the sealed blob."""

    key_id: uuid.UUID
    seal_key: bytes
    public_key: bytes
    sealed: bytes


def new_keys(
    person_id: uuid.UUID, password: str, pepper: bytes, cost: Cost = STANDARD, floor: Cost = FLOOR
) -> tuple[MadeKeys, UnlockedKeys]:
    """Make and seal a person's keys; raises ``ValueError`` for a cost or a password past limits."""
    if not cost.within(floor, CEILING):
        raise ValueError("the cost of a password is outside its limits")
    key_id, seal_key = uuid7(), os.urandom(KEY_BYTES)
    sign_key = Ed25519PrivateKey.generate()
    salt, nonce = os.urandom(_SALT_BYTES), os.urandom(_NONCE_BYTES)
    head = _head(cost, key_id, salt, nonce)
    wrap = AESGCM(_stretch(_peppered(password, pepper), salt, cost))
    secret = seal_key + sign_key.private_bytes_raw()
    sealed = head + wrap.encrypt(nonce, secret, head + person_id.bytes)
    made = MadeKeys(key_id, seal_key, sign_key.public_key().public_bytes_raw(), sealed)
    return made, UnlockedKeys(person_id, key_id, seal_key, sign_key.private_bytes_raw())


def unlock(
    sealed: bytes, person_id: uuid.UUID, pepper: bytes, password: str, floor: Cost = FLOOR
) -> UnlockedKeys:
    """Open a person's blob; raises ``WrongPassword``, for damage or somebody else's blob alike."""
    cost, key_id, salt, nonce = _read_head(sealed, floor)
    if len(password) > PASSWORD_LIMIT:
        raise WrongPassword
    word = _peppered(password, pepper)
    head, body = sealed[: _HEAD.size], sealed[_HEAD.size :]
    try:
        wrap = AESGCM(_stretch(word, salt, cost))
        secret = wrap.decrypt(nonce, body, head + person_id.bytes)
    except InvalidTag:
        raise WrongPassword from None
    return UnlockedKeys(person_id, key_id, secret[:KEY_BYTES], secret[KEY_BYTES:])


def decoy(cost: Cost = STANDARD) -> bytes:
    """A blob nobody's password opens: an unknown name then takes as long as a wrong password."""
    head = _head(cost, uuid7(), os.urandom(_SALT_BYTES), os.urandom(_NONCE_BYTES))
    return head + os.urandom(_SEALED_BYTES - _HEAD.size)


def _head(cost: Cost, key_id: uuid.UUID, salt: bytes, nonce: bytes) -> bytes:
    figures = (cost.passes, cost.memory_kib, cost.lanes)
    return _HEAD.pack(_MAGIC, *_ALGORITHMS, *figures, key_id.bytes, salt, nonce)


def _read_head(sealed: bytes, floor: Cost) -> tuple[Cost, uuid.UUID, bytes, bytes]:
    if len(sealed) != _SEALED_BYTES:
        raise WrongPassword
    magic, *rest = _HEAD.unpack_from(sealed)
    algorithms, figures, (key_id, salt, nonce) = tuple(rest[:4]), rest[4:7], rest[7:]
    cost = Cost(*figures)
    if magic != _MAGIC or algorithms != _ALGORITHMS or not cost.within(floor, CEILING):
        raise WrongPassword
    return cost, uuid.UUID(bytes=key_id), salt, nonce


def _peppered(password: str, pepper: bytes) -> bytes:
    # A stolen file without the hall's pepper cannot be tried against a list of passwords.
    if len(pepper) < _LEAST_PEPPER:
        raise ValueError("the hall's pepper is too short")
    if len(password) > PASSWORD_LIMIT:
        raise ValueError("a password has at most 128 characters")
    word = unicodedata.normalize("NFKC", password).encode("utf-8", "surrogatepass")
    return hmac.new(pepper, word, hashlib.sha256).digest()


def _stretch(word: bytes, salt: bytes, cost: Cost) -> bytes:
    return hash_secret_raw(
        word,
        salt,
        time_cost=cost.passes,
        memory_cost=cost.memory_kib,
        parallelism=cost.lanes,
        hash_len=KEY_BYTES,
        type=Type.ID,
        version=ARGON2_VERSION,
    )
