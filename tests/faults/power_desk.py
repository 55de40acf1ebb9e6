"""The desk's side of a power cut: a real desk saves into its encrypted file under the recorder, and
what a cut leaves of the file is checked.

Run as a program it is the desk. It tells every save by a line in a file the recorder does not see:
number, link of the chain, and how long the record was at that moment.
"""

import contextlib
import hashlib
import os
import random
import subprocess
import sys
import uuid
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event
from sqlcipher3 import dbapi2
from uuid6 import uuid7

from counter.store import outbox
from counter.store.chain import verify_chain
from counter.store.change_set import Origin, decode
from counter.store.database import open_database
from counter.store.sealed_keys import UnlockedKeys
from counter.store.trouble import StoreTrouble
from counter.store.unit_of_work import Store
from sync.store_file import StoreFile
from sync.values import PushAnswer
from tests.faults.power_disk import Rules, Verdict
from tests.faults.recording import Recording, begin_recording
from tests.faults.zygote import save_something
from tests.sync.desks import HALL, KEY, RealDesk, new_desk, now

# SQLite's log is checked frame by frame, and its file is overwritten only with what the log holds.
RULES = Rules(garbage=True, rebuilt=("-shm",))
WS = uuid.UUID(int=7)
LIVES = 3
FOLD_AFTER_PAGES = 60
"""The program folds its log into the file after 8000 pages, which no short run reaches."""


@dataclass(frozen=True)
class Told:
    """One save the desk was told is done, and where the record stood then."""

    seq: int
    link: bytes
    position: int


@dataclass(frozen=True)
class DeskRun:
    """A desk's life as recorded."""

    recording: Recording
    told: Sequence[Told]

    def check(self, image: Path, end: int) -> Verdict:
        """Whether the file in ``image`` opens, is whole, and holds what was told before ``end``."""
        told = [each for each in self.told if each.position <= end]
        verdict = Verdict(len(told))
        try:
            # The program is the first to open it, as after a real cut; the rest is read apart.
            _Opened(image / "desk.db").close()
            with closing(_open_file(image / "desk.db")) as file:
                links = _check_file(file, verdict)
            verdict.lost = sum(links.get(each.seq) != each.link for each in told)
            _go_on(image / "desk.db", verdict)
        except (dbapi2.Error, StoreTrouble) as error:
            verdict.lost = len(told)
            verdict.note(False, f"the file does not open: {type(error).__name__} {error}")
        return verdict


@dataclass(frozen=True)
class Life:
    """What a desk does, and how SQLite flushes it."""

    seed: int
    saves: int
    synchronous: str


def record_desk(ground: Path, library: Path, life: Life) -> DeskRun:
    """Let a desk live in ``ground`` under the recorder."""
    folder, told = ground / "desk", ground / "told"
    new_desk(folder).engine.dispose()
    recording = begin_recording(folder, ground / "before", ground / "record")
    subprocess.run(
        [
            *(sys.executable, "-m", "tests.faults.power_desk"),
            *(str(folder), str(told), str(life.seed), str(life.saves), life.synchronous),
        ],
        env={**os.environ, **recording.environment(library)},
        check=True,
        timeout=120,
    )
    lines = (line.split() for line in told.read_text().splitlines())
    return DeskRun(
        recording, [Told(int(seq), bytes.fromhex(link), int(at)) for seq, link, at in lines]
    )


def _open_file(path: Path) -> Any:
    """The file as it lies there, opened without any of the program's own code."""
    file = dbapi2.connect(str(path))
    file.execute("pragma cipher_log_level=none")
    file.execute(f"pragma key=\"x'{KEY.hex()}'\"")
    file.execute("pragma journal_mode").fetchone()
    return file


def _check_file(file: Any, verdict: Verdict) -> dict[int, bytes]:
    """Every page, the chain, and that a change set's rows and its outbox row came together; gives
    the links of the chain."""
    verdict.note(file.execute("pragma integrity_check").fetchall() == [("ok",)], "not whole")
    rows = file.execute("select seq, body, hash from outbox order by seq").fetchall()
    head = bytes(32)
    for number, (seq, body, link) in enumerate(rows, 1):
        head = hashlib.sha256(head + body).digest()
        verdict.note((seq, link) == (number, head), f"chain broken at {seq}")
    changed = {(row.table, row.key) for _, body, _ in rows for row in decode(body).rows}
    for table in ("audit", "citizen"):
        found = {(table, uuid.UUID(key)) for (key,) in file.execute(f"select id from {table}")}
        wanted = {each for each in changed if each[0] == table}
        verdict.note(found == wanted, f"half saved: {len(found ^ wanted)} rows of {table}")
    acked = file.execute("select acked_seq from push_state").fetchone()[0]
    verdict.note(acked <= len(rows), f"mark {acked}, stored {len(rows)}")
    file.execute("pragma wal_checkpoint(truncate)").fetchall()
    damaged = file.execute("pragma cipher_integrity_check").fetchall()
    verdict.note(not damaged, f"{len(damaged)} pages damaged")
    return {seq: link for seq, _, link in rows}


def _go_on(path: Path, verdict: Verdict) -> None:
    """The program opens the file, saves once more, and the chain holds."""
    with contextlib.closing(_Opened(path)) as opened:
        opened.desk.observe()
        report = verify_chain(opened.desk.engine)
    verdict.note(report.is_whole, f"after one more save: chain broken at {report.bad_seq}")


class _Opened:
    """The desk's file opened by the program, by a person whose keys do not matter."""

    def __init__(self, path: Path) -> None:
        engine = open_database(path, KEY)
        keys = UnlockedKeys(uuid7(), uuid7(), os.urandom(32), os.urandom(32))
        self.desk = RealDesk(engine, Store(engine, Origin(WS, 1, HALL)), keys)

    def close(self) -> None:
        self.desk.engine.dispose()


def _loosen(engine: Engine, synchronous: str) -> None:
    """Fold the log often, and flush as asked; after the program has checked its own settings."""

    @event.listens_for(engine, "connect")
    def set_up(connection: Any, _: object) -> None:
        connection.execute(f"pragma wal_autocheckpoint={FOLD_AFTER_PAGES}")
        connection.execute(f"pragma synchronous={synchronous}")

    # The connections made while opening do not know of it.
    engine.dispose()


def live(folder: Path, told: Path, life: Life) -> None:
    """Open the file a few times; save, confirm a part, tell each save, close."""
    record, chance = os.environ["RECORD_LOG"], random.Random(life.seed)
    tell = os.open(told, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600)
    for _ in range(LIVES):
        with contextlib.closing(_Opened(folder / "desk.db")) as opened:
            desk = opened.desk
            desk.observe("opened")
            _loosen(desk.engine, life.synchronous)
            for _ in range(life.saves // LIVES):
                save_something(desk, chance)
                position = os.stat(record).st_size
                seq, link = _last(desk.engine)
                os.write(tell, f"{seq} {link.hex()} {position}\n".encode())
                if chance.random() < 0.1:
                    answer = PushAnswer(seq, 1, uuid.UUID(int=1), (), None)
                    StoreFile(desk.engine, now).acknowledge(answer)


def _last(engine: Engine) -> tuple[int, bytes]:
    seq = outbox.state(engine).last
    with engine.connect() as connection:
        link = connection.exec_driver_sql("select hash from outbox where seq = ?", (seq,)).scalar()
    assert isinstance(link, bytes)
    return seq, link


def main() -> None:
    """Be the desk."""
    folder, told, seed, saves, synchronous = sys.argv[1:]
    live(Path(folder), Path(told), Life(int(seed), int(saves), synchronous))


if __name__ == "__main__":
    main()
