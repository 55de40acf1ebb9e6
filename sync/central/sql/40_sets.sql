-- One change set: may this person do this, does it build on something parked, then its rows.

-- The signer of a key as things stand now; null for a key the centre does not know.
create or replace function sync.signer(p_key_id text) returns sync.signer
language sql stable as $$
    select (k.owner, k.hall_id,
        k.state = 'active' and coalesce(case when k.is_device then d.state else p.state end, '') = 'active',
        case when k.is_device then array['device:' || d.kind]
            else array(select jsonb_array_elements_text(p.roles)) end)::sync.signer
    from sync.seal_key k
    left join hall.person p on not k.is_device and p.id = k.owner
    left join hall.device d on k.is_device and d.id = k.owner
    where k.id::text = p_key_id
$$;

create or replace function sync.knows_kind(p_doc jsonb) returns boolean
language sql stable as $$
    select exists (select from sync.kind_rule
        where kind = p_doc->>'kind' and kver = (p_doc->>'kver')::integer)
$$;

-- Person, kind, role, tables and columns; raises the first reason against the set.
create or replace function sync.check_set(p_doc jsonb, p_signer sync.signer, p_hall integer) returns void
language plpgsql as $$
declare
    bad text;
begin
    if p_signer.owner <> (p_doc->>'person')::uuid or not p_signer.is_active or p_signer.hall_id <> p_hall then
        perform sync.end_set('refused', 'person');
    end if;
    if not sync.knows_kind(p_doc) then
        -- A program newer than this centre made it: it waits until the centre is brought up to date.
        perform sync.end_set(case when length(p_doc->>'kind') <= 40 then 'parked' else 'refused' end, 'kind');
    end if;
    if not exists (select from sync.kind_rule where kind = p_doc->>'kind'
        and kver = (p_doc->>'kver')::integer and role = any (p_signer.roles)) then
        perform sync.end_set('refused', 'role');
    end if;
    select r->>'table' into bad from jsonb_array_elements(p_doc->'rows') with ordinality e (r, nth)
        where not exists (select from sync.kind_rule k join sync.table_rule t using (tbl)
            where k.kind = p_doc->>'kind' and k.kver = (p_doc->>'kver')::integer
            and k.role = any (p_signer.roles) and k.tbl = r->>'table' and k.op = r->>'op'
            and not t.reference and not (t.append_only and k.op = 'update')
            and (r->'set') - k.columns = '{}')
        order by nth limit 1;
    if bad is not null then
        perform sync.end_set('refused', 'touch', jsonb_build_object('table', left(bad, 30)));
    end if;
end $$;

-- A set builds on a parked one of the same workstation: same row, or a row only that one would make.
create or replace function sync.check_depends(p_doc jsonb, p_ws uuid, p_epoch integer, p_seq bigint)
returns void
language plpgsql as $$
declare
    on_seq bigint;
begin
    select min(k.seq) into on_seq
    from jsonb_array_elements(p_doc->'rows') r
    join sync.table_rule t on t.tbl = r->>'table'
    cross join lateral (
        select r->>'table' as tbl, (r->>'key')::uuid as key, true as is_itself
        union all
        select f.value, case when sync.is_uuid(r->'set'->>f.key) then (r->'set'->>f.key)::uuid end, false
        from jsonb_each_text(t.refers) f
    ) need
    join sync.parked_row k on k.ws = p_ws and k.key = need.key and k.tbl = need.tbl
    where (k.epoch, k.seq) < (p_epoch, p_seq)
        and (need.is_itself or (k.op = 'insert' and not sync.row_exists(k.tbl, k.key)));
    if on_seq is not null then
        perform sync.end_set('parked', 'depends', jsonb_build_object('seq', on_seq));
    end if;
end $$;

create or replace function sync.row_exists(p_tbl text, p_key uuid) returns boolean
language plpgsql stable as $$
declare
    answer boolean;
begin
    execute format('select exists (select from hall.%I where id = $1)', p_tbl) into answer using p_key;
    return answer;
end $$;

-- Apply the rows of a set whose checks passed, parents before children.
create or replace function sync.apply_rows(p_doc jsonb, p_roles text[], p_ws uuid, p_hall integer)
returns sync.touch[]
language plpgsql as $$
declare
    item record;
    touched sync.touch;
    all_touched sync.touch[] := '{}';
    stamp jsonb := jsonb_build_object('made_by', p_doc->'person', 'made_ws', p_ws, 'made_at', p_doc->'made_at');
begin
    for item in
        select e.r, (select k.columns from sync.kind_rule k where k.kind = p_doc->>'kind'
            and k.kver = (p_doc->>'kver')::integer and k.role = any (p_roles)
            and k.tbl = t.tbl and k.op = 'update' order by k.role limit 1) as editable
        from jsonb_array_elements(p_doc->'rows') with ordinality e (r, nth)
        join sync.table_rule t on t.tbl = e.r->>'table'
        order by t.rank, e.nth
    loop
        touched := sync.apply_row(item.r, item.editable, p_ws, p_hall, stamp);
        if touched.key is not null then
            all_touched := all_touched || touched;
        end if;
    end loop;
    return all_touched;
end $$;

-- What became of one change set: ``applied`` with what it touched, or why not. Never raises for a
-- fault of the set itself; what is only weather (locks, disk, shutdown) ends the whole push.
create or replace function sync.apply_set(
    p_doc jsonb, p_signer sync.signer, p_me sync.workstation_sync, p_seq bigint,
    out status text, out code text, out detail jsonb, out touched sync.touch[]
)
language plpgsql as $$
declare
    said text;
begin
    status := 'applied';
    touched := '{}';
    if p_doc->'rows' = '[]' and exists (select from sync.choice c
        where (c.ws, c.epoch, c.seq) = (p_me.ws, p_me.epoch, p_seq)) then
        -- Everything in it was decided against: nothing is left to do.
        return;
    end if;
    if not sync.is_set(p_doc) then
        perform sync.end_set('refused', 'malformed');
    elsif p_doc->>'ws' <> p_me.ws::text or (p_doc->>'epoch')::integer <> p_me.epoch % 1000
        or (p_doc->>'seq')::bigint <> p_seq then
        perform sync.end_set('refused', 'place');
    elsif exists (select from sync.inbox i where i.set_id = (p_doc->>'id')::uuid
        and (i.ws, i.epoch, i.seq) <> (p_me.ws, p_me.epoch, p_seq)) then
        perform sync.end_set('refused', 'replay');
    end if;
    perform sync.check_set(p_doc, p_signer, p_me.hall_id);
    perform sync.check_depends(p_doc, p_me.ws, p_me.epoch, p_seq);
    perform sync.write_as(p_me.epoch);
    touched := sync.apply_rows(p_doc, p_signer.roles, p_me.ws, p_me.hall_id);
exception
    when sqlstate 'CWREF' or sqlstate 'CWPRK' then
        get stacked diagnostics code = message_text, said = pg_exception_detail;
        status := case sqlstate when 'CWPRK' then 'parked' else 'refused' end;
        detail := nullif(said, '')::jsonb;
        touched := '{}';
    when unique_violation then
        get stacked diagnostics said = table_name;
        status := 'parked';
        code := 'unique';
        detail := jsonb_build_object('table', said);
        touched := '{}';
    -- Classes 22 and 23: the value does not fit its column; the text would quote it.
    when data_exception or integrity_constraint_violation then
        get stacked diagnostics said = table_name;
        status := 'refused';
        code := 'value';
        detail := case when said <> '' then jsonb_build_object('table', said) else '{}' end;
        touched := '{}';
end $$;
