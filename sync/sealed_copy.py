"""A change set sealed to the centre's recovery key: whoever keeps the copy cannot read it.

X25519 with a key made for this copy alone, HKDF-SHA256, AES-256-GCM; workstation, epoch and number
are bound to it, so that a copy cannot be passed off as another.
"""

import base64
import json
import os
import uuid
from dataclasses import dataclass
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from counter.store.outbox import OutgoingSet

KEY_BYTES = 32
_NONCE_BYTES: Final = 12
_LABEL: Final = b"counter sealed copy 1"


@dataclass(frozen=True)
class CopyPlace:
    """Which change set a copy is of."""

    ws: uuid.UUID
    epoch: int
    seq: int

    @property
    def bound(self) -> bytes:
        """What the seal binds the copy to."""
        return f"{self.ws} {self.epoch} {self.seq}".encode()


class NotOurs(Exception):
    """The copy was sealed to another key, for another place, or is damaged."""


def seal_copy(recovery_key: bytes, place: CopyPlace, change_set: OutgoingSet) -> bytes:
    """Seal one change set to the recovery key's public half (32 bytes)."""
    plain = json.dumps(
        {
            "body": base64.b64encode(change_set.body).decode(),
            "seal": dict(change_set.seal),
            "sig": dict(change_set.sig),
        },
        separators=(",", ":"),
    ).encode()
    own, nonce = X25519PrivateKey.generate(), os.urandom(_NONCE_BYTES)
    public = own.public_key().public_bytes_raw()
    shared = own.exchange(X25519PublicKey.from_public_bytes(recovery_key))
    sealed = AESGCM(_key(shared, public + recovery_key)).encrypt(nonce, plain, place.bound)
    return public + nonce + sealed


def open_copy(private_key: bytes, place: CopyPlace, copy: bytes) -> OutgoingSet:
    """Open a copy with the recovery key's private half; raises ``NotOurs``."""
    own = X25519PrivateKey.from_private_bytes(private_key)
    public, nonce = copy[:KEY_BYTES], copy[KEY_BYTES : KEY_BYTES + _NONCE_BYTES]
    try:
        shared = own.exchange(X25519PublicKey.from_public_bytes(public))
        key = _key(shared, public + own.public_key().public_bytes_raw())
        plain = AESGCM(key).decrypt(nonce, copy[KEY_BYTES + _NONCE_BYTES :], place.bound)
        raw = json.loads(plain)
        return OutgoingSet(place.seq, base64.b64decode(raw["body"]), raw["seal"], raw["sig"])
    except (InvalidTag, ValueError, KeyError) as error:
        raise NotOurs from error


def _key(shared: bytes, both: bytes) -> bytes:
    return HKDF(SHA256(), KEY_BYTES, salt=both, info=_LABEL).derive(shared)
