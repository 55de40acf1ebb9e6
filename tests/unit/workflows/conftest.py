"""An outfitted desk on an encrypted store, with a couple the centre knows."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.builders import HUSBAND, WIFE, Outfit, a_store, an_entry, an_outfit
from tests.unit.workflows.steps import entered_case


@contextmanager
def outfitted(folder: Path) -> Iterator[Outfit]:
    store = a_store(folder)
    with an_outfit(store) as made:
        made.directory.entries = {
            HUSBAND.number: an_entry(HUSBAND, spouse_doc_number=WIFE.number),
            WIFE.number: an_entry(WIFE, spouse_doc_number=HUSBAND.number),
        }
        yield made
    store.engine.dispose()


@pytest.fixture(scope="session")
def begun(tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, uuid.UUID]:
    """The file of a desk with a couple's case entered, made once, and the case's key."""
    folder = tmp_path_factory.mktemp("begun")
    with outfitted(folder) as made:
        case_id = entered_case(made)
    return (folder / "desk.db").read_bytes(), case_id


@pytest.fixture
def outfit(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Outfit]:
    """A desk at the start of its day; with a case entered where ``case_id`` is asked for too."""
    if "case_id" in request.fixturenames:
        file, _case_id = request.getfixturevalue("begun")
        (tmp_path / "desk.db").write_bytes(file)
    with outfitted(tmp_path) as made:
        yield made


@pytest.fixture
def case_id(begun: tuple[bytes, uuid.UUID]) -> uuid.UUID:
    """The couple's case, home and money entered."""
    return begun[1]
