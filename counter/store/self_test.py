"""Asks the cryptography for known answers: a wrong one must stop the program before it seals.

The answers are published ones: HMAC-SHA256 from RFC 4231, Ed25519 from RFC 8032, AES-256-GCM from
the GCM specification (McGrew and Viega, test case 14), Argon2id from its reference implementation.
"""

import hmac
from collections.abc import Callable
from typing import Final

from argon2.low_level import Type, hash_secret_raw
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM


class WrongAnswer(Exception):
    """An algorithm gave another answer than the published one; names the algorithm."""


def _hmac() -> bytes:
    return hmac.digest(b"Jefe", b"what do ya want for nothing?", "sha256")


def _ed25519() -> bytes:
    seed = bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
    return Ed25519PrivateKey.from_private_bytes(seed).sign(b"")


def _aes_gcm() -> bytes:
    return AESGCM(bytes(32)).encrypt(bytes(12), bytes(16), None)


def _argon2id() -> bytes:
    return hash_secret_raw(b"password", b"somesalt", 2, 256, 1, 32, Type.ID)


_ANSWERS: Final[tuple[tuple[str, Callable[[], bytes], str], ...]] = (
    ("hmac-sha256", _hmac, "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"),
    (
        "ed25519",
        _ed25519,
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555"
        "fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "aes-256-gcm",
        _aes_gcm,
        "cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919",
    ),
    (
        "argon2id",
        _argon2id,
        "9dfeb910e80bad0311fee20f9c0e2b12c17987b4cac90c2ef54d5b3021c68bfe",
    ),
)


def self_test() -> None:
    """Compare every algorithm with its published answer (milliseconds); raises ``WrongAnswer``."""
    for name, ask, answer in _ANSWERS:
        if ask().hex() != answer:
            raise WrongAnswer(name)
