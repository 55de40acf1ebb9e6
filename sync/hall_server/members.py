"""The hall file: what the centre's administrator hands to the hall's server.

It holds the logins of the hall's windows as SCRAM verifiers, with which the server can check a
password and nobody can log in, and the server's own login at the centre. Only the administrator of
the server may read it.
"""

import json
import os
import uuid
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from sync.central.admin.refusals import NotDone


@dataclass(frozen=True)
class Member:
    """One machine of the hall: its login, as the centre knows it."""

    role: str
    verifier: str
    ws: uuid.UUID
    epoch: int
    window_no: int


@dataclass(frozen=True)
class HallFile:
    """The hall, its machines, and how its server logs in at the centre."""

    hall_id: int
    role: str
    password: str
    members: tuple[Member, ...]


def write(path: Path, hall: HallFile) -> None:
    """Write the file, readable by its owner alone; an older one is replaced."""
    text = json.dumps(asdict(hall), default=str, indent=1)
    made = path.with_suffix(".new")
    with os.fdopen(os.open(made, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    made.replace(path)


def read(path: Path) -> HallFile:
    """Read it; raises ``NotDone``."""
    try:
        raw: dict[str, Any] = json.loads(path.read_text("utf-8"))
        members = tuple(
            Member(**{**one, "ws": uuid.UUID(one["ws"]), "epoch": int(one["epoch"])})
            for one in raw.pop("members")
        )
        return HallFile(**raw, members=members)
    except OSError:
        raise NotDone(f"读不到大厅文件 {path.name}，请用 --from 指出它。") from None
    except (ValueError, KeyError, TypeError):
        raise NotDone(f"大厅文件 {path.name} 已损坏，请到中心重新导出。") from None
