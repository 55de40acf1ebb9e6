"""Checking the audit chain of this file: every stored field of every change set, from the first to
the last.

The chain itself covers the bodies. Number, name, verb and moment stand inside the body and are
compared with it; seal and signature must be of the expected form, by the same key, and are checked
with the keys at hand: everybody's public key is in the file, a seal key is not, so that seals are
recomputed only for keys the caller holds.
"""

import hashlib
import hmac
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import Connection, Engine, func, select

from counter.store.change_set import GENESIS, ChangeSet, chain, decode
from counter.store.columns import moment_text
from counter.store.tables import Device, Outbox, PendingRow, PersonKey, PushState

SealKeys = Mapping[uuid.UUID, bytes]


@dataclass(frozen=True)
class ChainReport:
    """What was found: how many change sets were read, and where the first one stands that does
    not fit.
    """

    checked: int
    bad_seq: int | None
    fault: str | None
    """``seq``, ``hash``, ``body``, ``id``, ``kind``, ``saved_at``, ``place``, ``person``,
    ``seal`` or ``sig``.
    """
    signatures: int
    """Signatures verified with a public key this file holds."""
    head: str
    """The hash of the last change set that fits, hex."""

    @property
    def is_whole(self) -> bool:
        """Whether every change set fits."""
        return self.bad_seq is None


@dataclass
class _Walk:
    """Where the walk stands: the last number and hash, the place all bodies must name, the keys."""

    public: Mapping[str, bytes]
    secret: SealKeys
    seq: int = 0
    hash: bytes = GENESIS
    place: tuple[uuid.UUID, int] | None = None
    signatures: int = 0
    fault: str | None = field(default=None)


def verify_chain(engine: Engine, seal_keys: SealKeys | None = None) -> ChainReport:
    """Walk the whole outbox; ``seal_keys`` are HMAC keys by key id, for the seals that can be
    recomputed.
    """
    with engine.connect() as connection:
        walk = _Walk(_public_keys(connection), seal_keys or {})
        rows = connection.execution_options(yield_per=500).execute(
            select(Outbox.__table__).order_by(Outbox.seq)
        )
        bad = next((row.seq for row in rows if not _fits(walk, row)), None)
        if bad is None and walk.seq < _known_last(connection):
            bad, walk.fault = walk.seq + 1, "seq"
    return ChainReport(walk.seq, bad, walk.fault, walk.signatures, walk.hash.hex())


def _known_last(connection: Connection) -> int:
    """The last number other tables know of: an end that was cut off leaves the rest whole."""
    confirmed = connection.scalar(select(PushState.acked_seq)) or 0
    return max(confirmed, connection.scalar(select(func.max(PendingRow.seq))) or 0)


def _fits(walk: _Walk, row: Any) -> bool:
    """Check one row and move on; notes the fault of one that does not fit."""
    walk.fault = _fault(walk, row)
    if walk.fault is None:
        walk.seq, walk.hash = row.seq, row.hash
    return walk.fault is None


def _fault(walk: _Walk, row: Any) -> str | None:
    if row.seq != walk.seq + 1:
        return "seq"
    if row.hash != chain(walk.hash, row.body):
        return "hash"
    try:
        change_set = decode(row.body)
    except ValueError:
        return "body"
    walk.place = walk.place or (change_set.ws, change_set.epoch)
    return next((name for name, fits in _CHECKS if not fits(walk, row, change_set)), None)


_Check = Callable[[_Walk, Any, ChangeSet], bool]


def _seal_fits(walk: _Walk, row: Any, change_set: ChangeSet) -> bool:
    value = _value(row.seal, "hmac-sha256", 32)
    if value is None:
        return False
    key = walk.secret.get(uuid.UUID(row.seal["key_id"]))
    expected = value if key is None else hmac.digest(key, row.body, hashlib.sha256)
    return hmac.compare_digest(expected, value)


def _sig_fits(walk: _Walk, row: Any, change_set: ChangeSet) -> bool:
    value = _value(row.sig, "ed25519", 64)
    if value is None or row.sig["key_id"] != row.seal["key_id"]:
        return False
    public = walk.public.get(row.sig["key_id"])
    if public is None:
        return True
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(value, row.body)
    except InvalidSignature:
        return False
    walk.signatures += 1
    return True


_CHECKS: tuple[tuple[str, _Check], ...] = (
    ("seq", lambda walk, row, change_set: change_set.seq == row.seq),
    ("id", lambda walk, row, change_set: change_set.id == row.id),
    ("kind", lambda walk, row, change_set: change_set.kind == row.kind),
    ("saved_at", lambda walk, row, change_set: change_set.made_at == moment_text(row.saved_at)),
    ("place", lambda walk, row, change_set: (change_set.ws, change_set.epoch) == walk.place),
    ("seal", _seal_fits),
    ("sig", _sig_fits),
)


def _value(stamp: Any, alg: str, size: int) -> bytes | None:
    """The bytes of a seal or signature, or nothing when it does not have the expected form."""
    try:
        uuid.UUID(stamp["key_id"])
        value = bytes.fromhex(stamp["value"])
    except (KeyError, TypeError, ValueError, AttributeError):
        return None
    well_formed = set(stamp) == {"alg", "key_id", "value"} and stamp["alg"] == alg
    return value if well_formed and len(value) == size else None


def _public_keys(connection: Connection) -> dict[str, bytes]:
    found = select(PersonKey.id, PersonKey.public_key).union_all(
        select(Device.id, Device.public_key)
    )
    return {str(row.id): row.public_key for row in connection.execute(found)}
