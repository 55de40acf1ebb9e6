import datetime as dt
import os
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Engine, text
from uuid6 import uuid7

from counter.store import kinds
from counter.store.chain import ChainReport, verify_chain
from counter.store.change_set import GENESIS, chain
from counter.store.columns import moment_text
from counter.store.sealed_keys import DeviceKeys
from counter.store.tables import Device, Outbox
from counter.store.unit_of_work import Store
from tests.store.stores import (
    NOW,
    ORIGIN,
    PERSON,
    SEAL_KEY,
    SIGNER,
    an_event,
    outbox_rows,
)

LENGTH = 6
BAD = 4


@pytest.fixture
def chained(store: Store) -> Engine:
    """Six change sets, with the public key of their signer at hand."""
    public = SIGNER._sign_key
    assert public is not None
    with store.engine.begin() as connection:
        values = {"kind": "pad", "name": "pad", "state": "active", "hall_id": 7, "ver": 1}
        made = {"made_by": PERSON, "made_ws": ORIGIN.ws, "made_at": NOW}
        key = public.public_key().public_bytes_raw()
        row = {"id": PERSON, "public_key": key, **values, **made}
        connection.execute(Device.__table__.insert(), row)  # type: ignore[attr-defined]
        # A tamperer with the file's key drops these first.
        connection.execute(text("DROP TRIGGER outbox_is_never_edited"))
        connection.execute(text("DROP TRIGGER outbox_keeps_the_unconfirmed"))
    for _ in range(LENGTH):
        with store.unit(kinds.OBSERVED, SIGNER, NOW) as unit:
            unit.add(an_event())
    return store.engine


def verify(engine: Engine) -> ChainReport:
    return verify_chain(engine, {PERSON: SEAL_KEY})


def test_an_untouched_chain_is_whole(chained: Engine) -> None:
    report = verify(chained)

    assert report.is_whole
    assert (report.checked, report.signatures) == (LENGTH, LENGTH)
    assert report.head == outbox_rows(chained)[-1].hash.hex()


def test_an_empty_outbox_is_whole(store: Store) -> None:
    report = verify_chain(store.engine)

    assert (report.is_whole, report.checked, report.head) == (True, 0, GENESIS.hex())


def change(values: Callable[[Any], dict[str, Any]]) -> Callable[[Engine], None]:
    """Overwrite columns of the bad row with what ``values`` makes of it."""

    def tamper(engine: Engine) -> None:
        row = outbox_rows(engine)[BAD - 1]
        with engine.begin() as connection:
            statement = Outbox.__table__.update()  # type: ignore[attr-defined]
            connection.execute(statement.where(Outbox.seq == BAD).values(values(row)))

    return tamper


def run(*statements: str) -> Callable[[Engine], None]:
    def tamper(engine: Engine) -> None:
        with engine.begin() as connection:
            for statement in statements:
                connection.execute(text(statement))

    return tamper


def rewritten(engine: Engine) -> None:
    """Change a body and make every later hash fit again, as one who knows the algorithm would."""
    rows = outbox_rows(engine)
    previous = rows[BAD - 2].hash
    with engine.begin() as connection:
        for row in rows[BAD - 1 :]:
            body = row.body.replace(b"case.taken_in", b"case.taken_xx")
            previous = chain(previous, body)
            statement = Outbox.__table__.update()  # type: ignore[attr-defined]
            values = {"body": body, "hash": previous}
            connection.execute(statement.where(Outbox.seq == row.seq).values(values))


def flipped(data: bytes) -> bytes:
    return bytes([data[0] ^ 1]) + data[1:]


def stamp(name: str, **changed: str) -> Callable[[Engine], None]:
    return change(lambda row: {name: {**getattr(row, name), **changed}})


STRANGER = DeviceKeys(uuid7(), os.urandom(32), os.urandom(32))

TAMPERINGS: dict[str, tuple[Callable[[Engine], None], str]] = {
    "body": (change(lambda row: {"body": flipped(row.body)}), "hash"),
    "body and every later hash": (rewritten, "seal"),
    "body empty": (change(lambda row: {"body": b""}), "hash"),
    "hash": (change(lambda row: {"hash": flipped(row.hash)}), "hash"),
    "id": (change(lambda row: {"id": uuid7()}), "id"),
    "kind": (change(lambda row: {"kind": "shift.open"}), "kind"),
    "moment": (change(lambda row: {"saved_at": row.saved_at + dt.timedelta(1)}), "saved_at"),
    "seal value": (stamp("seal", value="00" * 32), "seal"),
    "seal form": (stamp("seal", value="no hex"), "seal"),
    "seal algorithm": (stamp("seal", alg="none"), "seal"),
    "seal key": (stamp("seal", key_id=str(uuid7())), "sig"),
    "seal missing": (change(lambda row: {"seal": {}}), "seal"),
    "seal of another key": (change(lambda row: {"seal": STRANGER.seal(row.body)}), "sig"),
    "sig value": (stamp("sig", value="00" * 64), "sig"),
    "sig algorithm": (stamp("sig", alg="none"), "sig"),
    "sig key": (stamp("sig", key_id=str(uuid7())), "sig"),
    "sig missing": (change(lambda row: {"sig": {}}), "sig"),
    "swapped": (
        run(
            f"UPDATE outbox SET seq = 99 WHERE seq = {BAD}",
            f"UPDATE outbox SET seq = {BAD} WHERE seq = {BAD + 1}",
            f"UPDATE outbox SET seq = {BAD + 1} WHERE seq = 99",
        ),
        "hash",
    ),
}


@pytest.mark.parametrize("name", TAMPERINGS)
def test_tampering_is_found_and_named_by_number(chained: Engine, name: str) -> None:
    tamper, fault = TAMPERINGS[name]

    tamper(chained)

    report = verify(chained)
    assert not report.is_whole
    assert (report.bad_seq, report.fault) == (BAD, fault)
    assert report.checked == BAD - 1


def test_a_removed_change_set_is_named_by_the_one_behind_the_gap(chained: Engine) -> None:
    run(f"DELETE FROM outbox WHERE seq = {BAD}")(chained)

    report = verify(chained)
    assert (report.bad_seq, report.fault) == (BAD + 1, "seq")


def test_a_removed_beginning_is_found(chained: Engine) -> None:
    run("DELETE FROM outbox WHERE seq = 1")(chained)

    assert verify(chained).bad_seq == 2


@pytest.mark.parametrize(
    "cover_up", ["UPDATE push_state SET acked_seq = 6", "DELETE FROM pending_row WHERE seq < 6"]
)
def test_a_removed_end_is_found_by_what_else_knew_of_it(chained: Engine, cover_up: str) -> None:
    run(cover_up, f"DELETE FROM outbox WHERE seq = {LENGTH}")(chained)

    report = verify(chained)
    assert (report.bad_seq, report.fault) == (LENGTH, "seq")


def test_without_the_seal_key_form_and_signature_are_still_checked(chained: Engine) -> None:
    rewritten(chained)

    report = verify_chain(chained)
    assert (report.bad_seq, report.fault) == (BAD, "sig")


def test_a_body_made_elsewhere_does_not_fit(store: Store) -> None:
    with store.unit(kinds.OBSERVED, SIGNER, NOW) as unit:
        unit.add(an_event())
    store.origin = type(ORIGIN)(uuid7(), 1, 7)
    with store.unit(kinds.OBSERVED, SIGNER, NOW) as unit:
        unit.add(an_event())

    report = verify_chain(store.engine)
    assert (report.bad_seq, report.fault) == (2, "place")


def test_the_moment_in_a_body_is_the_moment_of_the_save(chained: Engine) -> None:
    row = outbox_rows(chained)[0]

    assert moment_text(row.saved_at).encode() in row.body
