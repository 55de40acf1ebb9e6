"""A desk for tests of the centre: makes sealed change sets and calls the functions as its role."""

import uuid
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg.types.json import Jsonb
from uuid6 import uuid7

from counter.store.change_set import ChangeSet, RowChange, Signer, encode
from sync.central.enrolment import Bundle
from tests.postgres import Centre

AT = "2026-03-02T01:30:00.000000Z"
Values = dict[str, Any]


def insert(table: str, values: Values, key: uuid.UUID | None = None) -> RowChange:
    return RowChange(table, key or uuid7(), "insert", 0, values)


def update(table: str, key: uuid.UUID, values: Values, base: int = 0) -> RowChange:
    return RowChange(table, key, "update", base, values)


@dataclass(frozen=True)
class Sealed:
    """One change set ready to travel."""

    body: bytes
    seal: dict[str, str]
    sig: dict[str, str]


class TestDesk:
    """One workstation at the centre; ``seq`` counts on."""

    __test__ = False

    def __init__(self, centre: Centre, bundle: Bundle, signer: Signer) -> None:
        self.centre, self.bundle, self.signer = centre, bundle, signer
        self.connection = centre.connect_as(bundle)
        self.seq = 0

    def close(self) -> None:
        self.connection.close()

    def make(self, kind: str, /, *rows: RowChange, **over: Any) -> Sealed:
        """Seal a change set under the next number; ``over`` replaces fields and the signer."""
        self.seq = over.pop("seq", self.seq + 1)
        signer: Signer = over.pop("signer", self.signer)
        fields: dict[str, Any] = {
            "id": uuid7(),
            "ws": self.bundle.ws,
            "epoch": self.bundle.epoch,
            "seq": self.seq,
            "kind": kind,
            "kver": 1,
            "person": signer.id,
            "made_at": AT,
            "rows": rows,
        }
        return seal(encode(ChangeSet(**(fields | over))), signer)

    def send(self, *sets: Sealed, first: int | None = None, epoch: int | None = None) -> Any:
        """Push sets whose numbers end at ``seq``; the centre's answer."""
        return self.call(
            "select api.push(%s, %s, %b, %s, %s)",
            self.bundle.epoch if epoch is None else epoch,
            self.seq - len(sets) + 1 if first is None else first,
            [one.body for one in sets],
            Jsonb([one.seal for one in sets]),
            Jsonb([one.sig for one in sets]),
        )

    def push(self, kind: str, /, *rows: RowChange, **over: Any) -> Any:
        """Make and send one change set."""
        return self.send(self.make(kind, *rows, **over))

    def applies(self, kind: str, /, *rows: RowChange, **over: Any) -> None:
        """Make and send one change set that must be applied."""
        answer = self.push(kind, *rows, **over)
        assert (answer["results"], answer["stopped"]) == ([], None)

    def pull(self, cursors: list[Values] | None = None, feed: str = "", most: int = 1000) -> Any:
        return self.call("select api.pull(%s, %s, %s)", feed, Jsonb(cursors or []), most)

    def call(self, query: Any, *arguments: Any) -> Any:
        row = self.connection.execute(query, arguments).fetchone()
        assert row is not None
        return row[0]


def seal(body: bytes, signer: Signer) -> Sealed:
    return Sealed(body, signer.seal(body), signer.sign(body))


def one(connection: psycopg.Connection[Any], query: Any, *arguments: Any) -> Any:
    """The single value of a query."""
    row = connection.execute(query, arguments).fetchone()
    assert row is not None
    return row[0]
