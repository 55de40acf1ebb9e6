"""Turns the declaration of tables, kinds and life cycles into the centre's own rules: data for its
rule tables and one set of functions per table.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import Date, LargeBinary, Table
from sqlalchemy.types import TypeEngine

import counter.store.tables  # noqa: F401  (declares every model)
from counter.store.columns import Moment, Money, Percent
from counter.store.kinds import ALL, KINDS, Kind, Touch
from counter.store.life_cycles import LIFE_CYCLES, moves
from counter.store.synced import STAMPS, SyncRule, group_of, synced_models

Row = tuple[Any, ...]

# Appear in feeds through the rows they belong to, not through a scope of their own.
_FEED_EXTRAS = {
    # A citizen is shown wherever it is a party; the empty scope records the change itself.
    "citizen": " union all select '' union all"
    " select distinct 'case:' || p.case_id from hall.\"party\" p where p.citizen_id = t.id",
}


def table_rules() -> list[Row]:
    """Rows of ``sync.table_rule``."""
    return [
        (
            name,
            rank,
            rule.append_only,
            rule.reference,
            rule.shared,
            json.dumps({column: group_of(rule, column) for column in wire_columns(table)}),
            json.dumps(rule.refers),
        )
        for rank, (name, rule, table) in enumerate(_declared())
    ]


def kind_rules() -> list[Row]:
    """Rows of ``sync.kind_rule``: every kind, role, table and operation with its columns."""
    return [
        (kind.name, kind.version, role, table, op, list(columns))
        for kind in KINDS.values()
        for table, op, columns in allowed(kind)
        for role in kind.roles
    ]


def allowed(kind: Kind) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """What one kind may do: (table, operation, columns)."""
    models = synced_models()
    for name, touch in kind.touches.items():
        every = tuple(wire_columns(models[name].__table__))
        if touch.insert:
            yield name, "insert", every
        if touch.update:
            yield name, "update", _named(touch, every)


def transitions() -> list[Row]:
    """Rows of ``sync.transition``."""
    return [(table, before, after) for table in LIFE_CYCLES for before, after in moves(table)]


def functions() -> Iterator[str]:
    """One script per table: its wire form and how its changes are announced."""
    for name, rule, table in _declared():
        yield _wire_function(name, table)
        if rule.scopes or name in _FEED_EXTRAS:
            yield _feed_function(name, rule)
        else:
            yield _silent_feed_function(name)


def wire_columns(table: Table) -> list[str]:
    """The columns a change set may name."""
    return [c.name for c in table.columns if c.name != "id" and c.name not in STAMPS]


def checksum(parts: Iterable[str]) -> str:
    """What tells one installed declaration from another."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part.encode() + b"\0")
    return digest.hexdigest()


def fingerprint() -> str:
    """The checksum of everything this module gives."""
    data = [table_rules(), sorted(kind_rules()), sorted(transitions())]
    return checksum([*functions(), json.dumps(data, ensure_ascii=False)])


def _declared() -> Iterator[tuple[str, SyncRule, Table]]:
    for name, model in synced_models().items():
        yield name, model.sync_rule, model.__table__


def _named(touch: Touch, every: tuple[str, ...]) -> tuple[str, ...]:
    return every if ALL in touch.update else touch.update


def _wire_function(name: str, table: Table) -> str:
    pairs = [f"'{c.name}', {_wire(c.type, c.name)}" for c in table.columns]
    # A function takes at most 100 arguments.
    built = " || ".join(
        f"jsonb_build_object({', '.join(pairs[start : start + 45])})"
        for start in range(0, len(pairs), 45)
    )
    return (
        f'create or replace function sync.wire(r hall."{name}") returns jsonb\n'
        f"language sql stable as $$ select {built} $$"
    )


def _wire(kind: TypeEngine[Any], column: str) -> str:
    field = f'r."{column}"'
    match kind:
        case Money():
            return f"sync.wire_money({field})"
        case Percent():
            return f"sync.wire_percent({field})"
        case Moment():
            return f"sync.wire_moment({field})"
        case Date():
            return f"sync.wire_date({field})"
        case LargeBinary():
            return f"sync.wire_bytes({field})"
        case _:
            return field


def _feed_function(name: str, rule: SyncRule) -> str:
    scopes = " union all ".join(f"select {_scope(template)}" for template in rule.scopes)
    scopes = (scopes + _FEED_EXTRAS.get(name, "")).removeprefix(" union all ")
    more = _AFTER_FEED.get(name, "")
    return f"""create or replace function sync.feed_{name}(p sync.touch[]) returns void
language sql as $$
insert into sync.change (ver, key, ws, scope, tbl, cols, "row")
select t.ver, t.id, u.ws, s.scope, '{name}', coalesce(u.cols, '{{}}'),
    case when s.scope <> '' then w.image end
from unnest(p) with ordinality u (tbl, key, ws, cols, nth)
join hall."{name}" t on t.id = u.key
cross join lateral (select sync.wire(t)) w (image)
cross join lateral ({scopes}) s (scope)
order by u.nth, s.scope;
{more}$$"""


# What other rows a change of this table makes visible.
_AFTER_FEED = {
    # The citizen's image comes into the feed of the case with its party.
    "party": """insert into sync.change (ver, key, ws, scope, tbl, cols, "row")
select c.ver, c.id, u.ws, 'case:' || t.case_id, 'citizen', '{}', sync.wire(c)
from unnest(p) with ordinality u (tbl, key, ws, cols, nth)
join hall."party" t on t.id = u.key
join hall."citizen" c on c.id = t.citizen_id
where 'citizen_id' = any (u.cols)
order by u.nth;
""",
    # The taker-in reads the case from now on; its summary row is derived.
    "case": """insert into sync.subscription (ws, scope)
select u.ws, 'case:' || u.key from unnest(p) u where 'number' = any (u.cols)
on conflict do nothing;
select sync.derive_work_items(p);
""",
}


def _silent_feed_function(name: str) -> str:
    # Nobody reads it and nobody edits it: it is in the inbox, that is enough.
    return (
        f"create or replace function sync.feed_{name}(p sync.touch[]) returns void\n"
        "language sql as $$ $$"
    )


def _scope(template: str) -> str:
    parts = re.split(r"\{(\w+)\}", template)
    words = [f"'{word}'" if place % 2 == 0 else f't."{word}"' for place, word in enumerate(parts)]
    return " || ".join(word for word in words if word != "''")
