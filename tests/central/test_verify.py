"""Whoever edits what the centre keeps is found, and the first wrong number is named."""

import psycopg
import pytest

from sync.central.admin.verify import verify
from tests.central.desks import TestDesk
from tests.central.rows import an_audit
from tests.postgres import Centre

SETS = 6
EDITS = {
    "body": "body = body || ' '",
    "hash": "hash = sha256(hash)",
    "seal": "seal = jsonb_set(seal, '{value}', to_jsonb(repeat('0', 64)))",
    "signature": "sig = jsonb_set(sig, '{value}', to_jsonb(repeat('0', 128)))",
    "signer": "sig = jsonb_set(sig, '{key_id}', to_jsonb(gen_random_uuid()))",
}


@pytest.fixture
def filled(desk: TestDesk) -> TestDesk:
    for _ in range(SETS):
        desk.applies("audit.observe", an_audit())
    return desk


def edit(centre: Centre, statement: str) -> None:
    with psycopg.connect(centre.dsn, autocommit=True) as admin:
        # As a superuser would who first switches the triggers off.
        admin.execute("set session_replication_role = replica")
        assert admin.execute(statement.encode()).rowcount == 1


def test_an_untouched_centre_holds(filled: TestDesk, centre: Centre) -> None:
    report = verify(centre.dsn)

    assert report.holds
    assert report.sets == SETS


@pytest.mark.parametrize("seq", [1, 4, SETS])
@pytest.mark.parametrize("what", EDITS)
def test_every_edit_of_a_kept_set_is_found(
    filled: TestDesk, centre: Centre, what: str, seq: int
) -> None:
    edit(centre, f"update sync.inbox set {EDITS[what]} where seq = {seq}")

    report = verify(centre.dsn)

    assert [problem.seq for problem in report.problems][:1] == [seq]


def test_a_set_taken_away_is_found(filled: TestDesk, centre: Centre) -> None:
    edit(centre, "delete from sync.inbox where seq = 3")

    assert not verify(centre.dsn).holds
