"""The way a push would be taken without the quick path: a loop in PL/pgSQL, one EXECUTE a row.

It stands in for ``sync.take_together`` in a database of its own; seals, audit chain, mark and hint
are the product's. Each EXECUTE checks the base version, writes the row and its feed row at once.
"""

import psycopg

from counter.store.synced import synced_models

_TAKE = """
create or replace function sync.take_together(
    p_me sync.workstation_sync, p_first bigint, p_bodies bytea[], p_hashes bytea[], p_seals jsonb,
    p_sigs jsonb
) returns void
language plpgsql as $$
declare
    doc jsonb;
    item jsonb;
    stamp jsonb;
    scope text;
    made integer;
begin
    for n in 1 .. cardinality(p_bodies) loop
        doc := convert_from(p_bodies[n], 'UTF8')::jsonb;
        stamp := jsonb_build_object('hall_id', p_me.hall_id, 'ver', 1, 'made_by', doc->'person',
            'made_ws', p_me.ws, 'made_at', doc->'made_at');
        for item in select e from jsonb_array_elements(doc->'rows') e loop
            scope := case item->>'table' SCOPES end;
            if item->>'op' = 'insert' then
                execute format('with put as (insert into hall.%1$I select r.*
                        from jsonb_populate_record(null::hall.%1$I, $1) r returning *)
                    insert into sync.change (ver, key, ws, scope, tbl, cols, "row")
                    select put.ver, put.id, $2, $3, %1$L, array(select jsonb_object_keys($4)),
                        sync.wire(row(put.*)::hall.%1$I) from put where $3 is not null',
                    item->>'table')
                    using item->'set' || stamp || jsonb_build_object('id', item->'key'), p_me.ws,
                        scope, item->'set';
            else
                execute format('with put as (update hall.%1$I t set (ver, %2$s) = (select t.ver + 1,
                        %3$s from jsonb_populate_record(t, $1) r)
                    where t.id = $5 and t.ver = $6 returning t.*)
                    insert into sync.change (ver, key, ws, scope, tbl, cols, "row")
                    select put.ver, put.id, $2, $3, %1$L, array(select jsonb_object_keys($4)),
                        sync.wire(row(put.*)::hall.%1$I) from put', item->>'table',
                    (select string_agg(quote_ident(k), ', ') from jsonb_object_keys(item->'set') k),
                    (select string_agg('r.' || quote_ident(k), ', ')
                        from jsonb_object_keys(item->'set') k))
                    using item->'set', p_me.ws, scope, item->'set', (item->>'key')::uuid,
                        (item->>'base_version')::integer;
                get diagnostics made = row_count;
                assert made = 1, 'a base version differs';
            end if;
        end loop;
        insert into sync.inbox (ws, epoch, seq, set_id, kind, person, status, hash, body, seal, sig)
            values (p_me.ws, p_me.epoch, p_first + n - 1, (doc->>'id')::uuid, doc->>'kind',
                (doc->>'person')::uuid, 'applied', p_hashes[n], p_bodies[n], p_seals->(n - 1),
                p_sigs->(n - 1));
    end loop;
end $$
"""


def put_in(connection: psycopg.Connection[tuple[object, ...]]) -> None:
    """Let this database take its pushes row by row."""
    told = " ".join(
        f"when '{name}' then '{model.sync_rule.scopes[0].format(hall_id=1)}'"
        for name, model in synced_models().items()
        if model.sync_rule.scopes == ("hall:{hall_id}",)
    )
    connection.execute(_TAKE.replace("SCOPES", told).encode())
