"""A server that asks stations for their certificates: who gets in, and who does not."""

import datetime as dt
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import psycopg
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization

from counter.app_opening import WhereTo, open_profile, set_up
from counter.store.credentials import MemoryCredentials
from counter.store.profile import Profile
from counter.workplace import centre_address, read_keys
from sync.central.admin.add_hall import HallFacts, add_hall
from sync.central.admin.windows import Place, add_window, replace_window
from sync.central.cluster import Cluster, ClusterOptions
from sync.central.database import create_database, upgrade
from sync.central.station_certificates import AUTHORITY, AUTHORITY_KEY, authority, ends_at, issue
from sync.central.station_papers import StationCertificate
from sync.settings import CentreAddress, ClientPapers

NOW = dt.datetime(2026, 11, 23, 1, 0, tzinfo=dt.UTC)


@dataclass(frozen=True)
class Strict:
    """A centre whose server takes a station's login with its certificate only."""

    cluster: Cluster
    keys: Path

    @property
    def dsn(self) -> str:
        return self.cluster.dsn("counter")

    def set_up(self, folder: Path, code: str) -> tuple[Profile, str]:
        """A machine set up with a code: its profile and its password."""
        kept = MemoryCredentials()
        assert self.cluster.certificate is not None
        where = WhereTo(
            f"localhost:{self.cluster.port}/counter", str(self.cluster.certificate.ca), code
        )
        opened = set_up(folder, where, kept)
        profile = opened.workplace.profile
        opened.stack.close()
        return profile, read_keys(kept).password


@pytest.fixture(scope="module")
def strict() -> Iterator[Strict]:
    with tempfile.TemporaryDirectory(prefix="ca-", ignore_cleanup_errors=True) as name:
        folder, keys = Path(name), Path(name) / "keys"
        folder.chmod(0o755)
        keys.mkdir(mode=0o755)
        stations_ca = authority(keys, dt.datetime.now(dt.UTC))
        server = folder / "pg"
        server.mkdir()
        with Cluster(server, ClusterOptions(tls=True, stations_ca=stations_ca)) as cluster:
            create_database(cluster.dsn(), "counter")
            upgrade(cluster.dsn("counter"))
            add_hall(cluster.dsn("counter"), 1, HallFacts("证书大厅"), keys)
            yield Strict(cluster, keys)
            cluster.kill()


@pytest.fixture(scope="module")
def four(strict: Strict, tmp_path_factory: pytest.TempPathFactory) -> tuple[Profile, str]:
    code = add_window(strict.dsn, Place(1, 4), strict.keys).code
    return strict.set_up(tmp_path_factory.mktemp("4") / "desk", code)


@pytest.fixture(scope="module")
def three(strict: Strict, tmp_path_factory: pytest.TempPathFactory) -> tuple[Profile, str]:
    code = add_window(strict.dsn, Place(1, 3), strict.keys).code
    return strict.set_up(tmp_path_factory.mktemp("3") / "desk", code)


def hello(address: CentreAddress) -> None:
    with psycopg.connect(**address.connection_parameters()) as connection:
        connection.execute("select api.hello('1.0.0', 1)")


def is_refused(address: CentreAddress) -> bool:
    try:
        hello(address)
    except psycopg.OperationalError:
        return True
    return False


def test_a_machine_gets_in_with_its_own_certificate_and_password(
    four: tuple[Profile, str],
) -> None:
    hello(centre_address(*four))


def test_a_password_alone_opens_nothing(four: tuple[Profile, str]) -> None:
    assert is_refused(replace(centre_address(*four), client=None))


def test_the_certificate_of_one_window_does_not_serve_another(
    three: tuple[Profile, str], four: tuple[Profile, str]
) -> None:
    mine, theirs = centre_address(*three), centre_address(*four)

    assert is_refused(replace(mine, client=theirs.client))
    assert is_refused(replace(mine, password=theirs.password))


def test_a_certificate_of_another_authority_in_the_right_name_is_refused(
    four: tuple[Profile, str], tmp_path: Path
) -> None:
    address = centre_address(*four)
    papers = issue(tmp_path, address.user, "pass", dt.datetime.now(dt.UTC))

    assert is_refused(replace(address, client=written(papers, tmp_path)))


def test_a_certificate_whose_time_is_over_is_refused(
    strict: Strict, four: tuple[Profile, str], tmp_path: Path
) -> None:
    address = centre_address(*four)
    long_ago = dt.datetime.now(dt.UTC) - dt.timedelta(days=365 * 4)
    papers = issue(strict.keys, address.user, "pass", long_ago)

    assert is_refused(replace(address, client=written(papers, tmp_path)))


def written(papers: StationCertificate, folder: Path) -> ClientPapers:
    files = ClientPapers(folder / "x.crt", folder / "x.key", "pass")
    files.certificate.write_text(papers.certificate)
    files.key.touch(0o600)
    files.key.write_text(papers.key)
    return files


def test_a_server_under_another_name_or_authority_is_not_believed(
    strict: Strict, four: tuple[Profile, str]
) -> None:
    address = centre_address(*four)

    assert is_refused(replace(address, ca_file=strict.keys / AUTHORITY))
    # The certificate says localhost and 127.0.0.1.
    assert is_refused(replace(address, host="localhost.localdomain"))


def test_a_replaced_machine_is_shut_out_with_certificate_and_password(
    strict: Strict, tmp_path: Path
) -> None:
    place = Place(1, 5)
    old = strict.set_up(tmp_path / "old", add_window(strict.dsn, place, strict.keys).code)
    new = strict.set_up(tmp_path / "new", replace_window(strict.dsn, place, strict.keys).code)

    assert is_refused(centre_address(*old))
    with psycopg.connect(**centre_address(*new).connection_parameters()) as connection:
        connection.execute("select api.hello('1.0.0', 2)")


def test_the_key_on_disk_is_sealed_and_nobody_elses_to_read(four: tuple[Profile, str]) -> None:
    key = four[0].folder / "station.key"

    assert b"ENCRYPTED PRIVATE KEY" in key.read_bytes()
    assert key.stat().st_mode & 0o077 == 0
    assert serialization.load_pem_private_key(key.read_bytes(), four[1].encode())
    assert four[1].encode() not in key.read_bytes()


def test_the_authority_is_made_once_and_its_key_is_the_administrators_alone(
    tmp_path: Path,
) -> None:
    first = authority(tmp_path, NOW).read_bytes()
    papers = [issue(tmp_path, name, "pass", NOW) for name in ("ws_a", "ws_b")]

    assert authority(tmp_path, NOW).read_bytes() == first
    assert (tmp_path / AUTHORITY_KEY).stat().st_mode & 0o077 == 0
    for name, one in zip(("ws_a", "ws_b"), papers, strict=True):
        made = x509.load_pem_x509_certificate(one.certificate.encode())
        assert made.subject.rfc4514_string() == f"CN={name}"
        made.verify_directly_issued_by(x509.load_pem_x509_certificate(first))
    assert ends_at(papers[0].certificate.encode()) == NOW + dt.timedelta(days=365 * 3)


def test_an_opened_profile_shows_its_certificate(strict: Strict, tmp_path: Path) -> None:
    code = add_window(strict.dsn, Place(1, 6), strict.keys).code
    assert strict.cluster.certificate is not None
    ca = str(strict.cluster.certificate.ca)
    kept = MemoryCredentials()
    set_up(
        tmp_path / "desk", WhereTo(f"localhost:{strict.cluster.port}/counter", ca, code), kept
    ).stack.close()

    opened = open_profile(tmp_path / "desk", kept)
    try:
        assert opened.workplace.sign_in().staff() == ()
        queue = opened.workplace.authority()
        assert queue.waiting().count == 0
    finally:
        opened.stack.close()


def test_without_the_database_the_folder_has_no_secret(four: tuple[Profile, str]) -> None:
    folder, password = four[0].folder, four[1]

    for file in folder.iterdir():
        if file.is_file():
            assert password.encode() not in file.read_bytes(), file.name
