"""The folder of a ticket machine or hall display: who it is and where its queue is; no database.

``device.toml`` holds no secret: the login's password is in the keyring, under the profile's own id.
"""

import json
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from counter.store.credentials import Credentials, KeyLost
from counter.store.profile import CENTRE_FORM, Centre
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

DEVICE_FILE = "device.toml"
PASSWORD = "queue_password"
KINDS = ("kiosk", "display")


@dataclass(frozen=True)
class DeviceProfile:
    """One machine in the hall; ``hall`` has the words of its screen and slips."""

    folder: Path
    id: uuid.UUID
    device: uuid.UUID
    kind: str
    hall_id: int
    name: str
    centre: Centre
    hall: Mapping[str, str]


def create_device_profile(profile: DeviceProfile, password: str, credentials: Credentials) -> None:
    """Keep the password, then write the folder; raises ``AlreadyThere``, ``NotWritable``, or what
    the keyring raises."""
    path = profile.folder / DEVICE_FILE
    if path.exists():
        raise AlreadyThere
    credentials.put(PASSWORD, password.encode())
    try:
        write_settings(path, _settings_text(profile))
    except OSError:
        raise NotWritable from None


def read_device_profile(folder: Path) -> DeviceProfile:
    """Read a device's settings; raises ``BadProfile``."""
    raw = read_settings(folder / DEVICE_FILE)
    tables = {name: raw.pop(name, None) for name in ("centre", "hall")}
    for name, table in tables.items():
        if not isinstance(table, dict):
            raise BadProfile(f"缺少 [{name}] 一节", DEVICE_FILE)
    values = typed(raw, _DEVICE, "", DEVICE_FILE)
    centre = typed(tables["centre"], CENTRE_FORM, "centre.", DEVICE_FILE)
    hall = typed(tables["hall"], _HALL, "hall.", DEVICE_FILE)
    return DeviceProfile(folder=folder, **values, centre=Centre(**centre), hall=hall)


def read_password(credentials: Credentials) -> str:
    """The login's password out of the keyring; raises ``KeyLost``, ``KeyringLocked``."""
    found = credentials.get(PASSWORD)
    if not found:
        raise KeyLost
    return found.decode()


def _kind(value: Any) -> str:
    if value not in KINDS:
        raise ValueError
    return str(value)


_DEVICE: Mapping[str, Callable[[Any], Any]] = {
    "id": uuid.UUID,
    "device": uuid.UUID,
    "kind": _kind,
    "hall_id": number(1, 99),
    "name": some_text,
}
_HALL: Mapping[str, Callable[[Any], Any]] = {
    "name": some_text,
    "address": text,
    "phone": text,
    "complaint_phone": text,
    "service_hours": text,
}


def _settings_text(profile: DeviceProfile) -> str:
    lines = [f"{name} = {plain(getattr(profile, name))}" for name in _DEVICE]
    centre = [f"{name} = {plain(getattr(profile.centre, name))}" for name in CENTRE_FORM]
    hall = [f"{name} = {json.dumps(profile.hall[name], ensure_ascii=False)}" for name in _HALL]
    return "\n".join([*lines, "", "[centre]", *centre, "", "[hall]", *hall, ""])
