"""A hall at a real centre for one test: windows with logins, people with keys, nothing over a
password."""

import secrets
import uuid
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from psycopg import sql
from uuid6 import uuid7

from counter.store.change_set import Signer
from counter.store.sealed_keys import UnlockedKeys
from sync.central.embedded import EmbeddedCentre
from sync.settings import CentreAddress
from tests.sync.desks import RealDesk, new_desk


@dataclass
class Seat:
    """A window's login at the centre."""

    ws: uuid.UUID
    address: CentreAddress


@dataclass(frozen=True)
class RawKeys:
    """A person's keys in the open: what the person unlocks and what the centre is told."""

    person: uuid.UUID = field(default_factory=uuid7)
    key: uuid.UUID = field(default_factory=uuid7)
    seal_key: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    sign_key: bytes = field(default_factory=lambda: secrets.token_bytes(32))

    @property
    def unlocked(self) -> UnlockedKeys:
        return UnlockedKeys(self.person, self.key, self.seal_key, self.sign_key)

    @property
    def public_key(self) -> bytes:
        private = Ed25519PrivateKey.from_private_bytes(self.sign_key)
        return private.public_key().public_bytes_raw()


@dataclass
class RealHall:
    """One hall of a centre."""

    centre: EmbeddedCentre
    id: int
    _windows: int = 0
    _admin: psycopg.Connection[Any] | None = None

    def ask(self, query: Any, *parameters: Any) -> list[tuple[Any, ...]]:
        """What the centre's tables say."""
        if self._admin is None:
            self._admin = psycopg.connect(self.centre.admin_dsn, autocommit=True)
        return self._admin.execute(query, parameters).fetchall()

    def close(self) -> None:
        if self._admin is not None:
            self._admin.close()

    def clerk(self) -> RawKeys:
        """A clerk whose keys the centre knows."""
        raw = RawKeys()
        with psycopg.connect(self.centre.admin_dsn) as admin:
            person = {"staff_no": raw.person.hex[-8:], "name": "王芳", "roles": '["clerk"]'}
            self._insert(admin, "person", raw.person, {**person, "state": "active"})
            key = {"person_id": raw.person, "sealed": b"-", "public_key": raw.public_key}
            until = {"state": "active", "valid_until": "2099-01-01T00:00Z"}
            self._insert(admin, "person_key", raw.key, {**key, **until})
            admin.execute(
                "select sync.keep_seal_key(%s, %s, false, %s, %s)",
                (raw.key, raw.person, self.id, raw.seal_key),
            )
        return raw

    def seat(self) -> Seat:
        """A new window with a workstation and a login."""
        self._windows += 1
        ws, window, password = uuid7(), uuid7(), secrets.token_hex(16)
        role = f"ws_{ws.hex}"
        with psycopg.connect(self.centre.admin_dsn) as admin:
            number = {"number": self._windows, "kind": "ordinary"}
            self._insert(admin, "window", window, number)
            machine = {"window_id": window, "epoch": 1, "state": "active"}
            self._insert(admin, "workstation", ws, machine)
            admin.execute(
                "insert into sync.workstation_sync (ws, role, hall_id, window_no, epoch)"
                " values (%s, %s, %s, %s, 1)",
                (ws, role, self.id, self._windows),
            )
            make = "create role {} login connection limit 4 password {} in role counter_station"
            named = sql.SQL(make).format(sql.Identifier(role), sql.Literal(password))
            admin.execute(named)
        return Seat(ws, self.centre.address(role, password))

    def desk(self, folder: Path, signer: Signer | None = None) -> tuple[RealDesk, Seat]:
        """A desk at a window of its own, with a clerk signed in."""
        seat = self.seat()
        return new_desk(folder, seat.ws, signer or self.clerk().unlocked, self.id), seat

    def _insert(
        self, admin: psycopg.Connection[Any], table: str, key: uuid.UUID, row: dict[str, Any]
    ) -> None:
        nobody = uuid.UUID(int=0)
        stamps = {"id": key, "hall_id": self.id, "ver": 1, "made_by": nobody, "made_ws": nobody}
        values = {**stamps, "made_at": "2026-11-23T00:00Z", **row}
        statement = sql.SQL("insert into hall.{} ({}) values ({})").format(
            sql.Identifier(table),
            sql.SQL(", ").join(map(sql.Identifier, values)),
            sql.SQL(", ").join(map(sql.Placeholder, values)),
        )
        admin.execute(statement, values)
