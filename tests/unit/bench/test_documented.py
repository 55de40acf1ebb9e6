from pathlib import Path

import pytest

HOW_TO = Path(__file__).parents[3] / "docs" / "how-to" / "measure-sync.md"


@pytest.mark.parametrize("name", ["drain", "feed", "push-many"])
def test_the_benchmarks_of_sync_are_explained(name: str) -> None:
    assert f"## `{name}`" in HOW_TO.read_text(encoding="utf-8")
