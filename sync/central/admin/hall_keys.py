"""The hall's key file: what must never be in the database.

One file per hall, readable by the administrator alone: the hall's pepper for passwords, and the
directory key that turns document numbers into citizens' keys, the same for all halls of a centre.
"""

import hmac
import json
import os
from dataclasses import dataclass
from pathlib import Path

from sync.central.admin.refusals import NotDone
from sync.central.database import Admin

_KEY_BYTES = 32


@dataclass(frozen=True, repr=False)
class HallKeys:
    """A hall's pepper and the centre's directory key."""

    hall_id: int
    pepper: bytes
    directory_key: bytes


def make(connection: Admin, folder: Path, hall_id: int) -> HallKeys:
    """Make and write the keys of a new hall; the directory key of an earlier hall is taken over.

    Raises ``NotDone`` when the file is there already, or an earlier hall's file is missing.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    earlier = _any_directory_key(folder)
    _check_directory_key(connection, earlier)
    keys = HallKeys(hall_id, os.urandom(_KEY_BYTES), earlier or os.urandom(_KEY_BYTES))
    _write(folder, keys)
    connection.execute("update sync.centre set directory_check = %s", (_proof(keys.directory_key),))
    return keys


def read(connection: Admin, folder: Path, hall_id: int) -> HallKeys:
    """The keys of a hall; raises ``NotDone`` when the file is not there or of another centre."""
    keys = _read(_path(folder, hall_id))
    _check_directory_key(connection, keys.directory_key)
    return keys


def directory_key(connection: Admin, folder: Path) -> bytes:
    """The centre's directory key, from any hall's file; raises ``NotDone``."""
    key = _any_directory_key(folder)
    if key is None:
        raise NotDone(f"在 {folder} 里没有大厅密钥文件，请用 --keys 指出它们所在的文件夹。")
    _check_directory_key(connection, key)
    return key


def _path(folder: Path, hall_id: int) -> Path:
    return folder / f"hall-{hall_id:02d}.keys.json"


def _any_directory_key(folder: Path) -> bytes | None:
    found = sorted(folder.glob("hall-*.keys.json"))
    return _read(found[0]).directory_key if found else None


def _check_directory_key(connection: Admin, key: bytes | None) -> None:
    row = connection.execute("select directory_check from sync.centre").fetchone()
    kept = None if row is None else row[0]
    if kept is None:
        return
    if key is None:
        raise NotDone("找不到已有大厅的密钥文件：新大厅必须沿用同一把目录密钥，请用 --keys 指出。")
    if not hmac.compare_digest(_proof(key), kept):
        raise NotDone("密钥文件不属于这个中心，请换成正确的密钥文件夹。")


def _proof(key: bytes) -> bytes:
    return hmac.digest(key, b"counter directory key", "sha256")[:16]


def _write(folder: Path, keys: HallKeys) -> None:
    text = json.dumps(
        {
            "hall_id": keys.hall_id,
            "pepper": keys.pepper.hex(),
            "directory_key": keys.directory_key.hex(),
        }
    )
    try:
        handle = os.open(_path(folder, keys.hall_id), os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        raise NotDone("这个大厅的密钥文件已经存在，不会覆盖；请换一个文件夹或大厅号。") from None
    with os.fdopen(handle, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def _read(path: Path) -> HallKeys:
    try:
        raw = json.loads(path.read_text())
        keys = HallKeys(
            int(raw["hall_id"]),
            bytes.fromhex(raw["pepper"]),
            bytes.fromhex(raw["directory_key"]),
        )
    except FileNotFoundError:
        raise NotDone(f"没有密钥文件 {path.name}，请用 --keys 指出密钥文件夹。") from None
    except (ValueError, KeyError, TypeError, OSError):
        raise NotDone(f"密钥文件 {path.name} 读不出来或已损坏，请从备份恢复。") from None
    if len(keys.pepper) != _KEY_BYTES or len(keys.directory_key) != _KEY_BYTES:
        raise NotDone(f"密钥文件 {path.name} 已损坏，请从备份恢复。")
    return keys
