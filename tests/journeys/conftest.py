from collections.abc import Callable
from pathlib import Path

import pytest

from sync.central.admin.windows import Place
from tests.journeys.machine import NUMBERS, Machine
from tests.postgres import Centre


@pytest.fixture(scope="module")
def centre(centres: Callable[[], Centre]) -> Centre:
    """A centre of a module's own: its windows and machines are replaced for good."""
    return centres()


@pytest.fixture
def machine(centre: Centre, tmp_path: Path) -> Machine:
    """A window's PC, set up."""
    made = Machine(centre, tmp_path / "desk", Place(1, next(NUMBERS)))
    made.set_up()
    return made
