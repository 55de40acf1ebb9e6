"""An outfitted desk on a fresh encrypted store, with a couple the centre knows."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.builders import HUSBAND, WIFE, Outfit, a_store, an_entry, an_outfit


@pytest.fixture
def outfit(tmp_path: Path) -> Iterator[Outfit]:
    with an_outfit(a_store(tmp_path)) as made:
        made.directory.entries = {
            HUSBAND.number: an_entry(HUSBAND, spouse_doc_number=WIFE.number),
            WIFE.number: an_entry(WIFE, spouse_doc_number=HUSBAND.number),
        }
        yield made
