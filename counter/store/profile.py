"""A profile: the folder of one workstation, with its settings and its encrypted database.

``profile.toml`` says where the centre is and which workstation this is. The secrets are in the
keyring, under the profile's own id, never in the folder.
"""

import os
import secrets
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from counter.store.change_set import Origin
from counter.store.credentials import Credentials, KeyLost
from counter.store.database import KEY_BYTES, create_database, open_database
from counter.store.settings_file import (
    BadProfile,
    number,
    plain,
    read_settings,
    some_text,
    text,
    typed,
    write_settings,
)
from counter.store.trouble import AlreadyThere, NotWritable

SETTINGS_FILE = "profile.toml"
DATABASE_FILE = "counter.db"
DATABASE_KEY = "database"


@dataclass(frozen=True)
class Centre:
    """Where the central database is; a ``host`` that begins with ``/`` is the folder of a unix
    socket.
    """

    host: str
    port: int
    dbname: str
    user: str
    ca_file: str


@dataclass(frozen=True)
class Profile:
    """One workstation's folder and what its settings say."""

    folder: Path
    id: uuid.UUID
    ws: uuid.UUID
    epoch: int
    hall_id: int
    window_no: int
    centre: Centre

    @property
    def database(self) -> Path:
        """The encrypted file."""
        return self.folder / DATABASE_FILE

    @property
    def origin(self) -> Origin:
        """Where this profile's change sets are made."""
        return Origin(self.ws, self.epoch, self.hall_id)


def default_folder(environment: Mapping[str, str]) -> Path:
    """Where the profile of this user is when nobody names another place."""
    if os.name == "nt":
        data = Path(environment.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    else:
        data = Path(environment.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
    return data / "counter-workstation"


def create_profile(profile: Profile, credentials: Credentials) -> Engine:
    """Make the folder, its settings and an empty database under a new random key.

    Raises ``AlreadyThere`` when the folder holds a profile, ``NotWritable``, or what the keyring
    raises. The key is in the keyring before the file exists.
    """
    settings, database = profile.folder / SETTINGS_FILE, profile.database
    if settings.exists() or database.exists():
        raise AlreadyThere
    key = secrets.token_bytes(KEY_BYTES)
    credentials.put(DATABASE_KEY, key)
    try:
        write_settings(settings, _settings_text(profile))
    except OSError:
        raise NotWritable from None
    return create_database(database, key)


def open_profile_database(profile: Profile, credentials: Credentials) -> Engine:
    """Open the profile's database with the key from the keyring.

    Raises ``KeyLost``, or what ``open_database`` raises; a lost key never leads to a new file.
    """
    key = credentials.get(DATABASE_KEY)
    if key is None or len(key) != KEY_BYTES:
        raise KeyLost
    return open_database(profile.database, key)


def read_profile(folder: Path) -> Profile:
    """Read a profile's settings; raises ``BadProfile``."""
    raw = read_settings(folder / SETTINGS_FILE)
    centre = raw.pop("centre", None)
    values = typed(raw, _PROFILE, "", SETTINGS_FILE)
    if not isinstance(centre, dict):
        raise BadProfile("缺少 [centre] 一节", SETTINGS_FILE)
    found = typed(centre, CENTRE_FORM, "centre.", SETTINGS_FILE)
    return Profile(folder=folder, **values, centre=Centre(**found))


_PROFILE: Mapping[str, Callable[[Any], Any]] = {
    "id": uuid.UUID,
    "ws": uuid.UUID,
    "epoch": number(1, 26),
    "hall_id": number(1, 99),
    "window_no": number(1, 99),
}
CENTRE_FORM: Mapping[str, Callable[[Any], Any]] = {
    "host": some_text,
    "port": number(1, 65535),
    "dbname": some_text,
    "user": some_text,
    "ca_file": text,
}


def _settings_text(profile: Profile) -> str:
    """The settings as TOML."""
    top = {name: plain(getattr(profile, name)) for name in _PROFILE}
    centre = {name: plain(getattr(profile.centre, name)) for name in CENTRE_FORM}
    lines = [f"{name} = {value}" for name, value in top.items()]
    return "\n".join([*lines, "", "[centre]", *(f"{n} = {v}" for n, v in centre.items()), ""])
