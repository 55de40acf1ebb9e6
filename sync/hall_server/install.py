"""``hall init`` and ``hall status``: a database in the hall, made and looked at."""

import datetime as dt
import uuid
from dataclasses import dataclass

from psycopg import sql

from sync.central.admin.logins import shut
from sync.central.admin.refusals import NotDone
from sync.central.database import (
    STATION,
    Admin,
    Chain,
    NotACentre,
    administering,
    installed,
    upgrade,
)
from sync.hall_server.members import HallFile, Member

CHAIN = Chain("hall_server", ("keep", "keep_api"), "sync.hall_server")


@dataclass(frozen=True)
class WindowCopies:
    """What the server keeps of one machine."""

    window_no: int
    ws: uuid.UUID
    epoch: int
    is_active: bool
    kept: int
    oldest: dt.datetime | None
    forwarded: int
    heard_at: dt.datetime | None


@dataclass(frozen=True)
class HallStatus:
    """How the hall's server stands."""

    revision: str | None
    is_current: bool
    windows: tuple[WindowCopies, ...]


def install(dsn: str, hall: HallFile) -> int:
    """Make the schema in an empty database, or bring it up to date, and take over the hall's
    machines; gives how many may leave copies."""
    upgrade(dsn, (CHAIN,))
    with administering(dsn) as connection:
        known = {member.role for member in hall.members}
        for (role,) in connection.execute("select role from keep.member").fetchall():
            if role not in known:
                connection.execute(
                    "update keep.member set is_active = false where role = %s", (role,)
                )
                shut(connection, role)
        for member in hall.members:
            _admit(connection, member)
    return len(hall.members)


def status(dsn: str) -> HallStatus:
    """Ask the server how it stands; raises ``NotDone``."""
    try:
        (found,) = installed(dsn, (CHAIN,))
    except NotACentre:
        raise NotDone("这个数据库里还没有大厅服务，请先运行 counter hall init。") from None
    with administering(dsn) as connection:
        rows = connection.execute(
            "select m.window_no, m.ws, m.epoch, m.is_active, count(c.seq), min(c.kept_at),"
            " count(c.forwarded_at), h.at from keep.member m"
            " left join keep.copy c on (c.ws, c.epoch) = (m.ws, m.epoch)"
            " left join keep.heard h on (h.ws, h.epoch) = (m.ws, m.epoch)"
            " group by m.role, h.at order by m.window_no, m.epoch"
        ).fetchall()
    return HallStatus(found.revision, found.is_current, tuple(WindowCopies(*row) for row in rows))


def _admit(connection: Admin, member: Member) -> None:
    """Let a machine log in here with the password it has at the centre."""
    name = sql.Identifier(member.role)
    found = connection.execute("select from pg_roles where rolname = %s", (member.role,)).fetchone()
    if found is None:
        connection.execute(
            sql.SQL("create role {} login connection limit 4 in role {}").format(
                name, sql.Identifier(STATION)
            )
        )
    connection.execute(
        sql.SQL("alter role {} password {}").format(name, sql.Literal(member.verifier))
    )
    connection.execute(
        "insert into keep.member (role, ws, epoch, window_no) values (%s, %s, %s, %s)"
        " on conflict (role) do update set is_active = true",
        (member.role, member.ws, member.epoch, member.window_no),
    )
