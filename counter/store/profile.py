"""A profile: the folder of one workstation, with its settings and its encrypted database.

``profile.toml`` says where the centre is and which workstation this is. The secrets are in the
keyring, under the profile's own id, never in the folder.
"""

import json
import os
import secrets
import stat
import tomllib
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from counter.store.change_set import Origin
from counter.store.credentials import Credentials, KeyLost
from counter.store.database import KEY_BYTES, create_database, open_database
from counter.store.trouble import AlreadyThere, NotWritable, StoreTrouble

SETTINGS_FILE = "profile.toml"
DATABASE_FILE = "counter.db"
DATABASE_KEY = "database"
LARGEST_FILE = 64 * 1024


class BadProfile(StoreTrouble):
    """The settings cannot be used; the sentence names the line or the key, never a value."""

    def __init__(self, what: str) -> None:
        """Say what is wrong, in the administrator's words."""
        self.sentence = f"工作台设置 {SETTINGS_FILE} 不能使用：{what}。请改正后重新打开。"
        super().__init__()


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
        profile.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        profile.folder.chmod(0o700)
        place = os.open(settings, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(place, "w", encoding="utf-8") as file:
            file.write(_settings_text(profile))
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
    raw = _read_toml(folder / SETTINGS_FILE)
    centre = raw.pop("centre", None)
    values = _typed(raw, _PROFILE, "")
    if not isinstance(centre, dict):
        raise BadProfile("缺少 [centre] 一节")
    return Profile(folder=folder, **values, centre=Centre(**_typed(centre, _CENTRE, "centre.")))


def _read_toml(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as file:
            _refuse_strangers(os.fstat(file.fileno()))
            data = file.read(LARGEST_FILE + 1)
    except FileNotFoundError:
        raise BadProfile("没有这个文件") from None
    except OSError:
        raise BadProfile("读不出来，可能是目录或没有权限") from None
    if len(data) > LARGEST_FILE:
        raise BadProfile("文件超过 64 KiB")
    try:
        return tomllib.loads(data.decode())
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise BadProfile(f"第 {line} 行不是 UTF-8 文字") from None
    except tomllib.TOMLDecodeError as error:
        raise BadProfile(f"格式有误（{_place(error)}）") from None


def _refuse_strangers(status: os.stat_result) -> None:
    """Settings somebody else can write could send citizens' data to another centre."""
    if os.name == "nt":
        return
    if status.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
        raise BadProfile("其他用户可以改写这个文件，应设为仅本人可写（chmod 600）")
    if status.st_uid not in {os.getuid(), 0}:
        raise BadProfile("文件属于另一个用户")


def _place(error: tomllib.TOMLDecodeError) -> str:
    """Line and column of an error; its own text may quote what stands there."""
    _, _, place = str(error).rpartition("(at ")
    words = place.rstrip(")").replace(",", "").split()
    if words[:1] == ["line"] and len(words) >= 4:
        return f"第 {words[1]} 行第 {words[3]} 列"
    return "文件末尾"


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value.isprintable() or len(value) > 255:
        raise ValueError
    return value


def _some_text(value: Any) -> str:
    if not value:
        raise ValueError
    return _text(value)


def _number(least: int, most: int) -> Callable[[Any], int]:
    def read(value: Any) -> int:
        if type(value) is not int or not least <= value <= most:
            raise ValueError
        return value

    return read


_PROFILE: Mapping[str, Callable[[Any], Any]] = {
    "id": uuid.UUID,
    "ws": uuid.UUID,
    "epoch": _number(1, 26),
    "hall_id": _number(1, 99),
    "window_no": _number(1, 99),
}
_CENTRE: Mapping[str, Callable[[Any], Any]] = {
    "host": _some_text,
    "port": _number(1, 65535),
    "dbname": _some_text,
    "user": _some_text,
    "ca_file": _text,
}


def _typed(
    raw: Mapping[str, Any], form: Mapping[str, Callable[[Any], Any]], prefix: str
) -> dict[str, Any]:
    """Check every key of one section; raises ``BadProfile`` naming the first that does not fit."""
    unknown = sorted(set(raw) - set(form))
    if unknown:
        raise BadProfile(f"不认识的键 {prefix}{unknown[0]!r}")
    values: dict[str, Any] = {}
    for name, read in form.items():
        if name not in raw:
            raise BadProfile(f"缺少键 {prefix}{name}")
        try:
            values[name] = read(raw[name])
        except (ValueError, TypeError, AttributeError):
            raise BadProfile(f"键 {prefix}{name} 的值不合要求") from None
    return values


def _settings_text(profile: Profile) -> str:
    """The settings as TOML; a JSON string or number is one in TOML too."""
    top = {name: _plain(getattr(profile, name)) for name in _PROFILE}
    centre = {name: _plain(getattr(profile.centre, name)) for name in _CENTRE}
    lines = [f"{name} = {value}" for name, value in top.items()]
    return "\n".join([*lines, "", "[centre]", *(f"{n} = {v}" for n, v in centre.items()), ""])


def _plain(value: uuid.UUID | int | str) -> str:
    # Characters as they are: JSON would escape those beyond U+FFFF in halves, which TOML refuses.
    text = str(value) if isinstance(value, uuid.UUID) else value
    return json.dumps(text, ensure_ascii=False)
