"""The seal on the software pad's line: both ends prove the pad's key, then every line is sealed.

The wire is a hall's network: without this whoever reaches the port could rate for a citizen, or ask
in a desk's name. Pure; the keys never travel.

    desk > pad   {"type": "hello", "nonce": …}
    pad  > desk  {"type": "hello", "nonce": …, "proof": …}     the pad proves itself first
    desk > pad   {"type": "proof", "proof": …}
    then both    MAC NUMBER {…}                                 numbers without a gap, per direction
"""

from __future__ import annotations

import hmac
import json
import secrets
import uuid
from dataclasses import dataclass

NONCE_BYTES = 16
LONGEST_LINE = 8192
_DESK, _PAD = b"desk", b"pad"


class BadSeal(Exception):
    """A line is not from the other holder of the key, or not the next one; nothing is quoted."""


def wire_label(pad_id: uuid.UUID) -> bytes:
    """What the pad's own key is asked to seal: the answer is the key of the wire, and opens nothing
    but this wire."""
    return b"counter softpad wire 1 " + pad_id.bytes


def new_nonce() -> bytes:
    """A number used once."""
    return secrets.token_bytes(NONCE_BYTES)


@dataclass(frozen=True, repr=False)
class Greeting:
    """The key and both ends' numbers: what both proofs and the wire's own key are made of."""

    key: bytes
    desk_nonce: bytes
    pad_nonce: bytes

    def desk_proof(self) -> bytes:
        """What only a desk with the key can say."""
        return self._made(b"desk proof")

    def pad_proof(self) -> bytes:
        """What only a pad with the key can say."""
        return self._made(b"pad proof")

    def desk_end(self) -> SealedEnd:
        """The desk's end of the wire."""
        return SealedEnd(self._made(b"wire"), _DESK, _PAD)

    def pad_end(self) -> SealedEnd:
        """The pad's end of the wire."""
        return SealedEnd(self._made(b"wire"), _PAD, _DESK)

    def _made(self, purpose: bytes) -> bytes:
        text = purpose + b"|" + self.desk_nonce + self.pad_nonce
        return hmac.digest(self.key, text, "sha256")


class SealedEnd:
    """Seals what this end says and opens what the other says, each line once and in order."""

    def __init__(self, key: bytes, own: bytes, other: bytes) -> None:
        """Begin with number one in both directions."""
        self._key, self._own, self._other = key, own, other
        self._said = self._heard = 0

    def seal(self, line: bytes) -> bytes:
        """A line (without or with its end) with its seal in front."""
        self._said += 1
        text = line.rstrip(b"\n")
        mac = self._mac(self._own, self._said, text)
        return f"{mac} {self._said} ".encode() + text + b"\n"

    def open(self, line: bytes) -> bytes:
        """The line under a seal, with its end; raises ``BadSeal``."""
        mac, _space, rest = line.partition(b" ")
        number, _space, text = rest.partition(b" ")
        expected = self._heard + 1
        wanted = self._mac(self._other, expected, text).encode()
        if number != str(expected).encode() or not hmac.compare_digest(mac, wanted):
            raise BadSeal
        self._heard = expected
        return text + b"\n"

    def _mac(self, side: bytes, number: int, text: bytes) -> str:
        return hmac.digest(self._key, side + b"|%d|" % number + text, "sha256").hex()


def hello_line(nonce: bytes, proof: bytes | None = None) -> bytes:
    """Greet; a pad proves itself in the same line."""
    values = {"type": "hello", "nonce": nonce.hex()}
    if proof is not None:
        values["proof"] = proof.hex()
    return json.dumps(values).encode() + b"\n"


def proof_line(proof: bytes) -> bytes:
    """Prove the desk."""
    return json.dumps({"type": "proof", "proof": proof.hex()}).encode() + b"\n"


def read_greeting(line: bytes, kind: str) -> dict[str, bytes]:
    """The octets of a greeting of this type; raises ``BadSeal`` for anything else."""
    try:
        values = json.loads(line)
        if values["type"] != kind:
            raise BadSeal
        found = {name: bytes.fromhex(values[name]) for name in ("nonce", "proof") if name in values}
    except (ValueError, RecursionError, KeyError, TypeError):
        raise BadSeal from None
    if len(found.get("nonce", bytes(NONCE_BYTES))) != NONCE_BYTES:
        raise BadSeal
    return found


class Lines:
    """Cuts what arrives into lines; one that grows without end is no line of ours."""

    def __init__(self) -> None:
        """Begin with nothing received."""
        self._rest = b""

    def feed(self, data: bytes) -> list[bytes]:
        """The lines complete by now; raises ``BadSeal``."""
        *lines, self._rest = (self._rest + data).split(b"\n")
        if len(self._rest) > LONGEST_LINE or any(len(line) > LONGEST_LINE for line in lines):
            raise BadSeal
        return lines
