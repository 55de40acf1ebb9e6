from collections.abc import Callable, Iterator

import pytest

from tests.central.desks import TestDesk
from tests.postgres import Centre

MakeDesk = Callable[..., TestDesk]


@pytest.fixture
def desk_at(centre: Centre) -> Iterator[MakeDesk]:
    """Opens desks of the fresh centre; closed at the end."""
    opened: list[TestDesk] = []

    def open_desk(window_no: int = 1, hall_id: int = 1, staff_no: str = "0101") -> TestDesk:
        desk = TestDesk(centre, centre.bundle(window_no, hall_id), centre.signers[staff_no])
        opened.append(desk)
        return desk

    yield open_desk
    for desk in opened:
        desk.close()


@pytest.fixture
def desk(desk_at: MakeDesk) -> TestDesk:
    return desk_at()
