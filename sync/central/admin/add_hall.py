"""``add-hall``: a hall, and its key file."""

from dataclasses import dataclass
from pathlib import Path

from uuid6 import uuid7

from sync.central.admin import hall_keys, reference_rows
from sync.central.admin.refusals import NotDone
from sync.central.database import administering

MOST_HALLS = 99
"""Printed numbers write the hall with two digits."""


@dataclass(frozen=True)
class HallFacts:
    """What citizens read about a hall on its papers."""

    name: str
    address: str = ""
    phone: str = ""
    complaint_phone: str = ""
    service_hours: str = ""


def add_hall(dsn: str, hall_id: int, facts: HallFacts, keys: Path) -> None:
    """Add a hall and write its key file into ``keys``; raises ``NotDone``."""
    if not 1 <= hall_id <= MOST_HALLS:
        raise NotDone("大厅号应为1到99。")
    if not facts.name.strip():
        raise NotDone("请填写大厅名称。")
    with administering(dsn) as connection:
        # One at a time: two commands would each make a directory key.
        connection.execute("select from sync.centre for update")
        found = connection.execute(
            "select from hall.hall where hall_id = %s", (hall_id,)
        ).fetchone()
        if found is not None:
            raise NotDone(f"{hall_id}号大厅已经有了。")
        reference_rows.insert(connection, "hall", uuid7(), hall_id, vars(facts))
        hall_keys.make(connection, keys, hall_id)
