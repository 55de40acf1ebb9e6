"""Where keys and passwords live: the keyring of the operating system, and nothing weaker.

Only back-ends that keep secrets encrypted under the person's login are allowed. With another one,
or none, there is no lasting profile: nothing ever falls back to plain text.
"""

import base64
import binascii
from typing import Protocol

import keyring
from keyring.backend import KeyringBackend
from keyring.backends.chainer import ChainerBackend
from keyring.errors import KeyringError, PasswordDeleteError

from counter.store.trouble import StoreTrouble

ALLOWED = frozenset(
    {
        "keyring.backends.SecretService.Keyring",  # GNOME, UOS, Kylin
        "keyring.backends.libsecret.Keyring",  # the same service through GObject
        "keyring.backends.kwallet.DBusKeyring",  # KDE
        "keyring.backends.Windows.WinVaultKeyring",
    }
)

SERVICE = "counter-workstation"


class NoAllowedKeyring(StoreTrouble):
    """This machine has no keyring a key may be kept in."""

    sentence = (
        "本机没有可用的密钥环，不能建立长期使用的工作台。"
        "请安装 gnome-keyring（Debian、UOS、麒麟）或启用 KWallet，重新登录桌面后再试。"
    )


class KeyringLocked(StoreTrouble):
    """The keyring is there and does not answer: locked, or its unlocking was declined."""

    sentence = "系统密钥环没有解锁，取不到本机数据库的密钥。请解锁密钥环后重新打开。"


class KeyLost(StoreTrouble):
    """The keyring answers and does not hold what this profile needs."""

    sentence = "系统密钥环里没有本工作台的密钥。请不要新建数据库，先联系系统管理员恢复密钥。"


class Credentials(Protocol):
    """A place for secrets, by name."""

    def get(self, name: str) -> bytes | None:
        """The secret of that name, or nothing; raises ``KeyringLocked``."""

    def put(self, name: str, secret: bytes) -> None:
        """Keep a secret in place of an earlier one; raises ``KeyringLocked``."""

    def forget(self, name: str) -> None:
        """Remove a secret; one that is not there is no error."""


class MemoryCredentials:
    """Secrets of a throw-away profile: gone with the process."""

    def __init__(self) -> None:
        """Begin with none."""
        self._secrets: dict[str, bytes] = {}

    def all(self) -> dict[str, bytes]:
        """Every secret by its name, to hand a throw-away profile to another process."""
        return dict(self._secrets)

    def get(self, name: str) -> bytes | None:
        """The secret of that name, or nothing."""
        return self._secrets.get(name)

    def put(self, name: str, secret: bytes) -> None:
        """Keep a secret."""
        self._secrets[name] = secret

    def forget(self, name: str) -> None:
        """Remove a secret."""
        self._secrets.pop(name, None)


class KeyringCredentials:
    """Secrets of one profile in the system's keyring, as base64 text."""

    def __init__(self, profile_id: str, backend: KeyringBackend | None = None) -> None:
        """Use the keyring this session has; raises ``NoAllowedKeyring``."""
        self._backend = keyring.get_keyring() if backend is None else backend
        if not is_allowed(self._backend):
            raise NoAllowedKeyring
        self._profile_id = profile_id

    def get(self, name: str) -> bytes | None:
        """The secret of that name, or nothing; raises ``KeyringLocked``, ``KeyLost`` when it is
        no secret of ours.
        """
        try:
            text = self._backend.get_password(SERVICE, self._entry(name))
        except KeyringError as error:
            raise KeyringLocked from error
        try:
            return None if text is None else base64.b64decode(text, validate=True)
        except binascii.Error:
            raise KeyLost from None

    def put(self, name: str, secret: bytes) -> None:
        """Keep a secret; raises ``KeyringLocked``."""
        try:
            text = base64.b64encode(secret).decode("ascii")
            self._backend.set_password(SERVICE, self._entry(name), text)
        except KeyringError as error:
            raise KeyringLocked from error

    def forget(self, name: str) -> None:
        """Remove a secret; raises ``KeyringLocked``."""
        try:
            self._backend.delete_password(SERVICE, self._entry(name))
        except PasswordDeleteError:
            return
        except KeyringError as error:
            raise KeyringLocked from error

    def _entry(self, name: str) -> str:
        return f"{self._profile_id}/{name}"


def is_allowed(backend: KeyringBackend) -> bool:
    """Whether a back-end, or every member of a chain, is on the list.

    A chain writes to its first member and reads from all: one weak member, such as the plain text
    file of ``keyrings.alt``, makes the whole chain weak.
    """
    if type(backend) is ChainerBackend:
        members = list(backend.backends)
        return bool(members) and all(is_allowed(member) for member in members)
    kind = type(backend)
    return f"{kind.__module__}.{kind.__qualname__}" in ALLOWED
