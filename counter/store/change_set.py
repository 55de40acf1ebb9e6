"""The change set: the unit of saving, syncing and auditing, as exact UTF-8 bytes.

A body is the JSON text of ``{id, ws, epoch, seq, kind, kver, person, made_at, rows}``; each row is
``{table, key, op, base_version, set}``. ``ws`` and ``epoch`` bind a body to its place, so that it
cannot be replayed from
another workstation. The bytes are made once, kept verbatim, and hashed, sealed and signed as they
are.
"""

import hashlib
import json
import uuid
from dataclasses import dataclass
from typing import Any, Protocol

BODY_LIMIT = 256 * 1024
GENESIS = bytes(32)
"""The hash before the first change set of a chain."""


@dataclass(frozen=True)
class RowChange:
    """One row of a change set: an insert, or named columns on a base version; ``values`` are in
    wire form."""

    table: str
    key: uuid.UUID
    op: str
    base_version: int
    values: dict[str, Any]


@dataclass(frozen=True)
class Origin:
    """Where a change set is made: workstation, its epoch, its hall."""

    ws: uuid.UUID
    epoch: int
    hall_id: int


@dataclass(frozen=True)
class ChangeSet:
    """What one save changed, before it becomes bytes."""

    id: uuid.UUID
    ws: uuid.UUID
    epoch: int
    seq: int
    kind: str
    kver: int
    person: uuid.UUID
    made_at: str
    rows: tuple[RowChange, ...]


class Signer(Protocol):
    """A person or device with unlocked keys: what turns a body into something the centre
    believes."""

    @property
    def id(self) -> uuid.UUID:
        """The person's or the device's key."""

    def seal(self, body: bytes) -> dict[str, str]:
        """HMAC over the body as ``{alg, key_id, value}``, value in hex; checked by the centre's
        push."""

    def sign(self, body: bytes) -> dict[str, str]:
        """Signature over the body as ``{alg, key_id, value}``, value in hex; checked by the
        verifier."""


class TooLarge(ValueError):
    """One save changed more than a change set may carry."""


def encode(change_set: ChangeSet) -> bytes:
    """The exact bytes of a change set; raises ``TooLarge`` when they exceed 256 KiB."""
    body = json.dumps(
        {
            "id": str(change_set.id),
            "ws": str(change_set.ws),
            "epoch": change_set.epoch,
            "seq": change_set.seq,
            "kind": change_set.kind,
            "kver": change_set.kver,
            "person": str(change_set.person),
            "made_at": change_set.made_at,
            "rows": [
                {
                    "table": row.table,
                    "key": str(row.key),
                    "op": row.op,
                    "base_version": row.base_version,
                    "set": row.values,
                }
                for row in change_set.rows
            ],
        },
        ensure_ascii=False,
        allow_nan=False,
        separators=(",", ":"),
    ).encode()
    if len(body) > BODY_LIMIT:
        raise TooLarge("a change set is larger than 256 KiB")
    return body


def decode(body: bytes) -> ChangeSet:
    """Read a body back; raises ``ValueError`` on anything that is not one."""
    try:
        raw = json.loads(body)
        return ChangeSet(
            id=uuid.UUID(raw["id"]),
            ws=uuid.UUID(raw["ws"]),
            epoch=raw["epoch"],
            seq=raw["seq"],
            kind=raw["kind"],
            kver=raw["kver"],
            person=uuid.UUID(raw["person"]),
            made_at=raw["made_at"],
            rows=tuple(
                RowChange(
                    row["table"], uuid.UUID(row["key"]), row["op"], row["base_version"], row["set"]
                )
                for row in raw["rows"]
            ),
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError("not a change set") from error


def chain(previous: bytes, body: bytes) -> bytes:
    """The next hash of a workstation's audit chain: ``SHA-256(previous | body)``."""
    return hashlib.sha256(previous + body).digest()
