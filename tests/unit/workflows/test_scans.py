"""Scanning a material: row and bytes together, and what is not taken."""

import datetime as dt
import hashlib

import pytest
from sqlalchemy import select

from counter.store import outbox, scans
from counter.store.change_set import decode
from counter.store.tables import Outbox, Scan, ScanChunk
from counter.workflows.scans import LEAST_FREE_BYTES, MOST_BYTES, Captured
from tests.builders import Outfit
from tests.unit.workflows.refusing import refusal_of
from tests.unit.workflows.steps import ask, serve

JPEG = b"\xff\xd8\xff\xe0"
ROOM = LEAST_FREE_BYTES * 5


def a_scan(size: int, filling: int = 0) -> Captured:
    data = JPEG + bytes((n * 31 + filling) % 251 for n in range(1021))
    data = (data * (size // len(data) + 1))[:size]
    return Captured("L01-4", data, ROOM)


def test_a_scan_is_a_row_with_the_hashes_of_its_bytes(outfit: Outfit) -> None:
    matter, captured = ask(outfit, serve(outfit)), a_scan(600_000)

    key = outfit.desk.notices.scan(matter.id, captured)

    with outfit.tools.store.reading() as session:
        scan = session.get_one(Scan, key)
        newest = session.scalars(select(Outbox).order_by(Outbox.seq.desc())).first()
        assert newest is not None
        said = decode(newest.body)
        parts = [session.get_one(ScanChunk, name).data for name in scan.chunks]
    assert (scan.blob, scan.size) == (hashlib.sha256(captured.data).hexdigest(), 600_000)
    assert (scan.media, scan.item) == ("image/jpeg", "L01-4")
    assert [len(part) for part in parts] == [262_144, 262_144, 75_712]
    assert b"".join(parts) == captured.data
    assert (said.kind, [row.table for row in said.rows]) == ("scan.capture", ["scan"])
    assert len(newest.body) < 2_000


def test_the_same_bytes_stand_in_the_file_once(outfit: Outfit) -> None:
    matter, captured = ask(outfit, serve(outfit)), a_scan(300_000)

    for _ in range(3):
        outfit.desk.notices.scan(matter.id, captured)

    with outfit.tools.store.reading() as session:
        assert len(session.scalars(select(ScanChunk.hash)).all()) == 2
        assert len(session.scalars(select(Scan.id)).all()) == 3


@pytest.mark.parametrize(
    ("captured", "code", "words"),
    [
        (Captured("L01-4", b"MZ not a picture", ROOM), "scan.media", "不是 JPEG、PNG 或 PDF"),
        (Captured("L01-4", b"", ROOM), "scan.media", "请重新扫描"),
        (a_scan(MOST_BYTES + 1), "scan.size", "超过 20 MB"),
        (Captured("L01-4", JPEG, LEAST_FREE_BYTES - 1), "scan.disk", "磁盘快满了"),
    ],
)
def test_what_cannot_be_taken_is_said_and_leaves_nothing(
    outfit: Outfit, captured: Captured, code: str, words: str
) -> None:
    matter = ask(outfit, serve(outfit))

    refused = refusal_of(lambda: outfit.desk.notices.scan(matter.id, captured))

    assert refused.code == code
    assert words in refused.sentence
    with outfit.tools.store.reading() as session:
        assert session.scalars(select(ScanChunk.hash)).all() == []


def test_bytes_are_forgotten_only_long_after_the_centre_has_them_whole(outfit: Outfit) -> None:
    matter = ask(outfit, serve(outfit))
    shared, other = a_scan(300_000), a_scan(300_000, 7)
    outfit.desk.notices.scan(matter.id, shared)
    outfit.desk.notices.scan(matter.id, other)
    engine, now = outfit.tools.store.engine, outfit.clock.now()
    (first,) = {blob.blob for blob in [scans.next_waiting(engine)] if blob is not None}
    week = dt.timedelta(days=7)

    assert scans.forget(engine, now + week) == 0
    scans.settle(engine, first, scans.COMPLETE, now)
    assert scans.forget(engine, now - week) == 0
    assert scans.forget(engine, now + week) == 1

    kept = scans.next_waiting(engine)
    assert kept is not None
    assert all(scans.chunk(engine, name) for name in kept.chunks)
    assert outbox.state(engine).scans == 1
    with outfit.tools.store.reading() as session:
        assert len(session.scalars(select(ScanChunk.hash)).all()) == 2
