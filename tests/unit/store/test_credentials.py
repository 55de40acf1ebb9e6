import pytest
from keyring.backend import KeyringBackend
from keyring.backends.chainer import ChainerBackend
from keyring.backends.fail import Keyring as NoKeyring
from keyring.backends.null import Keyring as NullKeyring
from keyring.backends.SecretService import Keyring as SecretService
from keyring.errors import InitError

from counter.store.credentials import (
    KeyLost,
    KeyringCredentials,
    KeyringLocked,
    MemoryCredentials,
    NoAllowedKeyring,
    is_allowed,
)


class PlaintextKeyring(KeyringBackend):
    """What another package might bring: it keeps secrets, readable."""

    priority = 9  # type: ignore[assignment]

    def get_password(self, service: str, username: str) -> str | None:
        return None

    def set_password(self, service: str, username: str, password: str) -> None:
        raise AssertionError("a secret reached a keyring that is not allowed")

    def delete_password(self, service: str, username: str) -> None:
        raise AssertionError


class SecretServiceLookalike(PlaintextKeyring):
    """Inherits from nothing that is allowed, but is called the same."""


SecretServiceLookalike.__qualname__ = "Keyring"


def test_only_listed_back_ends_are_allowed() -> None:
    assert is_allowed(SecretService())
    for weak in (NoKeyring(), NullKeyring(), PlaintextKeyring(), SecretServiceLookalike()):
        assert not is_allowed(weak)


def test_an_heir_of_a_listed_back_end_is_another_back_end() -> None:
    class Weakened(SecretService):
        """Could do anything with what it is given."""

    assert not is_allowed(Weakened())


def test_a_chain_is_as_weak_as_its_weakest_member(monkeypatch: pytest.MonkeyPatch) -> None:
    for members, expected in (
        ([SecretService()], True),
        ([SecretService(), PlaintextKeyring()], False),
        ([], False),
    ):
        monkeypatch.setattr(ChainerBackend, "backends", members)
        assert is_allowed(ChainerBackend()) is expected


@pytest.mark.parametrize("weak", [NoKeyring(), NullKeyring(), PlaintextKeyring()])
def test_nothing_is_ever_kept_in_a_keyring_that_is_not_allowed(weak: KeyringBackend) -> None:
    with pytest.raises(NoAllowedKeyring) as caught:
        KeyringCredentials("profile", weak)

    assert "gnome-keyring" in caught.value.sentence


def test_the_environment_cannot_choose_a_weak_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("keyring.get_keyring", NullKeyring)

    with pytest.raises(NoAllowedKeyring):
        KeyringCredentials("profile")


class Answering(SecretService):
    """The Secret Service of a desktop session, answering as told."""

    answer: str | Exception | None = None

    def get_password(self, service: str, username: str) -> str | None:
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer

    def set_password(self, service: str, username: str, password: str) -> None:
        if isinstance(self.answer, Exception):
            raise self.answer


@pytest.fixture
def answering(monkeypatch: pytest.MonkeyPatch) -> Answering:
    # Allowed for this test alone; the real service is asked in tests/store/test_keyring.py.
    name = f"{Answering.__module__}.{Answering.__qualname__}"
    monkeypatch.setattr("counter.store.credentials.ALLOWED", frozenset({name}))
    return Answering()


def test_a_locked_keyring_is_told_from_a_lost_key(answering: Answering) -> None:
    credentials = KeyringCredentials("profile", answering)
    assert credentials.get("database") is None

    answering.answer = InitError("Prompt dismissed..")
    with pytest.raises(KeyringLocked):
        credentials.get("database")
    with pytest.raises(KeyringLocked):
        credentials.put("database", b"secret")


def test_a_secret_that_is_not_ours_counts_as_lost(answering: Answering) -> None:
    answering.answer = "not base64!"

    with pytest.raises(KeyLost):
        KeyringCredentials("profile", answering).get("database")


def test_memory_keeps_replaces_and_forgets() -> None:
    credentials = MemoryCredentials()
    credentials.put("database", b"1")
    credentials.put("database", b"2")
    assert credentials.get("database") == b"2"

    credentials.forget("database")
    credentials.forget("database")
    assert credentials.get("database") is None
