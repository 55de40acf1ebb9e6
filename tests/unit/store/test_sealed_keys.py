"""A person's keys under a password."""

import hashlib
import hmac
import unicodedata
import uuid

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from counter.store import self_test as known_answers
from counter.store.change_set import Signer
from counter.store.sealed_keys import (
    FLOOR,
    STANDARD,
    Cost,
    DeviceKeys,
    Forgotten,
    UnlockedKeys,
    WrongPassword,
    decoy,
    new_keys,
    unlock,
)
from counter.store.self_test import WrongAnswer, self_test

CHEAP = Cost(passes=1, memory_kib=8, lanes=1)
PEPPER = bytes(range(32))
PERSON = uuid.UUID("01900000-0000-7000-8000-000000000001")
PASSWORD = "Chuang-kou 7 hao"


@pytest.fixture(scope="module")
def sealed() -> bytes:
    return new_keys(PERSON, PASSWORD, PEPPER, CHEAP, CHEAP)[0].sealed


def test_the_password_opens_the_blob_and_gives_the_same_keys() -> None:
    made, first = new_keys(PERSON, PASSWORD, PEPPER, CHEAP, CHEAP)

    again: Signer = unlock(made.sealed, PERSON, PEPPER, PASSWORD, CHEAP)

    assert again.id == PERSON
    assert again.seal(b"body") == first.seal(b"body")
    assert again.sign(b"body") == first.sign(b"body")


def test_the_centre_can_check_seal_and_signature_with_what_enrolment_told_it() -> None:
    made, keys = new_keys(PERSON, PASSWORD, PEPPER, CHEAP, CHEAP)

    seal, sig = keys.seal(b"body"), keys.sign(b"body")

    expected = hmac.new(made.seal_key, b"body", hashlib.sha256).hexdigest()
    public = Ed25519PublicKey.from_public_bytes(made.public_key)
    assert seal == {"alg": "hmac-sha256", "key_id": str(made.key_id), "value": expected}
    assert (sig["alg"], sig["key_id"]) == ("ed25519", str(made.key_id))
    public.verify(bytes.fromhex(sig["value"]), b"body")
    with pytest.raises(InvalidSignature):
        public.verify(bytes.fromhex(sig["value"]), b"bodY")


@pytest.mark.parametrize(
    "password", ["", PASSWORD + " ", PASSWORD.lower(), "x" * 129, "\0", "\ud800"]
)
def test_another_password_opens_nothing(sealed: bytes, password: str) -> None:
    with pytest.raises(WrongPassword):
        unlock(sealed, PERSON, PEPPER, password, CHEAP)


def test_another_person_or_another_hall_opens_nothing(sealed: bytes) -> None:
    with pytest.raises(WrongPassword):
        unlock(sealed, uuid.uuid4(), PEPPER, PASSWORD, CHEAP)
    with pytest.raises(WrongPassword):
        unlock(sealed, PERSON, bytes(32), PASSWORD, CHEAP)


def test_any_changed_bit_of_the_blob_opens_nothing(sealed: bytes) -> None:
    for place in range(len(sealed)):
        for bit in (1, 0x80):
            damaged = bytearray(sealed)
            damaged[place] ^= bit

            with pytest.raises(WrongPassword):
                unlock(bytes(damaged), PERSON, PEPPER, PASSWORD, CHEAP)


@pytest.mark.parametrize("length", [0, 3, 63, 64, 143])
def test_a_blob_cut_short_or_too_long_opens_nothing(sealed: bytes, length: int) -> None:
    with pytest.raises(WrongPassword):
        unlock(sealed[:length], PERSON, PEPPER, PASSWORD, CHEAP)
    with pytest.raises(WrongPassword):
        unlock(sealed + b"\0", PERSON, PEPPER, PASSWORD, CHEAP)


def test_a_password_typed_full_width_is_the_same_password(sealed: bytes) -> None:
    wide = "Ｃｈｕａｎｇ-ｋｏｕ ７ ｈａｏ"

    assert unicodedata.normalize("NFKC", wide) == PASSWORD
    assert unlock(sealed, PERSON, PEPPER, wide, CHEAP).id == PERSON


def test_the_product_neither_makes_nor_opens_what_is_below_the_floor(sealed: bytes) -> None:
    with pytest.raises(ValueError, match="cost"):
        new_keys(PERSON, PASSWORD, PEPPER, CHEAP)
    with pytest.raises(WrongPassword):
        unlock(sealed, PERSON, PEPPER, PASSWORD)


def test_the_standard_cost_is_above_the_floor_and_opens_without_naming_one() -> None:
    made, keys = new_keys(PERSON, PASSWORD, PEPPER)

    assert Cost(3, 65536, 1) == STANDARD
    assert FLOOR.passes >= 2
    assert FLOOR.memory_kib >= 19 * 1024
    assert unlock(made.sealed, PERSON, PEPPER, PASSWORD).key_id == keys.key_id


def test_a_damaged_cost_does_not_reserve_the_memory_of_the_desk(sealed: bytes) -> None:
    greedy = sealed[:12] + (2**31).to_bytes(4, "big") + sealed[16:]

    with pytest.raises(WrongPassword):
        unlock(greedy, PERSON, PEPPER, PASSWORD, CHEAP)


def test_a_password_over_128_characters_is_refused_before_hashing() -> None:
    with pytest.raises(ValueError, match="128"):
        new_keys(PERSON, "x" * 129, PEPPER, CHEAP, CHEAP)


def test_a_hall_without_a_pepper_is_a_fault_and_not_a_wrong_password(sealed: bytes) -> None:
    with pytest.raises(ValueError, match="pepper"):
        unlock(sealed, PERSON, b"", PASSWORD, CHEAP)


def test_a_decoy_has_the_form_of_a_blob_and_opens_for_nobody(sealed: bytes) -> None:
    blob = decoy(CHEAP)

    assert len(blob) == len(sealed)
    with pytest.raises(WrongPassword):
        unlock(blob, PERSON, PEPPER, PASSWORD, CHEAP)


def test_neither_password_nor_keys_stand_in_the_blob_or_in_what_is_shown_of_it() -> None:
    made, keys = new_keys(PERSON, PASSWORD, PEPPER, CHEAP, CHEAP)

    assert PASSWORD.encode() not in made.sealed
    assert made.seal_key not in made.sealed
    assert made.seal_key.hex() not in repr(made) + repr(keys)
    assert repr(made.seal_key) not in repr(made)


def test_two_seals_of_one_password_share_neither_salt_nor_nonce() -> None:
    blobs = [new_keys(PERSON, PASSWORD, PEPPER, CHEAP, CHEAP)[0].sealed for _ in range(50)]

    assert len({blob[36:64] for blob in blobs}) == 50


def test_forgotten_keys_sign_nothing_more() -> None:
    keys = new_keys(PERSON, PASSWORD, PEPPER, CHEAP, CHEAP)[1]

    keys.forget()

    with pytest.raises(Forgotten):
        keys.seal(b"body")
    with pytest.raises(Forgotten):
        keys.sign(b"body")
    assert bytes(keys._seal_key) == bytes(32)


def test_a_device_signs_under_its_own_name() -> None:
    device = uuid.uuid4()

    pad = DeviceKeys(device, bytes(32), bytes(range(32)))

    assert pad.id == device
    assert pad.seal(b"body")["key_id"] == pad.sign(b"body")["key_id"] == str(device)


def test_keys_of_a_wrong_length_are_refused() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        UnlockedKeys(PERSON, uuid.uuid4(), b"short", bytes(32))


def test_the_known_answers_are_given() -> None:
    self_test()


def test_a_wrong_answer_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    broken = (("ed25519", lambda: b"no", "00"),)
    monkeypatch.setattr(known_answers, "_ANSWERS", broken)

    with pytest.raises(WrongAnswer, match="ed25519"):
        self_test()
