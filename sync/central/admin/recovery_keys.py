"""The recovery key of a hall: copies of unsent change sets are sealed to it.

The private half is a file beside the hall's key file and nowhere else; the public half stands in
the hall's reference row, which every desk of the hall has.
"""

import os
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from sync.central.admin.refusals import NotDone
from sync.central.database import Admin
from sync.sealed_copy import KEY_BYTES


def provide(connection: Admin, folder: Path, hall_id: int) -> bytes:
    """The public half; a key is made when the hall has none. Raises ``NotDone`` when the hall has
    one whose file is not in ``folder``."""
    row = connection.execute(
        "select recovery_key from hall.hall where hall_id = %s", (hall_id,)
    ).fetchone()
    kept = None if row is None else row[0]
    path = _path(folder, hall_id)
    if not path.exists() and kept is None:
        _write(path, os.urandom(KEY_BYTES))
    made = _public(read(folder, hall_id))
    if kept is not None and bytes(kept) != made:
        raise NotDone(f"恢复密钥文件 {path.name} 不属于这个大厅，请换成正确的密钥文件夹。")
    return made


def read(folder: Path, hall_id: int) -> bytes:
    """The private half; raises ``NotDone``."""
    path = _path(folder, hall_id)
    try:
        key = bytes.fromhex(path.read_text("ascii").strip())
    except (OSError, ValueError):
        raise NotDone(f"读不到恢复密钥文件 {path.name}，请用 --keys 指出密钥文件夹。") from None
    if len(key) != KEY_BYTES:
        raise NotDone(f"恢复密钥文件 {path.name} 已损坏，请从备份恢复。")
    return key


def _public(private_key: bytes) -> bytes:
    return X25519PrivateKey.from_private_bytes(private_key).public_key().public_bytes_raw()


def _path(folder: Path, hall_id: int) -> Path:
    return folder / f"recovery-{hall_id:02d}.key"


def _write(path: Path, key: bytes) -> None:
    with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
        file.write(key.hex())
        file.flush()
        os.fsync(file.fileno())
