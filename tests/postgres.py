"""A real PostgreSQL for tests: one cluster a session, a prepared database copied for each test.

``centre`` is a fresh centre with two halls, four windows and enrolled people; ``centres`` makes
more of them. Connections of desks go over TLS (``verify-full``); the administrator's over the unix
socket.
"""

import base64
import itertools
import pickle
import tempfile
import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql
from psycopg.types.json import Jsonb

from counter.store.sealed_keys import Cost, DeviceKeys, UnlockedKeys, new_keys
from sync.central.admin import windows
from sync.central.admin.add_hall import HallFacts, add_hall
from sync.central.admin.clerks import add_clerk
from sync.central.admin.windows import Place, add_window
from sync.central.cluster import Cluster, ClusterOptions
from sync.central.database import create_database, upgrade
from sync.central.enrolment import Bundle, enrolment_role, open_bundle, tidy_code
from sync.settings import CentreAddress

CHEAP = Cost(passes=1, memory_kib=8, lanes=1)
PLACES = (Place(1, 1), Place(1, 2), Place(1, 3), Place(2, 1))
STAFF = (
    (1, "0101", ("clerk",)),
    (1, "0102", ("clerk",)),
    (1, "0103", ("reviewer",)),
    (1, "0104", ("supervisor",)),
    (2, "0201", ("clerk",)),
)
PREPARED = "counter_prepared"


@dataclass(frozen=True)
class Centre:
    """One central database and everything needed to act as its desks and people."""

    cluster: Cluster
    dbname: str
    keys: Path
    bundles: dict[tuple[int, int], Bundle] = field(default_factory=dict)
    signers: dict[str, UnlockedKeys] = field(default_factory=dict)

    @property
    def dsn(self) -> str:
        return self.cluster.dsn(self.dbname)

    def address(self, user: str, password: str) -> CentreAddress:
        assert self.cluster.certificate is not None
        return CentreAddress(
            "localhost",
            self.cluster.port,
            self.dbname,
            user,
            password,
            self.cluster.certificate.ca,
        )

    def address_of(self, bundle: Bundle) -> CentreAddress:
        return self.address(bundle.role, bundle.password)

    def admin(self) -> psycopg.Connection[Any]:
        return psycopg.connect(self.dsn, autocommit=True)

    def connect(self, user: str, password: str) -> psycopg.Connection[Any]:
        parameters = self.address(user, password).connection_parameters()
        return psycopg.connect(**parameters, autocommit=True)

    def connect_as(self, bundle: Bundle) -> psycopg.Connection[Any]:
        return self.connect(bundle.role, bundle.password)

    def bundle(self, window_no: int = 1, hall_id: int = 1) -> Bundle:
        return self.bundles[hall_id, window_no]

    def pad(self, window_no: int = 1, hall_id: int = 1) -> DeviceKeys:
        bundle = self.bundles[hall_id, window_no]
        return DeviceKeys(bundle.pad_id, bundle.pad_seal_key, bundle.pad_sign_key)

    def fetch(self, code: str) -> bytes:
        with self.connect(enrolment_role(code), tidy_code(code)) as connection:
            row = connection.execute("select api.redeem()").fetchone()
        assert row is not None
        return base64.b64decode(row[0]["sealed"])

    def redeem(self, code: str) -> Bundle:
        return open_bundle(self.fetch(code), code)

    def enrol(self, bundle: Bundle, staff_no: str, code: str) -> UnlockedKeys:
        with self.connect_as(bundle) as connection:
            standing = connection.execute("select api.standing(%s)", (staff_no,)).fetchone()
            assert standing is not None
            made, unlocked = new_keys(
                uuid.UUID(standing[0]["person_id"]), "right horse", bundle.pepper, CHEAP, CHEAP
            )
            connection.execute(
                "select api.enrol_person(%s, %s, %s)",
                (
                    staff_no,
                    code,
                    Jsonb(
                        {
                            "key_id": str(made.key_id),
                            "seal_key": _base64(made.seal_key),
                            "public_key": _base64(made.public_key),
                            "sealed": _base64(made.sealed),
                        }
                    ),
                ),
            )
        return unlocked


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    # A short folder of its own: a unix socket's path has at most 107 bytes, and the server's
    # unprivileged user must get into it.
    with tempfile.TemporaryDirectory(prefix="pg-", ignore_cleanup_errors=True) as folder:
        server = Cluster(Path(folder), ClusterOptions(tls=True))
        with server:
            yield server
            # Nothing in it is needed any more: a clean stop would first write it all down.
            server.kill()


def prepare_centre(cluster: Cluster, keys: Path, places: Sequence[Place] = PLACES) -> Centre:
    """A centre on a server that runs: two halls, windows, people with keys."""
    create_database(cluster.dsn(), PREPARED)
    centre = Centre(cluster, PREPARED, keys)
    upgrade(centre.dsn)
    for hall_id in (1, 2):
        add_hall(centre.dsn, hall_id, HallFacts(f"{hall_id}号大厅"), centre.keys)
    with pytest.MonkeyPatch.context() as patch:
        # Sealing and opening a bundle is made to cost; the tests of administration pay for it.
        patch.setattr(windows, "seal_bundle", lambda bundle, _: pickle.dumps(bundle))
        for place in places:
            issued = add_window(centre.dsn, place, centre.keys)
            kept = centre.fetch(issued.code)
            centre.bundles[place.hall_id, place.window_no] = pickle.loads(kept)
    for hall_id, staff_no, roles in STAFF:
        if (hall_id, 1) in centre.bundles:
            code = add_clerk(centre.dsn, hall_id, staff_no, f"职员{staff_no}", roles)
            centre.signers[staff_no] = centre.enrol(centre.bundle(1, hall_id), staff_no, code)
    return centre


def copy_database(cluster: Cluster, template: str, name: str) -> None:
    """A database like another one, which nobody may be using."""
    with psycopg.connect(cluster.dsn(), autocommit=True) as connection:
        connection.execute(
            sql.SQL("create database {} template {}").format(
                sql.Identifier(name), sql.Identifier(template)
            )
        )
        # Rights on the database itself are not copied.
        connection.execute(
            sql.SQL("revoke all on database {} from public").format(sql.Identifier(name))
        )
        connection.execute(
            sql.SQL(
                "grant connect on database {0} to counter_station, counter_enrolling,"
                " counter_kiosk, counter_display, counter_hall_server;"
                "grant create on database {0} to counter_owner"
            ).format(sql.Identifier(name))
        )


@pytest.fixture(scope="session")
def prepared_centre(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Centre:
    """The database the others are copies of; tests do not write here."""
    return prepare_centre(cluster, tmp_path_factory.mktemp("keys"))


@pytest.fixture(scope="session")
def centres(prepared_centre: Centre) -> Callable[[], Centre]:
    """Makes fresh centres, each in a database of its own."""
    number = itertools.count(1)
    cluster = prepared_centre.cluster

    def make() -> Centre:
        name = f"counter_{next(number)}"
        copy_database(cluster, PREPARED, name)
        return replace(prepared_centre, dbname=name)

    return make


@pytest.fixture
def centre(
    centres: Callable[[], Centre], used_centres: list[Centre], as_prepared: str
) -> Iterator[Centre]:
    """A centre as prepared. Copying a database takes longer than most tests, so one that only desks
    wrote to is emptied and used again."""
    found = used_centres.pop() if used_centres else centres()
    yield found
    with found.admin() as admin:
        if _reference(admin) == as_prepared:
            _empty(admin)
            used_centres.append(found)


@pytest.fixture(scope="session")
def used_centres() -> list[Centre]:
    return []


@pytest.fixture(scope="session")
def as_prepared(prepared_centre: Centre) -> str:
    with prepared_centre.admin() as admin:
        return _reference(admin)


_REFERENCE = """
select md5(string_agg(t::text, '|' order by t::text)) from (
    select to_jsonb(x) - 'last_seen' - 'hwm' - 'last_hash' - 'state' - 'app_version'
        from sync.workstation_sync x
    union all select to_jsonb(x) from sync.centre x
    union all select to_jsonb(x) from sync.kind_rule x
    union all select to_jsonb(x) from sync.transition x
    union all select to_jsonb(x) from sync.table_rule x
    union all select to_jsonb(x) from sync.seal_key x
    union all select to_jsonb(x) from sync.enrolment x
    union all select to_jsonb(x) from sync.person_code x
    union all select to_jsonb(x) from hall.hall x
    union all select to_jsonb(x) from hall."window" x
    union all select to_jsonb(x) - 'state' - 'ver' from hall.workstation x
    union all select to_jsonb(x) from hall.person x
    union all select to_jsonb(x) from hall.person_key x
    union all select to_jsonb(x) from hall.device x
    union all select to_jsonb(x) from queue.member x
    union all select jsonb_build_array(p.proname, md5(p.prosrc)) from pg_proc p
        where p.pronamespace in ('api'::regnamespace, 'sync'::regnamespace, 'queue'::regnamespace,
            'queue_api'::regnamespace)) t
"""

# In the order children, parents; a few rows are faster deleted than truncated.
_WRITTEN = (
    *("hall.audit", "hall.call", "hall.party", "hall.consent", "hall.review", 'hall."case"'),
    *("hall.work_item", "hall.notice", "hall.matter", "hall.rating", "hall.visit", "hall.ticket"),
    *("hall.slip", "hall.shift", "hall.citizen", "hall.policy_override"),
    *("hall.decision", "hall.promise", "hall.drill", "sync.told", "sync.choice", "sync.viewed"),
    *("sync.inbox", "sync.parked_row", "sync.awaited", "sync.subscription", "sync.look_up"),
    *("ledger.account", "ledger.person", "ledger.import_run"),
    *("queue.ticket_grant", "queue.ticket", "queue.day_number", "queue.enrolment"),
)
_EMPTY = (
    "".join(f"delete from {table};" for table in _WRITTEN)
    + """
delete from sync.change where ws <> '00000000-0000-0000-0000-000000000000'
    or tbl in ('work_item', 'workstation');
update sync.workstation_sync set hwm = 0, last_hash = decode(repeat('00', 32), 'hex'),
    state = 'active';
update hall.workstation set state = 'active' where state <> 'active';
"""
)


def empty(centre: Centre) -> None:
    """Take away what desks wrote."""
    with centre.admin() as admin:
        _empty(admin)


def _empty(admin: psycopg.Connection[Any]) -> None:
    admin.execute(f"set lock_timeout = '2s'; begin; {_EMPTY} commit".encode())


def _reference(admin: psycopg.Connection[Any]) -> str:
    """What tells whether a test changed anything administration wrote, functions included."""
    row = admin.execute(_REFERENCE).fetchone()
    assert row is not None
    return str(row[0])


def _base64(octets: bytes) -> str:
    return base64.b64encode(octets).decode()
