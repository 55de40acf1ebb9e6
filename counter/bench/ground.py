"""The ground the benchmarks of sync stand on: a durable PostgreSQL of its own with a centre in it,
enrolled desks, a clerk, and copies of the whole for every measurement.
"""

import random
import shutil
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any, LiteralString

import psycopg
from psycopg import sql
from psycopg.types.json import Jsonb

from counter.store.change_set import Signer
from counter.store.sealed_keys import Cost, new_keys
from counter.workflows.clock import SystemClock
from counter.workflows.ports import NewKeys
from sync.asking import ShortLine
from sync.central.admin.add_hall import HallFacts, add_hall
from sync.central.admin.clerks import add_clerk
from sync.central.admin.windows import Place, add_window
from sync.central.cluster import Cluster, ClusterOptions
from sync.central.database import (
    DISPLAY,
    ENROLLING,
    KIOSK,
    OWNER,
    STATION,
    create_database,
    upgrade,
)
from sync.central.enrolment import Bundle
from sync.enrolment_desk import EnrolmentDesk
from sync.settings import CentreAddress
from sync.sign_in_desk import PostgresSignInDesk
from sync.worker import Clocks

CENTRE = "counter_bench"
HALL = 1
AT = "2026-11-23T01:30:00.000000Z"
APP_VERSION = version("counter-workstation")
CLOCK = SystemClock()
CLOCKS = Clocks(CLOCK.now, CLOCK.boot_ms, random.random)
_CHEAP = Cost(passes=1, memory_kib=8, lanes=1)


@dataclass(frozen=True)
class Ground:
    """A folder and the server in it; ``CENTRE`` is the database as prepared."""

    folder: Path
    cluster: Cluster

    @property
    def dsn(self) -> str:
        """How the administrator reaches the centre as prepared."""
        return self.cluster.dsn(CENTRE)

    def address(self, bundle: Bundle, dbname: str, port: int | None = None) -> CentreAddress:
        """How a desk reaches a database as desks do, over TLS; ``port`` is that of a line put in
        between.
        """
        certificate = self.cluster.certificate
        assert certificate is not None
        login = bundle.role, bundle.password
        return CentreAddress("localhost", port or self.cluster.port, dbname, *login, certificate.ca)

    def local_address(self, bundle: Bundle, dbname: str = CENTRE) -> CentreAddress:
        """The same login over the unix socket."""
        host = str(self.cluster.socket_folder)
        return CentreAddress(host, self.cluster.port, dbname, bundle.role, bundle.password)

    def connect(self, dbname: str = CENTRE) -> psycopg.Connection[Any]:
        """The administrator's session."""
        return psycopg.connect(self.cluster.dsn(dbname), autocommit=True)

    def window(self, window_no: int) -> Bundle:
        """Enrol a desk at a window of the hall, as the administrator and the machine do."""
        code = add_window(self.dsn, Place(HALL, window_no), self.folder / "keys").code
        host = str(self.cluster.socket_folder)
        return EnrolmentDesk(host, self.cluster.port, CENTRE, None).redeem(code).bundle

    def clerk(self, bundle: Bundle, staff_no: str = "0101") -> Signer:
        """A clerk of the hall with keys the centre knows."""
        code = add_clerk(self.dsn, HALL, staff_no, "基准")
        with closing(ShortLine(self.local_address(bundle))) as line:
            desk = PostgresSignInDesk(line)
            person = desk.standing(staff_no)
            assert person is not None
            made, signer = new_keys(person.person_id, "bench", bundle.pepper, _CHEAP, _CHEAP)
            keys = NewKeys(made.key_id, made.seal_key, made.public_key, made.sealed)
            desk.enrol(staff_no, code, keys)
        return signer

    @contextmanager
    def copy(self, name: str, of: str = CENTRE) -> Iterator[str]:
        """A database like another, nobody being connected to that one; dropped at the end."""
        new, old = sql.Identifier(name), sql.Identifier(of)
        with self.connect("postgres") as admin:
            admin.execute(sql.SQL("create database {} template {}").format(new, old))
            # Rights on the database itself are not copied.
            logins = sql.SQL(", ").join(map(sql.Identifier, (STATION, KIOSK, DISPLAY, ENROLLING)))
            grant = sql.SQL(
                "grant connect on database {0} to {1}; grant create on database {0} to {2}"
            )
            admin.execute(grant.format(new, logins, sql.Identifier(OWNER)))
            # What making it left to write is not the measurement's.
            admin.execute("checkpoint")
            try:
                yield name
            finally:
                admin.execute(sql.SQL("drop database {} with (force)").format(new))


@contextmanager
def a_centre(connections: int = 200) -> Iterator[Ground]:
    """A durable server with a centre of one hall; removed at the end."""
    folder = Path(tempfile.mkdtemp(prefix="cb-"))
    options = ClusterOptions(tls=True, durable=True, connections=connections)
    with ExitStack() as stack:
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        cluster = stack.enter_context(Cluster(folder, options))
        create_database(cluster.dsn(), CENTRE)
        ground = Ground(folder, cluster)
        upgrade(ground.dsn)
        add_hall(ground.dsn, HALL, HallFacts("基准大厅"), folder / "keys")
        yield ground
        # Nothing in it is needed any more: a clean stop would first write it all down.
        cluster.kill()


def lay(
    admin: psycopg.Connection[Any], table: LiteralString, rows: list[dict[str, Any]], ws: uuid.UUID
) -> None:
    """Put rows there past the checks: they are not what is measured."""
    stamp = {"hall_id": HALL, "ver": 1, "made_by": str(ws), "made_ws": str(ws), "made_at": AT}
    with admin.transaction():
        admin.execute("set local session_replication_role = replica")
        admin.execute(
            f'insert into hall."{table}"'
            f' select r.* from jsonb_populate_recordset(null::hall."{table}", %s) r',
            (Jsonb([stamp | row for row in rows]),),
        )
