"""A real centre for the tests of sync."""

import itertools
from collections.abc import Iterator

import pytest

from sync.central.embedded import EmbeddedCentre
from tests.sync.halls import RealHall

_HALLS = itertools.count(1)


@pytest.fixture(scope="session")
def embedded_centre() -> Iterator[EmbeddedCentre]:
    with EmbeddedCentre() as centre:
        yield centre


@pytest.fixture
def hall(embedded_centre) -> Iterator[RealHall]:
    """A hall of its own at the one centre."""
    hall = RealHall(embedded_centre, next(_HALLS))
    yield hall
    hall.close()
