from pathlib import Path

from counter.bench.save import measure
from counter.store.database import create_database
from counter.store.tables import Audit, Case, Outbox, Party, PendingRow
from counter.store.unit_of_work import Store
from tests.store.stores import KEY, ORIGIN


def test_the_floor_writes_the_very_rows_the_save_wrote(tmp_path: Path) -> None:
    saving = create_database(tmp_path / "save.db", KEY)
    replaying = create_database(tmp_path / "floor.db", KEY)

    times, floors = measure(saving, replaying, warm_up=1, rounds=3)

    assert (len(times), len(floors)) == (3, 3)
    with Store(saving, ORIGIN).reading() as ours, Store(replaying, ORIGIN).reading() as theirs:
        for model, rows in ((Case, 4), (Party, 8), (Audit, 4), (Outbox, 4), (PendingRow, 16)):
            table = model.__table__
            written = [tuple(row) for row in ours.execute(table.select())]
            assert written == [tuple(row) for row in theirs.execute(table.select())]
            assert len(written) == rows
    saving.dispose()
    replaying.dispose()
