import itertools
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from sync.central.database import create_database, upgrade
from tests.postgres import Centre, copy_database
from tests.releases.kept import OldClient, Release, kept_releases, lay_reference, lay_whole


@pytest.fixture(scope="session", params=kept_releases(), ids=lambda found: found.folder.name)
def release(request: pytest.FixtureRequest) -> Release:
    """Each release that is kept, one after the other."""
    found: Release = request.param
    return found


@pytest.fixture(scope="session")
def old(release: Release, tmp_path_factory: pytest.TempPathFactory) -> Iterator[OldClient]:
    """The release's program, running."""
    client = OldClient(release, tmp_path_factory.mktemp("client"))
    yield client
    client.close()


@pytest.fixture
def fresh(centres: Callable[[], Centre], release: Release) -> Centre:
    """A centre of the present program that knows the release's hall and nothing of its days."""
    centre = centres()
    lay_reference(centre, release)
    return centre


@pytest.fixture(scope="session")
def upgraded_database(prepared_centre: Centre, release: Release, old: OldClient) -> Centre:
    """The release's own centre, with its schema and all it held, brought up to the present."""
    centre = replace(prepared_centre, dbname=f"upgraded_{release.folder.name}")
    create_database(centre.cluster.dsn(), centre.dbname)
    old.do("make_centre", dsn=centre.dsn)
    lay_whole(centre.dsn, release)
    upgrade(centre.dsn)
    return centre


@pytest.fixture(scope="session")
def copies() -> Iterator[int]:
    return itertools.count(1)


@pytest.fixture
def upgraded(upgraded_database: Centre, copies: Iterator[int]) -> Centre:
    """A copy of that centre for one test."""
    name = f"{upgraded_database.dbname}_{next(copies)}"
    copy_database(upgraded_database.cluster, upgraded_database.dbname, name)
    return replace(upgraded_database, dbname=name)


@pytest.fixture
def file(release: Release, upgraded: Centre, tmp_path: Path) -> Path:
    """The release's profile at the copy of its own centre."""
    return release.file(tmp_path / "profile", upgraded)
