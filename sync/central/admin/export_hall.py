"""``export-hall``: what the hall's own server has to know, and the desks of it."""

import uuid
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql

from sync.central.admin import logins, recovery_keys, reference_rows
from sync.central.admin.refusals import NotDone
from sync.central.database import HALL_SERVER, Admin, administering
from sync.hall_server.members import HallFile, Member, write


@dataclass(frozen=True)
class Exported:
    """How many machines the file lets leave copies."""

    machines: int
    file: Path


def export_hall(dsn: str, hall_id: int, address: str, keys: Path, out: Path) -> Exported:
    """Write the hall file and tell the hall's desks where their server is; raises ``NotDone``.

    Done again after a machine was added or replaced; an earlier file's login ends with it.
    """
    if not _is_address(address):
        raise NotDone("大厅服务器地址应写成 主机:端口/数据库，例如 10.8.1.5:5432/counter_hall。")
    with administering(dsn) as connection:
        row = connection.execute(
            "select id, keep_address, recovery_key from hall.hall where hall_id = %s", (hall_id,)
        ).fetchone()
        if row is None:
            raise NotDone(f"没有{hall_id}号大厅，请先用 add-hall。")
        public = recovery_keys.provide(connection, keys, hall_id)
        if (row[1], row[2]) != (address, public):
            told = {"keep_address": address, "recovery_key": public}
            reference_rows.update(connection, "hall", row[0], told)
            reference_rows.wake(connection, hall_id)
        role, password = _login(connection, hall_id)
        members = _members(connection, hall_id)
        write(out, HallFile(hall_id, role, password, members))
    return Exported(len(members), out)


def _is_address(text: str) -> bool:
    rest, _slash, dbname = text.rpartition("/")
    host, _colon, port = rest.rpartition(":")
    return bool(host and dbname and port.isascii() and port.isdigit())


def _login(connection: Admin, hall_id: int) -> tuple[str, str]:
    """The server's own login at the centre, with a new password."""
    password = logins.new_password()
    for (old,) in connection.execute(
        "update sync.hall_server set is_active = false where hall_id = %s and is_active"
        " returning role",
        (hall_id,),
    ).fetchall():
        logins.shut(connection, old)
    role = f"hs_{hall_id:02d}_{uuid.uuid4().hex[:8]}"
    logins.make_login(connection, role, password, HALL_SERVER)
    connection.execute(
        "insert into sync.hall_server (role, hall_id) values (%s, %s)", (role, hall_id)
    )
    return role, password


def _members(connection: Admin, hall_id: int) -> tuple[Member, ...]:
    # Only a superuser may read verifiers; the administrator who makes logins usually is one.
    query = sql.SQL(
        "select w.role, a.rolpassword, w.ws, w.epoch, w.window_no from sync.workstation_sync w"
        " join pg_authid a on a.rolname = w.role"
        " where w.hall_id = %s and w.state <> 'retired' order by w.window_no"
    )
    try:
        rows = connection.execute(query, (hall_id,)).fetchall()
    except psycopg.errors.InsufficientPrivilege:
        raise NotDone("导出大厅文件要用数据库超级用户的连接，请换 --dsn。") from None
    return tuple(Member(*row) for row in rows)
