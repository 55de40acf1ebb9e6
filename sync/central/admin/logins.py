"""Logins of workstations and of machines being enrolled."""

import secrets

from psycopg import sql

from sync.central.database import ENROLLING, Admin
from sync.central.enrolment import enrolment_role, new_code

_LIMITS = (
    ("statement_timeout", "20s"),
    ("lock_timeout", "5s"),
    ("idle_in_transaction_session_timeout", "10s"),
)


def make_login(connection: Admin, role: str, password: str, group: str) -> None:
    """Make a login that may do what ``group`` may, with few connections."""
    name = sql.Identifier(role)
    connection.execute(
        sql.SQL("create role {} login connection limit 4 password {} in role {}").format(
            name, sql.Literal(_verifier(connection, role, password)), sql.Identifier(group)
        )
    )
    for setting, value in _LIMITS:
        connection.execute(
            sql.SQL("alter role {} set {} = {}").format(
                name, sql.Identifier(setting), sql.Literal(value)
            )
        )


def expire(connection: Admin, role: str, hours: float) -> None:
    """Let a login's password end by itself."""
    row = connection.execute("select (now() + %s * interval '1 hour')::text", (hours,)).fetchone()
    assert row is not None
    connection.execute(
        sql.SQL("alter role {} valid until {}").format(sql.Identifier(role), sql.Literal(row[0]))
    )


def make_enrolling(connection: Admin, hours: float) -> tuple[str, str]:
    """Make a short-lived login that may fetch one bundle; gives its name and its code."""
    code = new_code()
    while _exists(connection, enrolment_role(code)):
        code = new_code()
    role = enrolment_role(code)
    make_login(connection, role, code, ENROLLING)
    expire(connection, role, hours)
    return role, code


def shut(connection: Admin, role: str) -> None:
    """Close a login for good and end its sessions."""
    connection.execute(sql.SQL("alter role {} nologin").format(sql.Identifier(role)))
    connection.execute(
        "select pg_terminate_backend(pid) from pg_stat_activity where usename = %s", (role,)
    )


def drop(connection: Admin, role: str) -> None:
    """Remove a login that owns nothing, if it is there."""
    connection.execute(sql.SQL("drop role if exists {}").format(sql.Identifier(role)))


def new_password() -> str:
    """A password no person ever sees."""
    return secrets.token_urlsafe(32)


def _verifier(connection: Admin, role: str, password: str) -> str:
    # The server gets a verifier only: a password in a statement could end in its log.
    made = connection.pgconn.encrypt_password(password.encode(), role.encode(), b"scram-sha-256")
    return made.decode()


def _exists(connection: Admin, role: str) -> bool:
    found = connection.execute("select from pg_roles where rolname = %s", (role,)).fetchone()
    return found is not None
