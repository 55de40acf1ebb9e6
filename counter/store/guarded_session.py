"""SQLAlchemy sessions that keep every synced write inside the unit of work."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any, NoReturn

from sqlalchemy import Connection
from sqlalchemy.orm import ORMExecuteState, Session, make_transient_to_detached

from counter.store.changes import Changes, RefusedByStore
from counter.store.row_plan import RowPlan, plans_by_table, row_plans
from counter.store.synced import Synced


class GuardedSession(Session):
    """A session whose transaction belongs to the store: nobody inside ends it, splits it or goes
    round it.
    """

    def finish(self) -> None:
        """Commit; the store's to call."""
        super().commit()

    def commit(self) -> NoReturn:
        """Refused: the store commits at the end of its block."""
        raise RefusedByStore("the store ends its transactions itself")

    def rollback(self) -> NoReturn:
        """Refused: raise an exception to leave the block without saving."""
        raise RefusedByStore("the store ends its transactions itself")

    def begin_nested(self) -> NoReturn:
        """Refused: a part rolled back would stay in the change set."""
        raise RefusedByStore("a unit is saved whole or not at all")

    def connection(self, *_: Any, **__: Any) -> NoReturn:
        """Refused: statements on the bare connection would escape the outbox."""
        raise RefusedByStore("statements go through the session")

    def bulk_save_objects(self, *_: Any, **__: Any) -> NoReturn:
        """Refused: bulk writes are not collected."""
        raise RefusedByStore("bulk writes escape the outbox")

    bulk_insert_mappings = bulk_update_mappings = bulk_save_objects


class UnitSession(GuardedSession):
    """The session of a unit: every flush tells ``Changes`` what it is about to write."""

    def __init__(self, *, changes: Changes, **options: Any) -> None:
        """Collect into ``changes``."""
        super().__init__(**options)
        self._changes = changes
        self._put: list[Synced] = []

    def put(self, row: Synced) -> None:
        """Take a new row; it is written with the next flush."""
        self._put.append(row)

    def flush(self, objects: Sequence[Any] | None = None) -> None:
        """Take note of every new, changed and deleted row, then write them."""
        put, self._put = self._put, []
        self._changes.collect([*put, *self.new], self.dirty, self.deleted)
        for model, rows in groupby(put, type):
            self._insert(row_plans()[model], list(rows))
        super().flush(objects)

    def _insert(self, plan: RowPlan, rows: list[Synced]) -> None:
        # Past SQLAlchemy's own flush, which takes longer for a row than SQLite does, and a clerk
        # waits for it. There are no relationships for it to sort out.
        bound = [plan.bound(row) for row in rows]
        self.bare_connection().exec_driver_sql(plan.insert, bound if len(bound) > 1 else bound[0])
        for row in rows:
            make_transient_to_detached(row)
            self.add(row)

    def bare_connection(self) -> Connection:
        """The connection of this transaction, for the store's own outbox row."""
        return super(GuardedSession, self).connection()


class LocalSession(GuardedSession):
    """A session that may change only tables of this workstation alone."""

    def flush(self, objects: Sequence[Any] | None = None) -> None:
        """Refuse synced rows, write the others."""
        for row in (*self.new, *self.dirty, *self.deleted):
            if isinstance(row, Synced):
                raise RefusedByStore(f"{type(row).__name__}: synced rows change in a unit only")
        super().flush(objects)


class ReadingSession(GuardedSession):
    """A session to read with."""

    def flush(self, objects: Sequence[Any] | None = None) -> None:
        """Refuse to write anything."""
        if self.new or self.dirty or self.deleted:
            raise RefusedByStore("a reading session writes nothing")
        super().flush(objects)


def refuse_round_about(state: ORMExecuteState) -> None:
    """Refuse statements that would write a synced table without a mapped row; listens to
    ``do_orm_execute``.
    """
    if state.is_select:
        return
    table = getattr(getattr(state.statement, "table", None), "name", None)
    if table is None or table in plans_by_table():
        raise RefusedByStore("synced tables change through mapped rows only")
    if isinstance(state.session, ReadingSession):
        raise RefusedByStore("a reading session writes nothing")
