"""Scans on their own channel: real bytes, a real centre, lines that are cut in the middle."""

import hashlib
import random
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

from counter.bench.slow_line import FAIR, Proxy, Weather
from counter.store import outbox, scans
from counter.store.profile import read_profile
from counter.store.unit_of_work import Store
from counter.workflows.clock import SystemClock
from counter.workplace import centre_address, read_keys
from sync.central.admin.windows import Place
from sync.postgres import PostgresCentre
from tests.journeys.machine import NUMBERS, Machine
from tests.postgres import Centre


def some_bytes(size: int, seed: int) -> bytes:
    return random.Random(seed).randbytes(size)


def scan(machine: Machine, *datas: bytes) -> None:
    """Only the bytes: the row that names them is an ordinary change set."""
    with machine.file() as engine:
        for data in datas:
            with Store(engine, read_profile(machine.folder).origin).local() as session:
                scans.keep(session, data, SystemClock().now())


def at_centre(centre: Centre, data: bytes) -> bytes | None:
    """What the centre has whole under this content's name."""
    with centre.admin() as admin:
        row = admin.execute(
            "select string_agg(c.data, ''::bytea order by n.nth) from sync.scan_blob b,"
            " unnest(b.chunks) with ordinality n (hash, nth) join sync.scan_chunk c using (hash)"
            " where b.blob = %s and b.state = 'complete'",
            (hashlib.sha256(data).hexdigest(),),
        ).fetchone()
    assert row is not None
    return None if row[0] is None else bytes(row[0])


def test_a_scan_reaches_the_centre_byte_for_byte(machine: Machine, centre: Centre) -> None:
    datas = [some_bytes(size, size) for size in (1, 262_144, 262_145, 1_500_000)]
    scan(machine, *datas)

    outcome = machine.sync()

    assert outcome.is_done
    assert [at_centre(centre, data) for data in datas] == datas
    with machine.file() as engine:
        assert outbox.state(engine).scans == 0


@pytest.mark.parametrize("cut_after", [40_000, 300_000, 700_000])
def test_a_line_that_is_cut_again_and_again_loses_one_chunk_at_most(
    machine: Machine, centre: Centre, cut_after: int
) -> None:
    data = some_bytes(3_000_000, cut_after)
    scan(machine, data)
    with Proxy(("127.0.0.1", centre.cluster.port)) as proxy:
        through(machine, proxy.port)
        for _ in range(6):
            proxy.weather = Weather(cut_after=cut_after)
            machine.sync()
        cuts, proxy.weather = proxy.cuts, FAIR
        machine.sync()

    assert cuts >= 3
    assert at_centre(centre, data) == data


def through(machine: Machine, port: int) -> None:
    """The same profile, another way to the centre."""
    settings = machine.folder / "profile.toml"
    lines = settings.read_text().splitlines()
    changed = [f"port = {port}" if line.startswith("port = ") else line for line in lines]
    settings.write_text("\n".join(changed) + "\n")


def test_two_desks_with_the_same_paper_send_it_once(
    machine: Machine, centre: Centre, tmp_path: Path
) -> None:
    other = Machine(centre, tmp_path / "other", Place(1, next(NUMBERS)))
    other.set_up()
    data = some_bytes(400_000, 5)
    for each in (machine, other):
        scan(each, data)
        assert each.sync().is_done

    assert at_centre(centre, data) == data


def calls(machine: Machine) -> PostgresCentre:
    profile = read_profile(machine.folder)
    password = read_keys(machine.credentials(str(profile.id))).password
    line = PostgresCentre(centre_address(profile, password), "0.1.0", profile.epoch)
    line.connect()
    return line


def test_what_is_announced_wrongly_is_refused_or_called_broken(machine: Machine) -> None:
    data = some_bytes(300_000, 9)
    parts = [data[:262_144], data[262_144:]]
    names = tuple(hashlib.sha256(part).hexdigest() for part in parts)
    wrong = scans.Blob("f" * 64, len(data), names)
    line = calls(machine)
    try:
        assert line.lack_of_scan(wrong).lacking == (0, 1)
        for nth, part in enumerate(parts):
            line.put_scan_chunk(wrong.blob, nth, part)
        assert line.lack_of_scan(wrong).state == "broken"
        # Under the same name something else: not what was said before.
        assert line.lack_of_scan(replace(wrong, chunks=(names[1], names[0]))).state == "broken"
    finally:
        line.close()


@pytest.mark.parametrize(
    "query",
    [
        "select api.lack_of_scan('{h}', 40000000, '{{{h}}}')",
        "select api.lack_of_scan('{h}', 262145, '{{{h}}}')",
        "select api.lack_of_scan('{h}', 0, '{{{h}}}')",
        "select api.lack_of_scan('x', 1, '{{{h}}}')",
        "select api.lack_of_scan('{h}', 1, '{{x}}')",
        "select api.put_scan_chunk('{h}', 0, 'not announced')",
        "select api.put_scan_chunk('{h}', -1, 'x')",
    ],
)
def test_the_centre_takes_no_odd_scans(machine: Machine, centre: Centre, query: str) -> None:
    profile = read_profile(machine.folder)
    password = read_keys(machine.credentials(str(profile.id))).password
    with (
        centre.connect(profile.centre.user, password) as connection,
        pytest.raises(psycopg.Error) as error,
    ):
        connection.execute(query.format(h="e" * 64).encode())

    assert error.value.sqlstate == "CW001"


def test_a_machine_may_have_one_gigabyte_on_its_way_and_no_more(
    machine: Machine, centre: Centre
) -> None:
    profile = read_profile(machine.folder)
    password = read_keys(machine.credentials(str(profile.id))).password
    say = "select api.lack_of_scan(%s, 33554432, array(select %s || lpad(n::text, 4, '0')"
    say += " from generate_series(1, 128) n))"
    with centre.connect(profile.centre.user, password) as connection:
        for nth in range(32):
            connection.execute(say.encode(), (f"{nth:064x}", "0" * 60))
        with pytest.raises(psycopg.Error) as error:
            connection.execute(say.encode(), (f"{99:064x}", "0" * 60))

    assert error.value.sqlstate == "CW003"


def test_bytes_the_centre_has_had_for_a_week_go_when_the_next_scan_is_there(
    machine: Machine, centre: Centre
) -> None:
    first, second = some_bytes(300_000, 21), some_bytes(300_000, 22)
    scan(machine, first)
    assert machine.sync().is_done
    with machine.file() as engine, engine.connect() as connection:
        connection.exec_driver_sql(
            "update scan_blob set changed_at = '2020-01-01T00:00:00.000000Z'"
        )
        connection.commit()
    scan(machine, second)

    assert machine.sync().is_done

    with machine.file() as engine:
        names = [hashlib.sha256(data[:262_144]).hexdigest() for data in (first, second)]
        kept = [scans.chunk(engine, name) is not None for name in names]
    assert kept == [False, True]
    assert at_centre(centre, first) == first
