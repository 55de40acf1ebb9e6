"""The keyring: an allowed one, unlocked, that gives back what was put in."""

import secrets
from collections.abc import Callable
from typing import Final

from counter.doctor.findings import Check, Finding, Subject
from counter.store.credentials import Credentials, KeyLost, KeyringLocked, NoAllowedKeyring

SUBJECT: Final = Subject("keyring", "系统密钥环")
_ENTRY: Final = "probe"


def check_keyring(open_keyring: Callable[[], Credentials], *, needed: bool) -> Check:
    """Put a random value in, read it back, take it out again."""
    # A locked keyring may ask for its password on the screen; that question gets a little time.
    return Check((SUBJECT,), 5, lambda: (_look(open_keyring, needed),))


def _look(open_keyring: Callable[[], Credentials], needed: bool) -> Finding:
    value = secrets.token_bytes(16)
    try:
        credentials = open_keyring()
        credentials.put(_ENTRY, value)
        kept = credentials.get(_ENTRY) == value
        credentials.forget(_ENTRY)
    except (NoAllowedKeyring, KeyringLocked, KeyLost) as trouble:
        return SUBJECT.not_ok(trouble.sentence, needed=needed)
    if not kept:
        return SUBJECT.not_ok("密钥环存取不一致。请重新登录桌面后再查。", needed=needed)
    return SUBJECT.ok("可用，存取正常。")
