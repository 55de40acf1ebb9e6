"""The previous release's client and file at the present centre, and its file in the present
program: nobody updates twelve desks at one moment."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from psycopg.types.json import Jsonb
from sqlalchemy import Engine

from counter.store import database, kinds, outbox
from counter.store.database import backup_path, open_database, transaction
from counter.store.migrations import HEAD, REVISIONS
from counter.store.profile import DATABASE_FILE, Profile, read_profile
from counter.store.tables import Shift
from counter.store.trouble import NewerFile
from counter.workplace import centre_address
from sync.central.admin.clerks import add_clerk
from sync.central.admin.oldest_version import require_version
from sync.central.admin.verify import verify
from sync.central.admin.windows import Place, add_window
from sync.central.database import upgrade
from sync.once import Outcome, run_once
from sync.postgres import PostgresCentre
from sync.store_file import StoreFile
from tests.central.desks import one
from tests.postgres import Centre
from tests.releases.every_kind import EveryKind
from tests.releases.kept import (
    Json,
    OldClient,
    Release,
    differences,
    hold,
    session_of,
    spans,
    statuses,
)
from tests.sync.desks import CLOCKS, VERSION, RealDesk, desk_of, now

CURSORS = "select scope from pull_state"
NEWER = "9999"
"""A step that no program has yet."""
LATER = replace(kinds.SHIFT_OPEN, version=kinds.SHIFT_OPEN.version + 1)
PASSWORD = "Wrong-horse-7-Battery"


def inbox(centre: Centre) -> list[Json]:
    return list(hold(centre, ["sync.inbox"])["sync.inbox"])


def exchange(engine: Engine, profile: Profile, password: str, version: str = VERSION) -> Outcome:
    """The present program pushes and pulls until nothing is left."""
    address = centre_address(profile, password)
    centre = PostgresCentre(address, version, profile.epoch)
    return run_once(StoreFile(engine, now), centre, CLOCKS, 5)


def test_the_kept_client_runs_its_own_sources(old: OldClient, release: Release) -> None:
    told = old.do("who")

    assert told["version"] == release.folder.name
    assert not Path(told["sources"]).is_relative_to(Path(database.__file__).parents[2])


def test_the_kept_file_holds_every_kind_sent_and_unsent(release: Release) -> None:
    known = {rule[0] for rule in release.accepted["kinds"]}
    sent = {row["kind"] for row in release.then["sync.inbox"]}
    places = statuses(release.then["sync.inbox"])
    unsent = {
        row["kind"]
        for row in release.after["sync.inbox"]
        if (row["ws"], row["epoch"], row["seq"]) not in places
    }

    assert sent == known
    assert unsent == known
    assert sorted(code for _, code in places.values() if code) == ["conflict", "depends"]
    assert {status for status, _ in places.values()} == {"applied", "parked"}


def test_every_kept_set_does_at_a_fresh_centre_what_it_did_at_its_own(
    fresh: Centre, old: OldClient, release: Release, tmp_path: Path
) -> None:
    file = release.file(tmp_path / "profile", fresh)
    for ws, run in spans(release.then["sync.inbox"]):
        if ws == release.desk["ws"]:
            old.do("push", folder=file, first=run[0]["seq"], last=run[-1]["seq"])
        else:
            push_as_kept(fresh, release, ws, run)
    assert statuses(inbox(fresh)) == statuses(release.then["sync.inbox"])
    assert differences(fresh, release.then) == []

    told = old.do("exchange", folder=file)

    assert (told["ok"], told["pending"], told["refused"]) == (True, 0, 0)
    assert statuses(inbox(fresh)) == statuses(release.after["sync.inbox"])
    assert differences(fresh, release.after) == []


def push_as_kept(centre: Centre, release: Release, ws: str, run: list[Json]) -> None:
    """Send a neighbour's sets as their bytes were kept."""
    windows = {row["ws"]: row for row in release.then["sync.workstation_sync"]}
    with session_of(centre, windows[ws]["role"], release) as session:
        answer = one(
            session,
            "select api.push(%s, %s, %b, %s, %s)",
            windows[ws]["epoch"],
            run[0]["seq"],
            [bytes.fromhex(row["body"].removeprefix(r"\x")) for row in run],
            Jsonb([row["seal"] for row in run]),
            Jsonb([row["sig"] for row in run]),
        )
    assert answer["stopped"] is None


def test_the_old_client_goes_on_at_its_own_centre_brought_up_to_date(
    upgraded: Centre, file: Path, old: OldClient, release: Release
) -> None:
    before = release.outbox(file)
    assert differences(upgraded, release.then) == []

    told = old.do("exchange", folder=file)

    assert (told["ok"], told["pending"], told["refused"]) == (True, 0, 0)
    assert statuses(inbox(upgraded)) == statuses(release.after["sync.inbox"])
    assert differences(upgraded, release.after) == []
    assert release.outbox(file) == before
    saved = old.do("save", folder=file, first=9000)["saved"]
    told = old.do("exchange", folder=file)
    assert saved > len(kinds.KINDS) / 2
    assert (told["ok"], told["pushed"], told["parked"], told["refused"]) == (True, saved, 0, 0)
    assert verify(upgraded.dsn).holds


def test_the_old_client_takes_a_feed_with_tables_and_columns_it_does_not_know(
    upgraded: Centre, file: Path, old: OldClient, release: Release
) -> None:
    old.do("exchange", folder=file)
    [(key, held_at)] = release.read(file, "select id, held_at from hold limit 1")
    [(followed,)] = release.read(file, f"{CURSORS} where scope like 'case:%' limit 1")
    tell_news(upgraded, key, followed)

    told = old.do("exchange", folder=file)

    assert (told["ok"], told["pulled"]) == (True, 1)
    [(found,)] = release.read(file, f"select held_at from hold where id = '{key}'")
    assert held_at != found == "2031-01-01T00:00:00.000000Z"
    assert release.read(file, f"{CURSORS} where scope = '{followed}'") == []
    # What it could not take does not hold it up: its cursor is beyond, and the next news comes.
    assert old.do("exchange", folder=file)["pulled"] == 0


def tell_news(centre: Centre, key: str, scope: str) -> None:
    """A row of a table that came later, a known row with a column that came later, and a case that
    is no longer the desk's to follow."""
    with centre.admin() as admin:
        admin.execute("delete from sync.subscription where scope = %s", (scope,))
        admin.execute(
            "insert into sync.change (ver, key, ws, scope, tbl, cols, row)"
            " select 1, gen_random_uuid(), ws, 'hall:' || hall_id, 'not_there_yet', '{}',"
            " '{\"what\": 1}' from sync.workstation_sync limit 1"
        )
        admin.execute(
            "insert into sync.change (ver, key, ws, scope, tbl, cols, row)"
            " select c.ver + 1, c.key, c.ws, c.scope, c.tbl, '{held_at}', c.row ||"
            ' \'{"not_there_yet": "x", "held_at": "2031-01-01T00:00:00.000000Z"}\''
            " from sync.change c where c.key = %s::uuid order by c.ver desc limit 1",
            (key,),
        )


def test_the_old_client_enrols_at_the_present_centre(
    centres: Callable[[], Centre], old: OldClient, tmp_path: Path
) -> None:
    centre = centres()
    assert centre.cluster.certificate is not None
    window = add_window(centre.dsn, Place(1, 9), centre.keys)
    where = {
        "host": "localhost",
        "port": centre.cluster.port,
        "dbname": centre.dbname,
        "user": "-",
        "ca_file": str(centre.cluster.certificate.ca),
    }

    told = old.do(
        "enrol",
        folder=tmp_path / "new",
        centre=where,
        code=window.code,
        staff_no="0199",
        person_code=add_clerk(centre.dsn, 1, "0199", "示例", ("clerk",)),
        password=PASSWORD,
    )

    assert (told["ok"], told["pending"], told["to_check"]) == (True, 0, 0)
    assert told["pushed"] >= 3
    assert {row["status"] for row in inbox(centre)} == {"applied"}


@pytest.fixture
def newer_program(release: Release, file: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The revision of the kept file, which the present program brings up to date; where nothing
    was added since, the program is made newer by a step that does nothing."""
    [(revision,)] = release.read(file, "select version_num from alembic_version")
    if revision == HEAD:
        monkeypatch.setattr(database, "HEAD", NEWER)
        monkeypatch.setattr(database, "REVISIONS", (*REVISIONS, NEWER))
    return str(revision)


def test_the_present_program_takes_over_the_old_file_and_sends_what_it_holds(
    upgraded: Centre, file: Path, release: Release, newer_program: str
) -> None:
    before, path = release.outbox(file), file / DATABASE_FILE
    written = path.read_bytes()

    engine = open_database(path, release.database_key)

    assert backup_path(path, newer_program).read_bytes() == written
    assert release.outbox(file) == before
    outcome = exchange(engine, read_profile(file), release.keys["password"])
    assert outcome.is_done
    assert (outcome.status.pending, outcome.moved.refused) == (0, 0)
    assert statuses(inbox(upgraded)) == statuses(release.after["sync.inbox"])
    assert differences(upgraded, release.after) == []
    assert release.outbox(file) == before
    engine.dispose()


def test_the_old_client_refuses_a_file_of_a_newer_program(
    file: Path, old: OldClient, release: Release
) -> None:
    assert old.do("open_file", folder=file) == {}
    engine = open_database(file / DATABASE_FILE, release.database_key)
    with transaction(engine) as connection:
        has_moved = release.accepted["revision"] != HEAD
        if not has_moved:
            connection.exec_driver_sql("update alembic_version set version_num = ?", (NEWER,))
    engine.dispose()
    before = (file / DATABASE_FILE).read_bytes()

    told = old.do("open_file", folder=file)

    assert told == {"trouble": "NewerFile", "sentence": NewerFile.sentence}
    assert "升级" in told["sentence"]
    assert (file / DATABASE_FILE).read_bytes() == before


@pytest.fixture
def ahead(centre: Centre, tmp_path: Path) -> Iterator[RealDesk]:
    """A desk updated before its centre: one save of a version nobody knows yet, one that builds on
    it, one of its own."""
    desk = desk_of(centre, tmp_path / "desk", centre.bundle(1))
    maker = EveryKind(desk.store, {"clerk": desk.signer})
    shift = maker.insert(LATER)["shift"]
    with desk.store.unit(kinds.SHIFT_CLOSE, desk.signer, now()) as unit:
        unit.session.get(Shift, shift).state = "closed"
    maker.insert(kinds.SHIFT_OPEN)
    send(desk, centre)
    yield desk
    desk.engine.dispose()


def send(desk: RealDesk, centre: Centre) -> None:
    address = PostgresCentre(centre.address_of(centre.bundle(1)), VERSION, 1)
    assert run_once(StoreFile(desk.engine, now), address, CLOCKS, 5).status.pending == 0


def outcomes(desk: RealDesk) -> list[tuple[int, str, str]]:
    return [(one.seq, one.status, one.code) for one in outbox.outcomes(desk.engine)]


def test_a_set_of_a_version_the_centre_does_not_know_is_kept_whole_and_stops_nothing(
    centre: Centre, ahead: RealDesk
) -> None:
    waiting = [(1, "parked", "kind"), (2, "parked", "depends")]
    assert outcomes(ahead) == waiting
    assert sorted(statuses(inbox(centre)).values()) == [
        ("applied", None),
        ("parked", "depends"),
        ("parked", "kind"),
    ]
    saved = {each.seq: each.body for each in outbox.waiting(ahead.engine, 0, 9, 1 << 20)}
    with centre.admin() as admin:
        kept = dict(admin.execute("select seq, body from sync.inbox").fetchall())
    assert kept == saved
    assert verify(centre.dsn).holds


def test_what_was_ahead_of_the_centre_is_taken_when_the_centre_is_brought_up_to_date(
    centre: Centre, ahead: RealDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kinds, "KINDS", {**kinds.KINDS, LATER.name: LATER})
    monkeypatch.setattr(kinds, "EARLIER", (kinds.SHIFT_OPEN,))

    upgrade(centre.dsn)

    assert {status for status, _ in statuses(inbox(centre)).values()} == {"applied"}
    send(ahead, centre)
    assert outcomes(ahead) == []
    assert verify(centre.dsn).holds


def test_a_client_too_old_for_the_centre_is_told_and_keeps_what_it_has(
    upgraded: Centre, file: Path, old: OldClient, release: Release
) -> None:
    before, there = release.outbox(file), inbox(upgraded)
    behind = require_version(upgraded.dsn, "98.0", own="98.0")

    assert [one.window_no for one in behind] == [1, 2]
    told = old.do("exchange", folder=file, patience=0.5)
    in_words = old.do("exchange", folder=file, patience=0.5, json=False)["text"]

    assert (told["ok"], told["stopped_code"], told["pushed"]) == (False, "CW007", 0)
    assert f"还有 {told['pending']} 笔留在本机" in in_words
    assert "CW007" in in_words
    assert release.outbox(file) == before
    assert inbox(upgraded) == there
    engine = open_database(file / DATABASE_FILE, release.database_key)
    outcome = exchange(engine, read_profile(file), release.keys["password"], version="98.0")
    engine.dispose()
    assert (outcome.status.pending, outcome.status.stopped_code) == (0, None)
    assert statuses(inbox(upgraded)) == statuses(release.after["sync.inbox"])
