"""Generates how rows look on the wire and which feeds tell of their changes."""

import re
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Date, LargeBinary, Table
from sqlalchemy.types import TypeEngine

from counter.store.columns import Moment, Money, Percent
from counter.store.synced import SyncRule

# Appear in feeds through the rows they belong to, not through a scope of their own.
EXTRAS: Mapping[str, str] = {
    # A citizen is shown wherever it is a party; the empty scope records the change itself.
    "citizen": "select '' union all"
    " select distinct 'case:' || p.case_id from hall.\"party\" p where p.citizen_id = t.id",
}

# What else a change of this table makes visible; ``p`` are the touched rows.
AFTER: Mapping[str, str] = {
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


def is_silent(name: str, rule: SyncRule) -> bool:
    """Whether no feed tells of this table: nobody reads it, nobody edits it."""
    return not rule.scopes and name not in EXTRAS


def scopes(name: str, rule: SyncRule, row: str) -> list[str]:
    """SQL expressions of the feeds a row named ``row`` appears in."""
    return [_scope(template, row) for template in rule.scopes]


def image(table: Table, row: str, instead: Mapping[str, str] | None = None) -> str:
    """SQL of a row's wire form; ``instead`` gives other expressions for some columns."""
    fields = {c.name: f'{row}."{c.name}"' for c in table.columns} | dict(instead or {})
    pairs = [f"'{c.name}', {_wire(c.type, fields[c.name])}" for c in table.columns]
    # A function takes at most 100 arguments.
    return " || ".join(
        f"jsonb_build_object({', '.join(pairs[start : start + 45])})"
        for start in range(0, len(pairs), 45)
    )


def wire_function(name: str, table: Table) -> str:
    """``sync.wire(row)``: the wire form of one row."""
    return (
        f'create or replace function sync.wire(r hall."{name}") returns jsonb\n'
        f"language sql stable as $$ select {image(table, 'r')} $$"
    )


def present_function(name: str, table: Table) -> str:
    """``sync.present_<table>(key)``: the wire form of a row, which is locked; null without one."""
    # With a plan of its own that lasts, unlike a statement put together for each row.
    return f"""create or replace function sync.present_{name}(p_key uuid) returns jsonb
language plpgsql as $$
declare
    image jsonb;
begin
    select {image(table, "t")} into image from hall."{name}" t where t.id = p_key for no key update;
    return image;
end $$"""


def feed_function(name: str, rule: SyncRule) -> str:
    """``sync.feed_<table>(touched)``: announce present images; and ``sync.after_<table>``."""
    told = "" if is_silent(name, rule) else _told(name, rule)
    return f"""create or replace function sync.after_{name}(p sync.touch[]) returns void
language sql as $$ {AFTER.get(name, "")}$$;
create or replace function sync.feed_{name}(p sync.touch[]) returns void
language sql as $$ {told}select sync.after_{name}(p) $$"""


def _told(name: str, rule: SyncRule) -> str:
    every = [f"select {one}" for one in scopes(name, rule, "t")]
    every += [EXTRAS[name]] if name in EXTRAS else []
    return f"""insert into sync.change (ver, key, ws, scope, tbl, cols, "row")
select t.ver, t.id, u.ws, s.scope, '{name}', coalesce(u.cols, '{{}}'),
    case when s.scope <> '' then w.image end
from unnest(p) with ordinality u (tbl, key, ws, cols, nth)
join hall."{name}" t on t.id = u.key
cross join lateral (select sync.wire(t)) w (image)
cross join lateral ({" union all ".join(every)}) s (scope)
order by u.nth, s.scope;
"""


def _scope(template: str, row: str) -> str:
    parts = re.split(r"\{(\w+)\}", template)
    words = [
        f"'{word}'" if place % 2 == 0 else f'{row}."{word}"' for place, word in enumerate(parts)
    ]
    return " || ".join(word for word in words if word != "''")


def _wire(kind: TypeEngine[Any], field: str) -> str:
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
