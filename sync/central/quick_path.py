"""Generates, per table, how a batch of rows is judged and written at once (``47_together.sql``).

Each function takes the rows of one table out of one push, in their order, and either writes all of
them with their feed rows or raises a doubt. What it accepts, and what it leaves behind, is what
the row-by-row functions of ``30_rows.sql`` accept and leave; only there stand the reasons.
"""

import re
from collections.abc import Mapping

from sqlalchemy import Table

from counter.store.life_cycles import LIFE_CYCLES
from counter.store.synced import STAMPS, SyncRule, synced_models
from sync.central import feed

_HEAD = ("id", *STAMPS)


def apply_function(name: str, rule: SyncRule, table: Table, editable: tuple[str, ...]) -> str:
    """``sync.apply_<table>``; ``editable`` are the columns any kind may change."""
    parts = [
        _lock(name, rule) if editable else "",
        _without_known(name, table) if rule.shared else "",
        _moves(name) if name in LIFE_CYCLES else "",
        _delicate(rule, editable),
        _fold(name, table) if editable else _no_edits(),
        _conflicts(name) if editable else "",
        _parents(rule),
        _inserts(name, rule, table),
        _updates(name, rule, table, editable) if editable else "",
    ]
    return f"""create or replace function sync.apply_{name}(
    p_ws uuid, p_hall integer, p_ns integer[], p_keys uuid[], p_inserts boolean[],
    p_bases integer[], p_sets jsonb[], p_persons uuid[], p_mades timestamptz[]
) returns sync.touch[]
language plpgsql as $$
declare
    counts integer[];
    edits integer;
    is_bad boolean;
    touched sync.touch[];
begin
{"".join(parts)}    {_end(name, rule)}
end $$"""


def _lock(name: str, rule: SyncRule) -> str:
    """What is judged must stay so until it is written; in key order, or two pushes could wait for
    each other. A row that is only made is not judged by what is there, unless it is shared."""
    when = "true" if rule.shared else "false = any (p_inserts)"
    return f"""    if {when} then
        perform from hall."{name}" t where t.id = any (p_keys) order by t.id for no key update;
    end if;
"""


def _without_known(name: str, table: Table) -> str:
    """A row that is there already and says the same is nothing to do."""
    return f"""    if exists (select from hall."{name}" t where t.id = any (p_keys))
        and true = any (p_inserts)
    then
        select array_agg(a.n order by a.nth), array_agg(a.key order by a.nth),
            array_agg(a.is_new order by a.nth), array_agg(a.base order by a.nth),
            array_agg(a.said order by a.nth)
        into p_ns, p_keys, p_inserts, p_bases, p_sets
        from unnest(p_ns, p_keys, p_inserts, p_bases, p_sets) with ordinality
            a (n, key, is_new, base, said, nth)
        left join hall."{name}" t on t.id = a.key and a.is_new
        where not (t.id is not null and {feed.image(table, "t")} @> a.said
            and (select count(*) from unnest(p_keys) k where k = a.key) = 1);
        if p_keys is null then
            return '{{}}';
        end if;
    end if;
"""


def _moves(name: str) -> str:
    """Every change of state is in the life cycle, one after the other."""
    before = "coalesce(s.earlier, case when s.is_new then '' else t.state end)"
    return f"""    perform sync.doubt_if(exists (select from (
            select a.key, a.is_new, a.said->>'state' as after,
                lag(a.said->>'state') over (partition by a.key order by a.nth) as earlier
            from unnest(p_keys, p_inserts, p_sets) with ordinality a (key, is_new, said, nth)
            where a.said ? 'state') s
        left join hall."{name}" t on t.id = s.key
        where s.after is distinct from {before} and not exists (select from sync.transition m
            where m.tbl = '{name}' and m.from_state = {before} and m.to_state = s.after)));
"""


def _delicate(rule: SyncRule, editable: tuple[str, ...]) -> str:
    """Only the last value of a row edited twice is written: a uniqueness broken and mended in
    between would not be seen."""
    named = {word for one in rule.unique for word in (*one.columns, *re.findall(r"\w+", one.where))}
    delicate = [column for column in editable if column in named]
    if not delicate:
        return ""
    names = ",".join(delicate)
    return f"""    perform sync.doubt_if(exists (
        select from unnest(p_inserts, p_sets) a (is_new, said)
        where not a.is_new and a.said ?| '{{{names}}}'));
"""


def _no_edits() -> str:
    return """    perform sync.doubt_if(false = any (p_inserts)
        or (select count(distinct k) from unnest(p_keys) k) < cardinality(p_keys));
    counts := array_fill(1, array[cardinality(p_keys)]);
"""


def _fold(name: str, table: Table) -> str:
    """Several edits of one row become one: the last value of each column, versions counted."""
    return f"""    if (select count(distinct k) from unnest(p_keys) k) = cardinality(p_keys) then
        counts := array_fill(1, array[cardinality(p_keys)]);
    else
        perform sync.doubt_if(exists (select from unnest(p_ns, p_keys, p_inserts) with ordinality
                a (n, key, is_new, nth)
            group by a.key having count(distinct a.n) < count(*)
                or count(*) filter (where a.is_new) > 1
                or bool_or(a.is_new) and not (array_agg(a.is_new order by a.nth))[1]));
        -- What is overwritten at once must have been in its wire form too.
        perform sync.doubt_if(exists (select from
                (select k from unnest(p_keys) k group by k having count(*) > 1) many
            join unnest(p_keys, p_sets) a (key, said) on a.key = many.k
            cross join lateral jsonb_populate_record(null::hall."{name}", a.said) r
            where not {feed.image(table, "r")} @> a.said));
        select array_agg(f.n order by f.nth), array_agg(f.key order by f.nth),
            array_agg(f.is_new order by f.nth), array_agg(f.base order by f.nth),
            array_agg(f.said order by f.nth), array_agg(f.times order by f.nth)
        into p_ns, p_keys, p_inserts, p_bases, p_sets, counts from (
            select a.key, min(a.nth) as nth, min(a.n) as n, bool_or(a.is_new) as is_new,
                min(a.base) as base, count(*)::integer as times,
                sync.merged(a.said order by a.nth) as said
            from unnest(p_ns, p_keys, p_inserts, p_bases, p_sets) with ordinality
                a (n, key, is_new, base, said, nth)
            group by a.key) f;
    end if;
    select count(*) into edits from unnest(p_inserts) i where not i;
"""


def _conflicts(name: str) -> str:
    return f"""    if edits > 0 then
        perform sync.doubt_if(exists (
            select from unnest(p_keys, p_inserts, p_bases) a (key, is_new, base)
            join sync.change c on c.key = a.key and c.ver > a.base
            where not a.is_new and c.tbl = '{name}'
                and (c.ws <> p_ws or c.epoch not in (0, (select sync.author_epoch())))));
    end if;
"""


def _parents(rule: SyncRule) -> str:
    """Parents that belong to a hall are of this one; that they exist is a foreign key's matter."""
    models = synced_models()
    return "".join(
        f"""    perform sync.doubt_if(exists (select from unnest(p_sets) a (said)
        join hall."{parent}" o on o.id = (a.said->>'{column}')::uuid where o.hall_id <> p_hall));
"""
        for column, parent in rule.refers.items()
        if not models[parent].sync_rule.shared
    )


def _inserts(name: str, rule: SyncRule, table: Table) -> str:
    head = {
        "id": "a.key",
        "hall_id": "p_hall",
        "ver": "a.times",
        "made_by": "p_persons[a.n]",
        "made_ws": "p_ws",
        "made_at": "p_mades[a.n]",
    }
    columns = _columns(table)
    return f"""    if true = any (p_inserts) then
        with came as materialized (
            select {_named(head)}, {_listed(columns, "r")}, a.said,
                {feed.image(table, "r", head)} as image
            from unnest(p_keys, p_inserts, p_ns, counts, p_sets) a (key, is_new, n, times, said)
            cross join lateral jsonb_populate_record(null::hall."{name}", a.said) r
            where a.is_new),
        put as (insert into hall."{name}" ({_listed((*_HEAD, *columns))})
            select {_listed((*_HEAD, *columns), "c")} from came c){_told(name, rule)}
        select bool_or(not c.image @> c.said) into is_bad from came c;
        perform sync.doubt_if(is_bad);
    end if;
"""


def _updates(name: str, rule: SyncRule, table: Table, editable: tuple[str, ...]) -> str:
    head = {column: f'o."{column}"' for column in _HEAD} | {"ver": "(o.ver + a.times)"}
    columns = _columns(table)
    own_hall = "false" if rule.shared else "c.hall_id <> p_hall"
    return f"""    if edits > 0 then
        with came as materialized (
            select {_named(head)}, {_listed(columns, "r")}, a.said,
                {feed.image(table, "r", head)} as image
            from unnest(p_keys, p_inserts, counts, p_sets) a (key, is_new, times, said)
            join hall."{name}" o on o.id = a.key
            cross join lateral jsonb_populate_record(o, a.said) r
            where not a.is_new),
        put as (update hall."{name}" t
            set ver = c.ver, {", ".join(f'"{c}" = c."{c}"' for c in editable)}
            from came c where t.id = c.id){_told(name, rule)}
        select bool_or(not c.image @> c.said or {own_hall}) or count(*) <> edits into is_bad
            from came c;
        perform sync.doubt_if(is_bad);
    end if;
"""


def _told(name: str, rule: SyncRule) -> str:
    """Feed rows in the same breath, unless none are told or other rows decide where."""
    if feed.is_silent(name, rule) or name in feed.EXTRAS:
        return ""
    return "".join(
        f""",
        told_{nth} as (insert into sync.change (ver, key, ws, scope, tbl, cols, "row")
            select c.ver, c.id, p_ws, {scope}, '{name}',
                array(select jsonb_object_keys(c.said)), c.image
            from came c)"""
        for nth, scope in enumerate(feed.scopes(name, rule, "c"))
    )


def _end(name: str, rule: SyncRule) -> str:
    if feed.is_silent(name, rule) or (name not in feed.EXTRAS and name not in feed.AFTER):
        return "return '{}';"
    touches = f"""select array_agg(
            ('{name}', a.key, p_ws, array(select jsonb_object_keys(a.said)))::sync.touch)
        into touched from unnest(p_keys, p_sets) a (key, said);"""
    if name in feed.EXTRAS:
        return touches + "\n    return touched;"
    return touches + f"\n    perform sync.after_{name}(touched);\n    return '{{}}';"


def _columns(table: Table) -> tuple[str, ...]:
    return tuple(c.name for c in table.columns if c.name not in _HEAD)


def _named(head: Mapping[str, str]) -> str:
    return ", ".join(f'{head[column]} as "{column}"' for column in _HEAD)


def _listed(columns: tuple[str, ...], row: str = "") -> str:
    return ", ".join(f'{row}."{column}"' if row else f'"{column}"' for column in columns)
