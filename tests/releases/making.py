"""Makes what is kept of a release beside its client: a desk's profile and what its centre knew.

It runs on that release's own sources, like ``desk``. Two windows of one hall save change sets of
every kind; some are confirmed, some parked with one that builds on them, one is decided, the rest
is not sent yet. There the file and the centre are kept; then the rest is sent, and the centre is
kept again: what a newer centre must make of the same sets.
"""

import json
import lzma
import sys
import tempfile
import uuid
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from sqlalchemy import Engine, select
from uuid6 import uuid7

from counter.store import kinds, outbox
from counter.store.credentials import MemoryCredentials
from counter.store.migrations import REVISIONS
from counter.store.profile import (
    DATABASE_KEY,
    SETTINGS_FILE,
    Centre,
    Profile,
    create_profile,
)
from counter.store.sealed_keys import DeviceKeys, UnlockedKeys
from counter.store.synced import synced_models
from counter.store.tables import Decision, Matter
from counter.store.unit_of_work import Store
from counter.workflows.clock import SystemClock
from counter.workflows.password_policy import load_password_policy
from counter.workplace import Workplace, WorkplaceKeys, centre_address
from sync.central import declaration
from sync.central.admin.add_hall import HallFacts, add_hall
from sync.central.admin.clerks import add_clerk
from sync.central.admin.windows import Place, add_window
from sync.central.cluster import Cluster, ClusterOptions
from sync.central.database import create_database, upgrade
from sync.central.enrolment import Bundle
from sync.enrolment_desk import EnrolmentDesk
from sync.once import run_once
from sync.postgres import PostgresCentre
from sync.store_file import StoreFile
from sync.worker import Clocks
from tests.releases.desk import KEYS
from tests.releases.every_kind import AT, EveryKind

HALL = 71
CLERK, SUPERVISOR, NEIGHBOUR = "7101", "7104", "7102"
STAFF = {CLERK: ("clerk",), SUPERVISOR: ("supervisor",), NEIGHBOUR: ("clerk",)}
PASSWORD = "Wrong-horse-7-Battery"
NOTE = "TEST KEYS ONLY: made for this fixture, they open nothing else"
DBNAME = "kept"
NOT_KEPT = {"kind_rule", "transition", "table_rule", "enrolment", "person_code"}
"""Made anew from a declaration, or short-lived."""
KEPT_SCHEMAS = ("hall", "sync", "ledger")
Json = dict[str, Any]


class Window:
    """One window of the release: its profile, its open file, its line to the centre."""

    def __init__(self, folder: Path, server: Cluster, bundle: Bundle) -> None:
        assert server.certificate is not None
        self.bundle, self.credentials = bundle, MemoryCredentials()
        address = "localhost", server.port, DBNAME, bundle.role, str(server.certificate.ca)
        place = bundle.ws, bundle.epoch, bundle.hall_id, bundle.window_no
        self.profile = Profile(folder, uuid.uuid4(), *place, centre=Centre(*address))
        self.engine: Engine = create_profile(self.profile, self.credentials)
        self.store = Store(self.engine, self.profile.origin)
        self.pad = DeviceKeys(bundle.pad_id, bundle.pad_seal_key, bundle.pad_sign_key)

    def exchange(self) -> None:
        """Push and pull until nothing is left."""
        clock = SystemClock()
        address = centre_address(self.profile, self.bundle.password)
        outcome = run_once(
            StoreFile(self.engine, clock.now),
            PostgresCentre(address, "0.0.1", self.profile.epoch),
            Clocks(clock.now, clock.boot_ms, lambda: 0.5),
            30,
        )
        assert outcome.is_done, outcome

    def enrol(self, staff_no: str, code: str) -> UnlockedKeys:
        """A person's keys, made as the program makes them."""
        bundle = self.bundle
        keys = WorkplaceKeys(bundle.password, bundle.pepper, bundle.directory_key, self.pad)
        signing = Workplace(self.profile, self.engine, keys, SystemClock()).sign_in()
        return signing.enrol(staff_no, code, PASSWORD, load_password_policy()).signer

    def answer(self, matter: uuid.UUID, signer: UnlockedKeys, said: str) -> int:
        """The answers of a matter said anew; the number of the change set."""
        with self.store.unit(kinds.MATTER_ANSWER, signer, AT) as unit:
            found = unit.session.get(Matter, matter)
            assert found is not None
            found.answers = {"home": said}
        return outbox.state(self.engine).last

    def decide(self, seq: int, signer: UnlockedKeys) -> None:
        """What this window wrote in one of its parked sets stands."""
        with self.store.unit(kinds.PARKED_DECIDE, signer, AT) as unit:
            row = {"of_ws": self.profile.ws, "of_epoch": self.profile.epoch, "of_seq": seq}
            said = {"verdict": "ours", "ours": [], "seen_ver": 99, "reason": "person", "note": ""}
            unit.add(Decision(id=uuid7(), **row, **said))


def make(folder: Path) -> None:
    """Make everything in ``folder``, which must be empty."""
    place = tempfile.TemporaryDirectory(prefix="pg-", ignore_cleanup_errors=True)
    with place, Cluster(Path(place.name), ClusterOptions(tls=True)) as server:
        _play(server, folder, Path(place.name))
        server.kill()
    (folder / "accepted.json").write_text(in_lines(accepted()), "utf-8")


def _play(server: Cluster, folder: Path, scratch: Path) -> None:
    keys = scratch / "keys"
    create_database(server.dsn(), DBNAME)
    dsn = server.dsn(DBNAME)
    upgrade(dsn)
    add_hall(dsn, HALL, HallFacts("示例大厅"), keys)
    here = Window(
        folder / "profile", server, _bundle(server, add_window(dsn, Place(HALL, 1), keys).code)
    )
    there = Window(
        scratch / "2", server, _bundle(server, add_window(dsn, Place(HALL, 2), keys).code)
    )
    codes = {no: add_clerk(dsn, HALL, no, f"示例{no}", roles) for no, roles in STAFF.items()}
    here.exchange()
    people = {no: here.enrol(no, code) for no, code in codes.items()}
    signers = {"clerk": people[CLERK], "supervisor": people[SUPERVISOR], "device:pad": here.pad}

    EveryKind(here.store, signers).save_all()
    here.exchange()
    _disagree(here, there, people)
    EveryKind(here.store, signers, first=5000).save_all()

    then = dump(dsn)
    _keep_profile(here, signers)
    here.exchange()
    there.exchange()
    _write(folder / "centre.json.xz", {"then": then, "after": dump(dsn)})
    for window in (here, there):
        window.engine.dispose()
    # The file itself was kept before the rest was sent.
    (here.profile.folder / "kept.db").replace(here.profile.database)


def _disagree(here: Window, there: Window, people: Mapping[str, UnlockedKeys]) -> None:
    """Two matters both windows answer otherwise: one is decided, the other waits."""
    there.exchange()
    with there.store.reading() as session:
        matters = session.scalars(select(Matter.id).where(Matter.state == "open").limit(2)).all()
    for matter in matters:
        there.answer(matter, people[NEIGHBOUR], "there")
    there.exchange()
    parked = [here.answer(matter, people[CLERK], "here") for matter in matters]
    here.answer(matters[1], people[CLERK], "here again")
    here.exchange()
    here.decide(parked[0], people[CLERK])
    here.exchange()
    left = [(one.seq, one.code) for one in outbox.outcomes(here.engine)]
    assert [code for _, code in left][-2:] == ["conflict", "depends"], left


def _bundle(server: Cluster, code: str) -> Bundle:
    assert server.certificate is not None
    return (
        EnrolmentDesk("localhost", server.port, DBNAME, server.certificate.ca).redeem(code).bundle
    )


def _keep_profile(window: Window, signers: Mapping[str, UnlockedKeys]) -> None:
    """Copy the file as it is now, whole, and write its keys beside it."""
    with window.engine.connect() as connection:
        raw: Any = connection.connection.driver_connection
        raw.rollback()
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    window.engine.dispose()
    folder = window.profile.folder
    (folder / "kept.db").write_bytes(window.profile.database.read_bytes())
    # Where it was made is nobody's business, and no other machine's.
    settings = folder / SETTINGS_FILE
    text = settings.read_text("utf-8").replace(window.profile.centre.ca_file, "ca.pem")
    settings.write_text(text, "utf-8")
    key = window.credentials.get(DATABASE_KEY)
    assert key is not None
    kept = {
        "note": NOTE,
        "database": key.hex(),
        "password": window.bundle.password,
        "signers": {role: _shown(signer) for role, signer in signers.items()},
    }
    (folder / KEYS).write_text(json.dumps(kept, indent=1) + "\n", "utf-8")


def _shown(signer: UnlockedKeys) -> Json:
    sign_key = signer._sign_key
    assert sign_key is not None
    return {
        "id": str(signer.id),
        "key": str(signer.key_id),
        "seal_key": bytes(signer._seal_key).hex(),
        "sign_key": sign_key.private_bytes_raw().hex(),
    }


def dump(dsn: str) -> dict[str, list[str]]:
    """Every row the centre keeps, table by table, as PostgreSQL writes it in JSON."""
    found: dict[str, list[str]] = {}
    with psycopg.connect(dsn, options="-c timezone=UTC") as connection:
        tables = connection.execute(
            "select schemaname, tablename from pg_tables where schemaname = any (%s) order by 1, 2",
            (list(KEPT_SCHEMAS),),
        ).fetchall()
        for schema, table in tables:
            if table not in NOT_KEPT:
                query = sql.SQL("select to_jsonb(t)::text from {} t").format(
                    sql.Identifier(schema, table)
                )
                found[f"{schema}.{table}"] = [row[0] for row in connection.execute(query)]
    return found


def accepted() -> Json:
    """What this release may send and what it can read: rules of kinds, moves, tables, columns."""
    return {
        "revision": REVISIONS[-1],
        "kinds": [list(row) for row in sorted(declaration.kind_rules())],
        "moves": [list(row) for row in sorted(declaration.transitions())],
        "tables": {name: _table(model) for name, model in sorted(synced_models().items())},
    }


def in_lines(found: Json) -> str:
    """The same in JSON, a rule, a move or a table a line."""
    tables = (f"{json.dumps(name)}: {json.dumps(table)}" for name, table in found["tables"].items())
    parts = {
        "revision": json.dumps(found["revision"]),
        "kinds": "[\n" + ",\n".join(map(json.dumps, found["kinds"])) + "\n]",
        "moves": "[\n" + ",\n".join(map(json.dumps, found["moves"])) + "\n]",
        "tables": "{\n" + ",\n".join(tables) + "\n}",
    }
    return "{\n" + ",\n".join(f'"{name}": {part}' for name, part in parts.items()) + "\n}\n"


def _table(model: Any) -> Json:
    rule = model.sync_rule
    return {
        "columns": {
            column.name: {"type": str(column.type), "nullable": bool(column.nullable)}
            for column in model.__table__.columns
        },
        "refers": dict(rule.refers),
        "unique": [[list(unique.columns), unique.where] for unique in rule.unique],
        "closed": {"reference": rule.reference, "append_only": rule.append_only},
    }


def _write(path: Path, content: Json) -> None:
    path.write_bytes(lzma.compress(json.dumps(content, ensure_ascii=False).encode()))


if __name__ == "__main__":
    make(Path(sys.argv[1]))
