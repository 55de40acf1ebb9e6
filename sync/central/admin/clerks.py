"""``add-clerk``: a person, and the one-time code the person enrols with."""

import hashlib
import os
import uuid

from psycopg.types.json import Jsonb
from uuid6 import uuid7

from sync.central.admin import reference_rows
from sync.central.admin.refusals import NotDone
from sync.central.database import Admin, administering
from sync.central.enrolment import new_code

ROLES = ("clerk", "reviewer", "director", "supervisor", "admin")
CODE_HOURS = 24.0


def add_clerk(
    dsn: str, hall_id: int, staff_no: str, name: str, roles: tuple[str, ...] = ("clerk",)
) -> str:
    """Add a person to a hall; gives the code, of which the centre keeps a hash only.

    Raises ``NotDone``.
    """
    _check(staff_no, name, roles)
    with administering(dsn) as connection:
        if (
            connection.execute("select from hall.hall where hall_id = %s", (hall_id,)).fetchone()
            is None
        ):
            raise NotDone(f"没有{hall_id}号大厅，请先用 add-hall。")
        if _find(connection, hall_id, staff_no) is not None:
            raise NotDone("这个工号已经有了；重新发码请加 --renew。")
        person = uuid7()
        reference_rows.insert(
            connection,
            "person",
            person,
            hall_id,
            {
                "staff_no": staff_no,
                "name": name,
                "roles": Jsonb(sorted(set(roles))),
                "state": "active",
            },
        )
        reference_rows.wake(connection, hall_id)
        return _issue_code(connection, person)


def renew_code(dsn: str, hall_id: int, staff_no: str) -> str:
    """Give a person another code, for a forgotten password; the old keys hold until it is used.

    Raises ``NotDone``.
    """
    with administering(dsn) as connection:
        return _issue_code(connection, _known(connection, hall_id, staff_no))


def end_clerk(dsn: str, hall_id: int, staff_no: str) -> None:
    """Let a person leave: the keys end here at once, and at every desk when it hears of it.

    Raises ``NotDone``.
    """
    with administering(dsn) as connection:
        person = _known(connection, hall_id, staff_no)
        connection.execute("select sync.revoke_keys(%s)", (person,))
        reference_rows.update(connection, "person", person, {"state": "left"})
        reference_rows.wake(connection, hall_id)


def _check(staff_no: str, name: str, roles: tuple[str, ...]) -> None:
    if not (staff_no.isascii() and staff_no.isalnum() and len(staff_no) <= 20):
        raise NotDone("工号应为20位以内的字母和数字。")
    if not name.strip() or len(name) > 50 or not name.isprintable():
        raise NotDone("姓名应为1到50个字。")
    if not roles or set(roles) - set(ROLES):
        raise NotDone(f"角色应为：{'、'.join(ROLES)}。")


def _find(connection: Admin, hall_id: int, staff_no: str) -> uuid.UUID | None:
    row = connection.execute(
        "select id from hall.person where hall_id = %s and staff_no = %s", (hall_id, staff_no)
    ).fetchone()
    return None if row is None else row[0]


def _known(connection: Admin, hall_id: int, staff_no: str) -> uuid.UUID:
    person = _find(connection, hall_id, staff_no)
    if person is None:
        raise NotDone("没有这个工号。")
    return person


def _issue_code(connection: Admin, person: uuid.UUID) -> str:
    code, salt = new_code(), os.urandom(16)
    connection.execute(
        "insert into sync.person_code (person, salt, hash, expires_at)"
        " values (%s, %s, %s, now() + %s * interval '1 hour')"
        " on conflict (person) do update set salt = excluded.salt, hash = excluded.hash,"
        " expires_at = excluded.expires_at, used_for = null",
        (person, salt, hashlib.sha256(salt + code.encode()).digest(), CODE_HOURS),
    )
    return code
