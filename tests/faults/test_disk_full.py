"""A full disk under the desk's file and under the centre: said in words, nothing half done, and
work goes on by itself when there is room again."""

import datetime as dt
import os
import random
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import Engine
from uuid6 import uuid7

from counter.store import kinds, outbox
from counter.store.chain import verify_chain
from counter.store.database import open_database
from counter.store.tables import Audit, Citizen, Shift
from counter.store.trouble import DiskFull, NoRoomToOpen
from counter.windows.presenters.trouble import message_of
from sync.central.admin.windows import Place
from sync.central.cluster import Cluster, ClusterOptions
from sync.performer import Listeners
from sync.settings import CentreAddress
from sync.status import Link
from sync.store_file import StoreFile
from sync.values import PushAnswer
from sync.worker import Worker
from tests.faults.small_disk import SmallDisk, a_small_disk
from tests.faults.zygote import a_citizen
from tests.postgres import Centre, prepare_centre
from tests.sync.desks import KEY, RealDesk, desk_of, local_address, new_desk, now
from tests.sync.waiting import wait_until


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[SmallDisk]:
    with a_small_disk(tmp_path / "disk", 8) as made:
        yield made


def save_a_lot(desk: RealDesk) -> None:
    with desk.store.unit(kinds.CITIZEN_TAKE_IN, desk.signer, now()) as unit:
        unit.add(a_citizen(random.Random(os.urandom(8))))
        unit.add(Audit(id=uuid7(), event="take_in", result="ok", detail={"text": "x" * 20_000}))


def save_until_full(desk: RealDesk) -> Exception:
    for _ in range(500):
        try:
            save_a_lot(desk)
        except Exception as error:  # whatever it is: the tests look at it
            return error
    raise AssertionError("the disk never got full")


def counts(desk: RealDesk) -> tuple[int, int, int]:
    with desk.store.reading() as session:
        return (
            outbox.state(desk.engine).last,
            session.query(Audit).count(),
            session.query(Citizen).count(),
        )


def drain(desk: RealDesk, address: CentreAddress) -> None:
    worker = desk.worker(address)
    worker.start()
    wait_until(lambda: outbox.state(desk.engine).pending == 0)
    assert worker.stop()


class FillingFile(StoreFile):
    """Somebody fills the disk between the first answer and its being written down."""

    def __init__(self, engine: Engine, now: Callable[[], dt.datetime], disk: SmallDisk) -> None:
        super().__init__(engine, now)
        self._fill: Callable[[], None] | None = disk.fill

    def acknowledge(self, answer: PushAnswer) -> None:
        if self._fill is not None:
            self._fill()
            self._fill = None
        super().acknowledge(answer)


def open_shift(desk: RealDesk, window_no: int) -> uuid.UUID:
    key, opened = uuid7(), now()
    with desk.store.unit(kinds.SHIFT_OPEN, desk.signer, opened) as unit:
        unit.add(
            Shift(
                id=key,
                person_id=desk.signer.id,
                window_no=window_no,
                day=opened.date(),
                opened_at=opened,
                state="open",
            )
        )
    return key


def has_shift(desk: RealDesk, key: uuid.UUID) -> bool:
    with desk.store.reading() as session:
        return session.get(Shift, key) is not None


def is_away(worker: Worker) -> bool:
    return worker.status is not None and worker.status.link is Link.OFFLINE


def inbox(centre: Centre, ws: Any) -> list[tuple[int, bytes, str]]:
    with centre.admin() as admin:
        return admin.execute(
            "select seq, body, status from sync.inbox where ws = %s order by seq", (ws,)
        ).fetchall()


def sent(desk: RealDesk) -> list[tuple[int, bytes, str]]:
    return [(e.seq, e.body, "applied") for e in outbox.waiting(desk.engine, 0, 10**6, 10**9)]


def test_a_save_on_a_full_disk_is_refused_whole_in_one_sentence(disk: SmallDisk) -> None:
    desk = new_desk(disk.folder / "desk")
    for _ in range(5):
        save_a_lot(desk)
    disk.fill()

    errors = [save_until_full(desk)]
    before = counts(desk)
    errors += [save_until_full(desk) for _ in range(3)]

    assert [type(error) for error in errors] == [DiskFull] * 4
    shown = message_of(errors[0])
    assert shown is not None
    assert shown.title == "磁盘已满，刚才的内容没有保存。"
    assert counts(desk) == before
    assert before[0] == before[1] == before[2] >= 5
    assert verify_chain(desk.engine).is_whole

    disk.free()
    save_a_lot(desk)
    assert counts(desk) == tuple(count + 1 for count in before)
    assert verify_chain(desk.engine).is_whole
    desk.engine.dispose()


def test_a_desk_started_on_a_full_disk_says_so_and_works_when_there_is_room(
    disk: SmallDisk,
) -> None:
    desk = new_desk(disk.folder / "desk")
    for _ in range(5):
        save_a_lot(desk)
    desk.engine.dispose()
    disk.fill()

    with pytest.raises(NoRoomToOpen):
        open_database(disk.folder / "desk" / "desk.db", KEY)

    disk.free()
    desk.engine = open_database(disk.folder / "desk" / "desk.db", KEY)
    assert verify_chain(desk.engine).is_whole
    desk.engine.dispose()


def test_the_worker_outlives_a_full_disk_and_reads_and_sends_everything_after_it(
    centre: Centre, disk: SmallDisk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sync.worker.RESTART_S", 0.05)
    mine, other = centre.bundle(1), centre.bundle(2)
    desk = desk_of(centre, disk.folder / "desk", mine)
    neighbour = desk_of(centre, tmp_path / "neighbour", other, "0102")
    helper = neighbour.worker(local_address(centre, other))
    helper.start()
    alarms: list[str] = []
    worker = desk.worker(local_address(centre, mine), Listeners(on_alarm=alarms.append))
    save_a_lot(desk)
    worker._performer._file = FillingFile(desk.engine, now, disk)

    # The answer comes and cannot be written down.
    worker.start()
    wait_until(lambda: len(alarms) >= 3)
    assert outbox.state(desk.engine).pending == 1
    assert inbox(centre, mine.ws) == sent(desk)
    disk.free()
    wait_until(lambda: outbox.state(desk.engine).pending == 0)

    # What comes cannot be taken in.
    disk.fill()
    save_until_full(desk)
    late = [open_shift(neighbour, 2) for _ in range(20)]
    seen = len(alarms)
    wait_until(lambda: len(alarms) >= seen + 3)
    assert not any(has_shift(desk, key) for key in late)
    disk.free()
    wait_until(lambda: all(has_shift(desk, key) for key in late))
    wait_until(lambda: outbox.state(desk.engine).pending == 0)

    assert inbox(centre, mine.ws) == sent(desk)
    assert set(alarms) == {"worker"}
    assert verify_chain(desk.engine).is_whole
    for each in (worker, helper):
        assert each.stop()
    for one in (desk, neighbour):
        one.engine.dispose()


def use_up_the_log(centre: Centre) -> None:
    with centre.admin() as admin:
        for _ in range(50):
            admin.execute("select pg_logical_emit_message(false, 'fill', 'x')")
            admin.execute("select pg_switch_wal()")


def test_a_desk_on_a_full_disk_still_sends_what_it_has(
    centre: Centre, disk: SmallDisk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sync.worker.RESTART_S", 0.05)
    bundle = centre.bundle(1)
    desk = desk_of(centre, disk.folder / "desk", bundle)
    save_a_lot(desk)
    drain(desk, local_address(centre, bundle))
    save_a_lot(desk)
    disk.fill()
    worker = desk.worker(local_address(centre, bundle))

    worker.start()

    wait_until(lambda: inbox(centre, bundle.ws) == sent(desk))
    assert outbox.state(desk.engine).pending == 1
    disk.free()
    wait_until(lambda: outbox.state(desk.engine).pending == 0)
    assert inbox(centre, bundle.ws) == sent(desk)
    assert worker.stop()
    desk.engine.dispose()


@pytest.fixture
def full_centre(tmp_path: Path) -> Iterator[tuple[Centre, SmallDisk]]:
    # A short path: a unix socket's has at most 107 bytes.
    with a_small_disk(Path(f"/tmp/df-{os.getpid()}"), 200) as disk:
        (disk.folder / "pg").mkdir()
        with Cluster(disk.folder / "pg", ClusterOptions(tls=True, durable=True)) as cluster:
            (tmp_path / "keys").mkdir()
            yield prepare_centre(cluster, tmp_path / "keys", [Place(1, 1)]), disk
            cluster.kill()
    disk.folder.rmdir()


def test_a_centre_whose_disk_is_full_takes_nothing_loses_nothing_and_catches_up(
    full_centre: tuple[Centre, SmallDisk], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    centre, disk = full_centre
    # A real centre keeps its port over a restart.
    monkeypatch.setattr("sync.central.cluster._free_port", lambda: centre.cluster.port)
    bundle = centre.bundle(1)
    desk = desk_of(centre, tmp_path / "desk", bundle)
    worker = desk.worker(local_address(centre, bundle))
    worker.start()
    for _ in range(10):
        save_a_lot(desk)
    wait_until(lambda: outbox.state(desk.engine).pending == 0)

    disk.fill()
    for _ in range(60):
        save_a_lot(desk)
    wait_until(lambda: is_away(worker), 20)
    stuck = outbox.state(desk.engine)
    assert stuck.pending > 0
    assert stuck.stopped_code is None
    assert outbox.outcomes(desk.engine) == ()

    disk.free()
    wait_until(lambda: outbox.state(desk.engine).pending == 0, 30)
    assert inbox(centre, bundle.ws) == sent(desk)

    # No room for the log itself: the server ends, as it must, and is started again by a person.
    disk.fill()
    with pytest.raises(psycopg.Error):
        use_up_the_log(centre)
    save_a_lot(desk)
    told = outbox.state(desk.engine).acked
    disk.free()
    centre.cluster.kill()
    centre.cluster.start()
    wait_until(lambda: outbox.state(desk.engine).pending == 0, 30)
    assert outbox.state(desk.engine).acked > told
    assert inbox(centre, bundle.ws) == sent(desk)
    assert worker.stop()
    desk.engine.dispose()
