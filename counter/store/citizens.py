"""The key of a citizen, derived from the document: two desks that take in one person while cut off
make the same row.

It is a pseudonym, not anonymity: who holds the hall's directory key can try all document numbers.
"""

import hashlib
import hmac
import uuid

LEAST_KEY = 32


def citizen_key(directory_key: bytes, doc_type: str, doc_number: str) -> uuid.UUID:
    """UUIDv8 (RFC 9562) of the first 16 bytes of HMAC-SHA256 over document type and number, as
    stored.
    """
    if len(directory_key) < LEAST_KEY:
        raise ValueError("the directory key is too short")
    digest = hmac.digest(directory_key, f"{doc_type}|{doc_number}".encode(), hashlib.sha256)
    made = bytearray(digest[:16])
    made[6] = 0x80 | made[6] & 0x0F
    made[8] = 0x80 | made[8] & 0x3F
    return uuid.UUID(bytes=bytes(made))
