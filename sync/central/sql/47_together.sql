-- The quick path of ``push``: a whole batch at once, or not at all. It takes only batches in which
-- every set would be applied, and leaves what ``take_one_by_one`` would leave; a test compares the
-- two. At the first doubt it gives up, and the clear path decides set by set.

create or replace function sync.doubt() returns void
language plpgsql as $$
begin
    raise exception using errcode = 'CWDBT', message = 'not for the quick path';
end $$;

-- Raise at the first doubt.
create or replace function sync.doubt_if(p_is_doubtful boolean) returns void
language plpgsql as $$
begin
    if p_is_doubtful is not false then
        perform sync.doubt();
    end if;
end $$;

create or replace aggregate sync.merged(jsonb) (sfunc = jsonb_concat, stype = jsonb, initcond = '{}');

-- Heads of the sets of a batch, one element a set.
create or replace function sync.read_heads(
    p_me sync.workstation_sync, p_first bigint, p_docs jsonb[], p_seals jsonb,
    out persons uuid[], out mades timestamptz[], out kinds text[], out kvers integer[], out roles text[]
)
language plpgsql as $$
declare
    are_good boolean;
begin
    with keys as materialized (
        select kid, s.owner, s.roles from (
            select distinct e->>'key_id' as kid from jsonb_array_elements(p_seals) e) named,
            lateral sync.signer(named.kid) s
        where s.is_active and s.hall_id = p_me.hall_id
    ), heads as (
        select d.nth, d.doc, (d.doc->>'person')::uuid as person, (d.doc->>'made_at')::timestamptz as made_at,
            k.owner, d.doc->>'kind' as kind,
            (select min(r.role) from sync.kind_rule r where r.kind = d.doc->>'kind'
                and r.kver = (d.doc->>'kver')::integer and r.role = any (k.roles)) as role
        from rows from (unnest(p_docs), jsonb_array_elements(p_seals)) with ordinality d (doc, seal, nth)
        left join keys k on k.kid = d.seal->>'key_id'
        where d.doc is not null
        -- Once for all the arrays below.
        order by d.nth
    )
    select array_agg(person), array_agg(made_at), array_agg(kind),
        array_agg((doc->>'kver')::integer), array_agg(role),
        bool_and(coalesce(
            role is not null and owner = person and person::text = doc->>'person'
            and doc - '{id,ws,epoch,seq,kind,kver,person,made_at,rows}'::text[] = '{}'
            and doc->>'ws' = p_me.ws::text
            and doc->'epoch' = to_jsonb(p_me.epoch) and doc->>'epoch' = p_me.epoch::text
            and doc->'seq' = to_jsonb(p_first + nth - 1) and doc->>'seq' = (p_first + nth - 1)::text
            and jsonb_typeof(doc->'kver') = 'number' and (doc->>'kver')::integer::text = doc->>'kver'
            and (doc->>'id')::uuid::text = doc->>'id'
            and length(doc->>'made_at') = 27 and sync.wire_moment(made_at) = doc->>'made_at'
            and jsonb_array_length(doc->'rows') between 1 and 500, false))
    into persons, mades, kinds, kvers, roles, are_good from heads;
    perform sync.doubt_if(not are_good);
end $$;

-- Whether anything here could build on a parked set of this workstation.
create or replace function sync.may_depend(p_ws uuid, p_keys uuid[], p_sets jsonb[]) returns boolean
language sql stable as $$
    select exists (select from sync.parked_row k where k.ws = p_ws and k.key = any (p_keys || array(
        select v.value::uuid from unnest(p_sets) s, lateral jsonb_each_text(s) v
        where length(v.value) = 36 and sync.is_uuid(v.value))))
$$;

create or replace function sync.take_together(
    p_me sync.workstation_sync, p_first bigint, p_bodies bytea[], p_hashes bytea[], p_seals jsonb, p_sigs jsonb
) returns void
language plpgsql as $$
declare
    docs jsonb[];
    heads record;
    part record;
    longest integer;
    part_touched sync.touch[];
    touched sync.touch[] := '{}';
begin
    select array_agg(convert_from(b.body, 'UTF8')::jsonb order by b.nth), max(length(b.body)) into docs, longest
        from unnest(p_bodies) with ordinality b (body, nth);
    perform sync.doubt_if(longest > 262144);
    perform sync.write_as(p_me.epoch);
    heads := sync.read_heads(p_me, p_first, docs, p_seals);
    for part in
        select t.tbl, array_agg(e.n order by e.n, e.nth) as ns, array_agg(e.key order by e.n, e.nth) as keys,
            array_agg(e.op = 'insert' order by e.n, e.nth) as inserts,
            array_agg(e.base order by e.n, e.nth) as bases, array_agg(e.said order by e.n, e.nth) as sets,
            bool_and(coalesce(e.r - '{table,key,op,base_version,set}'::text[] = '{}' and e.key::text = e.r->>'key'
                and jsonb_typeof(e.r->'base_version') = 'number' and e.base::text = e.r->>'base_version'
                and e.base >= 0 and jsonb_typeof(e.said) = 'object' and (e.op = 'insert' or e.said <> '{}')
                and not t.reference and not (t.append_only and e.op = 'update')
                and e.said - k.columns = '{}', false)) as are_good
        from (
            select d.n::integer, f.nth::integer, f.r, f.r->>'table' as tbl, f.r->>'op' as op, f.r->'set' as said,
                (f.r->>'key')::uuid as key, (f.r->>'base_version')::integer as base, d.kind, d.kver, d.role
            from unnest(docs, heads.kinds, heads.kvers, heads.roles) with ordinality d (doc, kind, kver, role, n),
                lateral jsonb_array_elements(d.doc->'rows') with ordinality f (r, nth)) e
        left join sync.kind_rule k on k.kind = e.kind and k.kver = e.kver and k.role = e.role and k.tbl = e.tbl and k.op = e.op
        left join sync.table_rule t on t.tbl = e.tbl
        group by t.tbl, t.refers, t.rank order by t.rank
    loop
        perform sync.doubt_if(not part.are_good);
        if exists (select from sync.parked_row k where k.ws = p_me.ws) then
            perform sync.doubt_if(sync.may_depend(p_me.ws, part.keys, part.sets));
        end if;
        execute format('select sync.apply_%s($1, $2, $3, $4, $5, $6, $7, $8, $9)', part.tbl)
            into part_touched using p_me.ws, p_me.hall_id, part.ns, part.keys, part.inserts, part.bases, part.sets,
                heads.persons, heads.mades;
        touched := touched || part_touched;
    end loop;
    perform sync.announce(touched);
    insert into sync.inbox (ws, epoch, seq, set_id, kind, person, status, hash, body, seal, sig)
        select p_me.ws, p_me.epoch, p_first + b.nth - 1, (b.doc->>'id')::uuid, b.doc->>'kind',
            (b.doc->>'person')::uuid, 'applied', b.hash, b.body, b.seal, b.sig
        from rows from (unnest(p_bodies), unnest(p_hashes), unnest(docs), jsonb_array_elements(p_seals),
            jsonb_array_elements(p_sigs)) with ordinality b (body, hash, doc, seal, sig, nth)
        where b.body is not null;
end $$;
