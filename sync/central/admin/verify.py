"""``verify``: recompute everything that can be recomputed, and name what does not agree.

Against a change in the database behind the functions' back: chains and seals show a changed body,
signatures show one by somebody who knows the seal keys, the effects show a changed row.
"""

import hashlib
import hmac
import uuid
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, LiteralString

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from psycopg import sql
from psycopg.rows import dict_row

from counter.store.change_set import GENESIS, chain, decode
from counter.store.synced import STAMPS, synced_models
from sync.central.database import Admin, administering

Watch = Callable[[Iterable[dict[str, Any]]], Iterable[dict[str, Any]]]
_PAGE = 500
LANES = 1000
"""A lane of an epoch is a number that leaves the epoch when divided by this."""


@dataclass(frozen=True)
class Problem:
    """The first thing wrong in one chain, or one row no change set explains."""

    what: str
    """``gap``, ``chain``, ``seal``, ``signature``, ``body``, ``mark`` or ``row``."""
    hall_id: int
    window_no: int
    epoch: int
    seq: int
    table: str = ""
    key: uuid.UUID | None = None


@dataclass(frozen=True)
class Verified:
    """How much was looked at, and what was wrong."""

    sets: int
    chains: int
    rows: int
    problems: tuple[Problem, ...]

    @property
    def holds(self) -> bool:
        """Whether nothing was wrong."""
        return not self.problems


@dataclass(frozen=True)
class _Key:
    """What seals and signatures of one key are checked with."""

    owner: uuid.UUID
    ipad: bytes
    opad: bytes
    public_key: bytes


_KEYS = """
select k.id::text as id, k.owner, k.ipad, k.opad, coalesce(p.public_key, d.public_key) as public_key
from sync.seal_key k left join hall.person_key p on p.id = k.id left join hall.device d on d.id =
k.id
"""

_SETS = """
select i.*, w.hall_id, w.window_no, w.epoch = i.epoch as is_present, w.hwm, w.last_hash,
    case when i.epoch >= 1000 then array(select p.hash from sync.inbox p where p.ws = i.ws
        and p.epoch = any (sync.lanes(i.epoch % 1000)) and p.seq = i.seq - 1 and p.epoch < i.epoch)
    end as branches
from sync.inbox i join sync.workstation_sync w using (ws) order by i.ws, i.epoch, i.seq
"""

_SAID = """
create temp table said on commit drop as
select r->>'table' as tbl, (r->>'key')::uuid as key, s.key as col, s.value
from sync.inbox i, jsonb_array_elements(convert_from(i.body, 'UTF8')::jsonb->'rows') r,
jsonb_each(r->'set') s
where i.status = 'applied'
"""

_UNSAID: LiteralString = """
select t.id, t.hall_id from hall.{table} t, lateral jsonb_each(sync.wire(t) - %s::text[]) c
where c.value <> 'null' and not exists (select from pg_temp.said s
    where s.tbl = %s and s.key = t.id and s.col = c.key and s.value = c.value)
order by t.id limit 20
"""


def unwatched(sets: Iterable[dict[str, Any]]) -> Iterable[dict[str, Any]]:
    """Let sets pass without showing anything."""
    return sets


def verify(dsn: str, watch: Watch = unwatched) -> Verified:
    """Check the whole centre against the change sets it was given."""
    with administering(dsn) as connection:
        connection.execute("set transaction isolation level repeatable read")
        walk = _Walk(_keys(connection))
        for kept in watch(_sets(connection)):
            walk.take(kept)
        walk.end()
        rows, unsaid = (0, []) if walk.problems else _unexplained(connection)
        return Verified(walk.sets, walk.chains, rows, (*walk.problems, *unsaid))


class _Walk:
    """Goes through all sets in the order of their chains; a broken chain is named once."""

    def __init__(self, keys: dict[str, _Key]) -> None:
        self.sets = self.chains = 0
        self.problems: list[Problem] = []
        self._keys = keys
        self._place: tuple[uuid.UUID, int] | None = None
        self._is_broken = False
        self._last: dict[str, Any] = {}
        self._hash, self._seq = GENESIS, 0

    def take(self, kept: dict[str, Any]) -> None:
        """Judge the next set."""
        place = (kept["ws"], kept["epoch"])
        if place != self._place:
            self.end()
            self._place, self._hash, self._seq, self._is_broken = place, GENESIS, 0, False
            if kept["epoch"] >= LANES:
                self._branch_off(kept)
            self.chains += 1
        self.sets += 1
        self._last = kept
        what = self._objection(kept)
        self._seq, self._hash = kept["seq"], kept["hash"]
        if what is not None:
            self._name(what, kept["seq"])

    def end(self) -> None:
        """A chain is over: the mark must stand where it ends."""
        last = self._last
        if self._place is None or not last["is_present"]:
            return
        if (last["hwm"], last["last_hash"]) != (self._seq, self._hash):
            self._name("mark", self._seq)

    def _branch_off(self, kept: dict[str, Any]) -> None:
        """A lane goes on from the set it follows, in another lane of the same epoch."""
        fits = (each for each in kept["branches"] if chain(each, kept["body"]) == kept["hash"])
        self._seq, self._hash = kept["seq"] - 1, next(fits, self._hash)

    def _objection(self, kept: dict[str, Any]) -> str | None:
        if kept["seq"] != self._seq + 1:
            return "gap"
        if chain(self._hash, kept["body"]) != kept["hash"]:
            return "chain"
        key = self._keys.get(str(kept["seal"].get("key_id")))
        if key is None or not _is_sealed(key, kept["body"], kept["seal"]):
            return "seal"
        if kept["sig"].get("key_id") != kept["seal"].get("key_id"):
            return "signature"
        if not _is_signed(key, kept["body"], kept["sig"]):
            return "signature"
        return None if _agrees(kept, key) else "body"

    def _name(self, what: str, seq: int) -> None:
        if self._is_broken:
            return
        self._is_broken = True
        last = self._last
        self.problems.append(Problem(what, last["hall_id"], last["window_no"], last["epoch"], seq))


def _keys(connection: Admin) -> dict[str, _Key]:
    rows = connection.execute(_KEYS.encode()).fetchall()
    return {key_id: _Key(*rest) for key_id, *rest in rows}


def _sets(connection: Admin) -> Iterator[dict[str, Any]]:
    with connection.cursor("inbox", row_factory=dict_row) as cursor:
        cursor.itersize = _PAGE
        yield from cursor.execute(_SETS.encode())


def _is_sealed(key: _Key, body: bytes, seal: dict[str, str]) -> bool:
    inner = hashlib.sha256(key.ipad + body).digest()
    made = hashlib.sha256(key.opad + inner).hexdigest()
    return hmac.compare_digest(made, str(seal.get("value")))


def _is_signed(key: _Key, body: bytes, sig: dict[str, str]) -> bool:
    try:
        value = bytes.fromhex(sig["value"])
        Ed25519PublicKey.from_public_bytes(key.public_key).verify(value, body)
    except (InvalidSignature, ValueError, KeyError, TypeError):
        return False
    return True


def _agrees(kept: dict[str, Any], key: _Key) -> bool:
    """Whether what is kept beside the body says the same as the body."""
    if kept["status"] == "refused":
        return True
    try:
        said = decode(kept["body"])
    except ValueError:
        return False
    return (said.id, said.ws, said.epoch, said.seq, said.kind, said.person, said.person) == (
        kept["set_id"],
        kept["ws"],
        kept["epoch"] % LANES,
        kept["seq"],
        kept["kind"],
        kept["person"],
        key.owner,
    )


def _unexplained(connection: Admin) -> tuple[int, list[Problem]]:
    """Rows holding a value no applied change set ever said."""
    connection.execute(_SAID.encode())
    connection.execute("create index on pg_temp.said (key, col); analyze pg_temp.said")
    looked, problems = 0, []
    for name, model in synced_models().items():
        if model.sync_rule.reference:
            continue
        table = sql.Identifier(name)
        count = connection.execute(sql.SQL("select count(*) from hall.{}").format(table)).fetchone()
        looked += 0 if count is None else count[0]
        found = connection.execute(
            sql.SQL(_UNSAID).format(table=table), (["id", *STAMPS], name)
        ).fetchall()
        problems += [Problem("row", hall, 0, 0, 0, name, key) for key, hall in found]
    return looked, problems
