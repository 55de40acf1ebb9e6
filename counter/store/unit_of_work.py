"""The unit of work: what a verb changes becomes rows, one change set and one outbox row, together
or not at all.

Nobody writes a synced table in any other way. What the mapped rows of a unit really changed is
collected at every flush, folded per row, checked against the verb's kind and the life cycles,
encoded once, chained, sealed, signed, and stored in the same transaction as the rows. Without its
outbox row no row is kept.
"""

import datetime as dt
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy import Engine, event
from sqlalchemy.orm import Session, sessionmaker

from counter.store import outbox
from counter.store.change_set import Origin, Signer
from counter.store.changes import Changes, RefusedByStore
from counter.store.database import writing
from counter.store.guarded_session import (
    LocalSession,
    ReadingSession,
    UnitSession,
    refuse_round_about,
)
from counter.store.kinds import Kind
from counter.store.synced import Synced

__all__ = ["Origin", "RefusedByStore", "Store", "Unit"]


class NestedUnit(Exception):
    """A thread that is already writing began to write again; a verb has one unit."""


class Unit:
    """One verb's work: rows are read and changed through ``session``, new ones are handed to
    ``add``.
    """

    def __init__(
        self, session: UnitSession, origin: Origin, at: dt.datetime, changes: Changes
    ) -> None:
        """Belong to one transaction of ``origin``'s workstation at the verb's moment."""
        self.session: Session = session
        self.origin, self.at = origin, at
        self._put, self._changes = session.put, changes

    def add(self, row: Synced) -> None:
        """Take a new row with its ``id``; hall, person, workstation and moment are filled in
        here.
        """
        self._changes.stamp(row)
        self._put(row)


class Store:
    """The local database as workflows see it; any thread may use it, one at a time writes."""

    def __init__(self, engine: Engine, origin: Origin) -> None:
        """Work on an open database as one workstation."""
        self.engine, self.origin = engine, origin
        self._units = sessionmaker(writing(engine), class_=UnitSession, expire_on_commit=False)
        self._locals = sessionmaker(writing(engine), class_=LocalSession, expire_on_commit=False)
        self._readers = sessionmaker(engine, class_=ReadingSession, expire_on_commit=False)
        for sessions in (self._units, self._locals, self._readers):
            event.listen(sessions, "do_orm_execute", refuse_round_about)
        self._turn = threading.Lock()
        self._shared = threading.local()
        self._writer: int | None = None
        self._listeners: tuple[Callable[[], None], ...] = ()

    def call_when_saved(self, listener: Callable[[], None]) -> None:
        """Call ``listener`` after every saved change set, on the saving thread; it must neither
        block nor raise.
        """
        self._listeners = (*self._listeners, listener)

    @contextmanager
    def unit(self, kind: Kind, signer: Signer, at: dt.datetime) -> Iterator[Unit]:
        """One verb: saved whole when the block ends, rolled back whole when it raises."""
        changes = Changes(kind, self.origin, signer.id, at)
        with self._my_turn(), self._units(changes=changes, info=self._info()) as session:
            yield Unit(session, self.origin, at, changes)
            session.flush()
            rows = changes.rows()
            if rows:
                entry = outbox.Entry(kind, self.origin, at, rows)
                outbox.append(session.bare_connection(), entry, signer)
            session.finish()
        if rows:
            for listener in self._listeners:
                listener()

    @contextmanager
    def local(self) -> Iterator[Session]:
        """Change tables of this workstation alone, such as drafts; synced rows are refused."""
        with self._my_turn(), self._locals(info=self._info()) as session:
            yield session
            session.finish()

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A snapshot to read from; nothing is ever written in it."""
        shared: Session | None = getattr(self._shared, "session", None)
        if shared is not None:
            yield shared
            return
        with self._readers(info=self._info()) as session:
            yield session

    @contextmanager
    def at_one_time(self) -> Iterator[None]:
        """Let all reading of this thread see one and the same moment; nothing is written in it."""
        with self.reading() as session:
            self._shared.session = session
            try:
                yield
            finally:
                self._shared.session = None

    def _info(self) -> dict[str, Origin]:
        return {"origin": self.origin}

    @contextmanager
    def _my_turn(self) -> Iterator[None]:
        if self._writer == threading.get_ident():
            raise NestedUnit
        with self._turn:
            self._writer = threading.get_ident()
            try:
                yield
            finally:
                self._writer = None
