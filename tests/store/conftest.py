"""A store on a fresh encrypted file."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from counter.store.database import create_database, open_database
from counter.store.unit_of_work import Store
from tests.store.stores import KEY, ORIGIN


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Made once and copied: making all tables takes longer than most tests."""
    path = tmp_path_factory.mktemp("empty") / "counter.db"
    create_database(path, KEY).dispose()
    return path


@pytest.fixture
def store(tmp_path: Path, empty_database: Path) -> Iterator[Store]:
    shutil.copy(empty_database, tmp_path / "counter.db")
    engine = open_database(tmp_path / "counter.db", KEY)
    yield Store(engine, ORIGIN)
    engine.dispose()
