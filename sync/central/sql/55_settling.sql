-- Open sets (待核对): both versions shown to a person, whose decision is a change set; the set is
-- then taken again as chosen, with every rule applied again.

-- The columns of ours that were decided against are left out; what else the set holds stays.
create or replace function sync.as_chosen(p_doc jsonb, p_ws uuid, p_epoch integer, p_seq bigint) returns jsonb
language sql stable as $$
    select jsonb_set(p_doc, '{rows}', coalesce(jsonb_agg(e.kept order by e.nth)
        filter (where e.op = 'insert' or e.kept->'set' <> '{}'), '[]'))
    from (
        select r.nth, r.r->>'op' as op,
            case when c.ws is null then r.r else jsonb_set(r.r, '{set}', (r.r->'set') - c.theirs) end as kept
        from jsonb_array_elements(p_doc->'rows') with ordinality r (r, nth)
        left join sync.choice c on (c.ws, c.epoch, c.seq) = (p_ws, p_epoch, p_seq)
            and c.tbl = r.r->>'table' and c.key::text = r.r->>'key'
    ) e
$$;

-- Act on the decisions among sets just taken; says whether there were any.
create or replace function sync.settle_new(p_me sync.workstation_sync, p_first bigint, p_count integer)
returns boolean
language plpgsql as $$
declare
    made record;
    is_any boolean := false;
begin
    for made in
        select i.kind, i.body from sync.inbox i
        where i.ws = p_me.ws and i.epoch = p_me.epoch and i.seq between p_first and p_first + p_count - 1
            and i.kind in ('parked.decide', 'parked.merge') and i.status = 'applied'
        order by i.seq
    loop
        perform sync.settle(p_me, made.kind, d) from hall."decision" d
            where d.id in (select (r->>'key')::uuid from jsonb_array_elements(sync.read_body(made.body)->'rows') r
                where r->>'table' = 'decision');
        is_any := true;
    end loop;
    return is_any;
end $$;

-- One decision. A clerk decides on the own window's sets, one side whole; the rest is the
-- supervisor's. What is closed by now, or of another hall, is left alone.
create or replace function sync.settle(p_me sync.workstation_sync, p_kind text, p_said hall."decision")
returns void
language plpgsql as $$
declare
    kept sync.inbox;
    columns text[];
    ours text[];
begin
    select i.* into kept from sync.inbox i join sync.workstation_sync w on w.ws = i.ws
        where (i.ws, i.epoch, i.seq) = (p_said.of_ws, p_said.of_epoch, p_said.of_seq)
        and w.hall_id = p_me.hall_id and i.status in ('parked', 'refused') for update of i;
    if not found
        or p_kind = 'parked.decide' and (kept.ws <> p_me.ws or p_said.verdict = 'merged') then
        return;
    end if;
    if p_said.verdict = 'dropped' then
        perform sync.drop_set(kept.ws, kept.epoch, kept.seq);
        return;
    elsif kept.status = 'refused' then
        return;
    elsif p_said.verdict in ('ours', 'theirs', 'merged') and kept.code = 'conflict' then
        columns := array(select jsonb_array_elements_text(kept.detail->'columns'));
        ours := case p_said.verdict when 'ours' then columns when 'theirs' then '{}'
            else array(select c from unnest(columns) c where p_said.ours ? c) end;
        insert into sync.choice (ws, epoch, seq, tbl, key, ver, ours, theirs)
            values (kept.ws, kept.epoch, kept.seq, kept.detail->>'table', (kept.detail->>'key')::uuid,
                coalesce(p_said.seen_ver, 0), ours, array(select c from unnest(columns) c where c <> all (ours)))
            on conflict (ws, epoch, seq, tbl, key) do update
                set ver = excluded.ver, ours = excluded.ours,
                    theirs = array(select distinct t from unnest(choice.theirs || excluded.theirs) t);
    elsif p_said.verdict <> 'again' then
        return;
    end if;
    if not sync.retry_set(kept.ws, kept.epoch, kept.seq) then
        perform sync.announce_head(sync.sender(kept.ws, kept.epoch), kept.seq);
    end if;
end $$;

-- Close a set without applying it, and with it what cannot be without it: sets that build on a row
-- only this one would have made.
create or replace function sync.drop_set(p_ws uuid, p_epoch integer, p_seq bigint) returns void
language plpgsql as $$
declare
    makes boolean := exists (select from sync.parked_row k where (k.ws, k.epoch, k.seq) = (p_ws, p_epoch, p_seq)
        and k.op = 'insert' and not sync.row_exists(k.tbl, k.key));
    later bigint;
begin
    update sync.inbox set status = 'dropped' where (ws, epoch, seq) = (p_ws, p_epoch, p_seq);
    delete from sync.awaited where (ws, epoch, seq) = (p_ws, p_epoch, p_seq);
    delete from sync.parked_row where (ws, epoch, seq) = (p_ws, p_epoch, p_seq);
    perform sync.announce_head(sync.sender(p_ws, p_epoch), p_seq);
    if makes then
        for later in select i.seq from sync.inbox i where i.ws = p_ws and i.epoch = p_epoch and i.status = 'parked'
            and i.code = 'depends' and (i.detail->>'seq')::bigint = p_seq order by i.seq
        loop
            perform sync.drop_set(p_ws, p_epoch, later);
        end loop;
    end if;
end $$;

create or replace function sync.open_head(p_set sync.inbox, p_window integer) returns jsonb
language sql stable as $$
    select jsonb_build_object('ws', p_set.ws, 'epoch', p_set.epoch, 'seq', p_set.seq, 'window_no', p_window,
        'kind', p_set.kind, 'person', p_set.person, 'status', p_set.status, 'code', p_set.code,
        'received_at', sync.wire_moment(p_set.received_at),
        'waiting', (select count(*) from sync.inbox i where i.ws = p_set.ws and i.epoch = p_set.epoch
            and i.status = 'parked' and i.code = 'depends' and (i.detail->>'seq')::bigint = p_set.seq))
$$;

-- The hall's open sets, oldest first, without a single value.
create or replace function api.open_sets() returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp set datestyle = 'ISO, YMD' as $$
declare
    me sync.workstation_sync := sync.me();
begin
    return coalesce((select jsonb_agg(sync.open_head(o.i, o.window_no) order by (o.i).received_at, (o.i).seq) from (
        select i, w.window_no from sync.inbox i join sync.workstation_sync w on w.ws = i.ws
        where w.hall_id = me.hall_id and i.status in ('parked', 'refused')
        order by i.received_at, i.seq limit 200) o), '[]');
end $$;

-- One open set of the hall with both versions of what conflicts; nothing when it is closed. Who
-- looked is on record.
create or replace function api.open_set(of_ws uuid, of_epoch integer, of_seq bigint) returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp set datestyle = 'ISO, YMD' as $$
declare
    me sync.workstation_sync;
    kept sync.inbox;
    window_no integer;
begin
    if of_ws is null or of_epoch is null or of_seq is null then
        perform sync.stop('CW001');
    end if;
    me := sync.me();
    select i.* into kept from sync.inbox i join sync.workstation_sync w on w.ws = i.ws
        where (i.ws, i.epoch, i.seq) = (of_ws, of_epoch, of_seq) and w.hall_id = me.hall_id
        and i.status in ('parked', 'refused');
    if not found then
        return null;
    end if;
    select w.window_no into window_no from sync.workstation_sync w where w.ws = kept.ws;
    insert into sync.viewed (ws, of_ws, of_epoch, of_seq) values (me.ws, of_ws, of_epoch, of_seq);
    return sync.open_head(kept, window_no) || jsonb_build_object('detail', kept.detail,
        'by_window', (select w.window_no from sync.workstation_sync w where w.ws::text = kept.detail->>'by'));
end $$;
