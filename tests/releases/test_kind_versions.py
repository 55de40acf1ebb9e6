"""A kind that changes its meaning gets a new version, and the centre goes on taking the one before
from the desks that are not updated yet."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from counter.store import kinds
from counter.store.kinds import AUDIT, KINDS, SHIFT_CLOSE, Kind, Touch
from sync.central.database import upgrade
from tests.central.desks import AT, TestDesk, update
from tests.central.rows import a_shift
from tests.postgres import Centre

LATER = replace(
    SHIFT_CLOSE, version=2, touches={"shift": Touch(update=("state", "closed_at")), **AUDIT}
)
"""The same verb, which no longer says the facts."""


@pytest.fixture
def desk(centres: Callable[[], Centre], monkeypatch: pytest.MonkeyPatch) -> Callable[..., TestDesk]:
    """A desk at a centre of a program that knows these earlier versions beside the later one."""

    def make(*earlier: Kind) -> TestDesk:
        monkeypatch.setattr(kinds, "KINDS", {**KINDS, LATER.name: LATER})
        monkeypatch.setattr(kinds, "EARLIER", earlier)
        centre = centres()
        upgrade(centre.dsn)
        return TestDesk(centre, centre.bundle(1), centre.signers["0101"])

    return make


def close_a_shift(desk: TestDesk, version: int, **said: object) -> list[tuple[str, str]]:
    """Open one and close it under this version; what was objected."""
    shift = a_shift(desk.signer.id)
    desk.applies("shift.open", shift)
    closed = {"state": "closed", "closed_at": AT, **said}
    answer = desk.push("shift.close", update("shift", shift.key, closed), kver=version)
    return [(one["status"], one["code"]) for one in answer["results"]]


def test_both_versions_are_taken_each_by_its_own_rule(desk: Callable[..., TestDesk]) -> None:
    there = desk(SHIFT_CLOSE)

    assert close_a_shift(there, 1, facts={"visits": 3}) == []
    assert close_a_shift(there, 2) == []
    assert close_a_shift(there, 2, facts={"visits": 3}) == [("refused", "touch")]
    there.close()


def test_a_version_that_was_let_go_waits_for_a_person(desk: Callable[..., TestDesk]) -> None:
    there = desk()

    assert close_a_shift(there, 1, facts={"visits": 3}) == [("parked", "kind")]
    assert close_a_shift(there, 2) == []
    there.close()
