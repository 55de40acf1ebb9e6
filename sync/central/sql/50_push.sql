-- Receiving change sets: one call, one transaction, one mark.

-- How many of the sets, from the first, carry a seal that only a known key could have made.
create or replace function sync.count_sealed(p_bodies bytea[], p_seals jsonb, p_sigs jsonb) returns integer
language sql stable as $$
    with keys as materialized (
        select kid, k.ipad, k.opad from (
            select distinct e->>'key_id' as kid from jsonb_array_elements(p_seals) e) named
        join sync.seal_key k on k.id = case when sync.is_uuid(named.kid) then named.kid::uuid end
    )
    select coalesce(min(nth) - 1, cardinality(p_bodies))::integer from (
        select b.nth,
            b.seal->>'alg' = 'hmac-sha256' and b.sig->>'alg' = 'ed25519'
            and b.seal->>'key_id' = b.sig->>'key_id'
            -- A counted repetition would cost more than all the rest.
            and length(b.sig->>'value') = 128 and b.sig->>'value' !~ '[^0-9a-f]'
            and b.seal->>'value' = encode(sha256(k.opad || sha256(k.ipad || b.body)), 'hex') as is_good
        from rows from (unnest(p_bodies), jsonb_array_elements(p_seals), jsonb_array_elements(p_sigs))
            with ordinality b (body, seal, sig, nth)
        left join keys k on k.kid = b.seal->>'key_id'
    ) judged where is_good is not true
$$;

-- Seals or signatures as they are kept, from the short form a desk may send: what many have in
-- common once, ``{heads: [{alg, key_id}], made: [[head, value]]}``. A head is short, or few bytes
-- could ask for much memory. With ``more`` beside the seals another push follows at once.
create or replace function sync.at_length(p_marks jsonb) returns jsonb
language plpgsql immutable as $$
declare
    heads jsonb := p_marks->'heads';
begin
    if jsonb_typeof(p_marks) is distinct from 'object' then
        return p_marks;
    elsif exists (select from jsonb_array_elements(heads) h where length(h::text) > 200) then
        perform sync.stop('CW001');
    end if;
    return (select jsonb_agg((heads->(m->0)::integer) || jsonb_build_object('value', m->1) order by nth)
        from jsonb_array_elements(p_marks->'made') with ordinality l (m, nth));
exception when data_exception then
    perform sync.stop('CW001');
end $$;

create or replace function sync.check_push_arguments(
    p_epoch integer, p_first bigint, p_bodies bytea[], p_seals jsonb, p_sigs jsonb
) returns void
language plpgsql as $$
begin
    if p_epoch is null or p_first is null or p_first < 1 or p_bodies is null or p_seals is null or p_sigs is null
        or array_ndims(p_bodies) is distinct from 1 or array_lower(p_bodies, 1) <> 1
        or cardinality(p_bodies) > 1000 or array_position(p_bodies, null) is not null
        or jsonb_typeof(p_seals) <> 'array' or jsonb_typeof(p_sigs) <> 'array'
    then
        perform sync.stop('CW001');
    elsif jsonb_array_length(p_seals) <> cardinality(p_bodies)
        or jsonb_array_length(p_sigs) <> cardinality(p_bodies)
    then
        perform sync.stop('CW001');
    end if;
end $$;

-- The first already known number whose bytes differ from what is kept: two files claim one place.
create or replace function sync.find_fork(p_me sync.workstation_sync, p_first bigint, p_bodies bytea[])
returns bigint
language sql stable as $$
    select min(i.seq) from unnest(p_bodies) with ordinality b (body, nth)
    join sync.inbox i on i.ws = p_me.ws and i.epoch = p_me.epoch and i.seq = p_first + b.nth - 1
    where i.body <> b.body
$$;

-- Keep a parked or refused set findable: its rows block what builds on them, its head is announced
-- to the hall without a single value.
create or replace function sync.keep_open(
    p_me sync.workstation_sync, p_seq bigint, p_doc jsonb, p_code text, p_detail jsonb
) returns void
language plpgsql as $$
begin
    if not sync.is_set(p_doc) then
        return;
    end if;
    insert into sync.parked_row (ws, epoch, seq, tbl, key, op)
        select p_me.ws, p_me.epoch, p_seq, left(r->>'table', 30), (r->>'key')::uuid, r->>'op'
        from jsonb_array_elements(p_doc->'rows') r;
    if p_code = 'missing' then
        insert into sync.awaited (ws, epoch, seq, tbl, key)
            values (p_me.ws, p_me.epoch, p_seq, p_detail->>'table', (p_detail->>'key')::uuid);
    end if;
end $$;

create or replace function sync.announce_head(p_me sync.workstation_sync, p_seq bigint) returns void
language sql as $$
    insert into sync.change (ver, key, ws, scope, tbl, cols, "row")
    select case when i.status in ('parked', 'refused') then 1 else 2 end,
        md5(format('%s:%s:%s', i.ws, i.epoch, i.seq))::uuid, i.ws, 'hall:' || p_me.hall_id, 'parked_head', '{}',
        jsonb_build_object('seq', i.seq, 'epoch', i.epoch, 'ws', i.ws, 'window_no', p_me.window_no, 'kind', i.kind,
            'person', i.person, 'status', i.status, 'code', i.code)
    from sync.inbox i where i.ws = p_me.ws and i.epoch = p_me.epoch and i.seq = p_seq
$$;

-- Store one set with what became of it.
create or replace function sync.store_set(
    p_me sync.workstation_sync, p_seq bigint, p_body bytea, p_hash bytea, p_seal jsonb, p_sig jsonb,
    p_doc jsonb, p_status text, p_code text, p_detail jsonb
) returns void
language plpgsql as $$
begin
    insert into sync.inbox (ws, epoch, seq, set_id, kind, person, status, code, detail, hash, body, seal, sig)
    select p_me.ws, p_me.epoch, p_seq,
        -- A refused set may carry a number or a kind that is not its own to use.
        case when p_status <> 'refused' then (p_doc->>'id')::uuid end,
        case when p_status <> 'refused' or p_code not in ('malformed', 'kind') then p_doc->>'kind' end,
        case when p_code is null or p_code <> 'malformed' then (p_doc->>'person')::uuid end,
        p_status, p_code, p_detail, p_hash, p_body, p_seal, p_sig;
    if p_status <> 'applied' then
        perform sync.keep_open(p_me, p_seq, p_doc, p_code, p_detail);
        perform sync.announce_head(p_me, p_seq);
    end if;
end $$;

-- The clear path: set by set, row by row, each set in a savepoint of its own.
create or replace function sync.take_one_by_one(
    p_me sync.workstation_sync, p_first bigint, p_bodies bytea[], p_hashes bytea[], p_seals jsonb, p_sigs jsonb
) returns void
language plpgsql as $$
declare
    doc jsonb;
    outcome record;
    touched sync.touch[] := '{}';
begin
    for n in 1 .. cardinality(p_bodies) loop
        doc := sync.read_body(p_bodies[n]);
        outcome := sync.apply_set(doc, sync.signer(p_seals->(n - 1)->>'key_id'), p_me, p_first + n - 1);
        touched := touched || outcome.touched;
        perform sync.store_set(p_me, p_first + n - 1, p_bodies[n], p_hashes[n], p_seals->(n - 1), p_sigs->(n - 1),
            doc, outcome.status, outcome.code, outcome.detail);
    end loop;
    perform sync.announce(touched);
end $$;

-- Column names in the order jsonb keeps its keys in: shorter ones first.
create or replace function sync.key_order(p_names text[]) returns text[]
language sql immutable as $$
    select coalesce(array_agg(n order by octet_length(n), n collate "C"), '{}') from unnest(p_names) n
    where n is not null
$$;

-- Fold what was touched to one feed row per row and workstation, and write the feed, parents first.
create or replace function sync.announce(p_touched sync.touch[]) returns void
language plpgsql as $$
declare
    part record;
begin
    for part in
        select f.tbl, array_agg((f.tbl, f.key, f.ws, f.cols)::sync.touch order by f.key, f.ws) as touches
        from (select t.tbl, t.key, t.ws, sync.key_order(array_agg(distinct c)) as cols
            from unnest(p_touched) t left join unnest(t.cols) c on true group by t.tbl, t.key, t.ws) f
        join sync.table_rule r on r.tbl = f.tbl
        group by f.tbl, r.rank order by r.rank
    loop
        execute format('select sync.feed_%s($1)', part.tbl) using part.touches;
    end loop;
end $$;

-- Sets that wait for a row which is there now, or for a version of their kind, and what waits behind
-- them, whoever sent them.
create or replace function sync.retry_waiting() returns void
language plpgsql as $$
declare
    waiting record;
    has_moved boolean := true;
begin
    while has_moved loop
        has_moved := false;
        for waiting in
            select i.ws, i.epoch, i.seq from sync.inbox i
            where i.status = 'parked' and (
                exists (select from sync.awaited a where (a.ws, a.epoch, a.seq) = (i.ws, i.epoch, i.seq)
                    and sync.row_exists(a.tbl, a.key))
                or i.code = 'kind' and sync.knows_kind(sync.read_body(i.body))
                or i.code = 'depends' and not exists (select from sync.parked_row k where k.ws = i.ws
                    and k.epoch = i.epoch and k.seq = (i.detail->>'seq')::bigint))
            order by i.ws, i.epoch, i.seq
            for update of i skip locked
        loop
            has_moved := sync.retry_set(waiting.ws, waiting.epoch, waiting.seq) or has_moved;
        end loop;
    end loop;
end $$;

-- The workstation as the sender of one of its sets, made under an earlier epoch perhaps: what a
-- replaced machine sent is not lost with it.
create or replace function sync.sender(p_ws uuid, p_epoch integer) returns sync.workstation_sync
language plpgsql stable as $$
declare
    found_ws sync.workstation_sync;
begin
    select * into strict found_ws from sync.workstation_sync where ws = p_ws;
    found_ws.epoch := p_epoch;
    return found_ws;
end $$;

create or replace function sync.retry_set(p_ws uuid, p_epoch integer, p_seq bigint) returns boolean
language plpgsql as $$
declare
    kept sync.inbox;
    me sync.workstation_sync;
    doc jsonb;
    outcome record;
begin
    select * into strict kept from sync.inbox where (ws, epoch, seq) = (p_ws, p_epoch, p_seq);
    me := sync.sender(p_ws, p_epoch);
    doc := sync.as_chosen(sync.read_body(kept.body), p_ws, p_epoch, p_seq);
    delete from sync.awaited where (ws, epoch, seq) = (p_ws, p_epoch, p_seq);
    delete from sync.parked_row where (ws, epoch, seq) = (p_ws, p_epoch, p_seq);
    outcome := sync.apply_set(doc, sync.signer(kept.seal->>'key_id'), me, p_seq);
    update sync.inbox set status = outcome.status, code = outcome.code, detail = outcome.detail
        where (ws, epoch, seq) = (p_ws, p_epoch, p_seq);
    if outcome.status <> 'applied' then
        perform sync.keep_open(me, p_seq, doc, outcome.code, outcome.detail);
    else
        perform sync.announce_head(me, p_seq);
        perform sync.announce(outcome.touched);
    end if;
    return outcome.status = 'applied';
end $$;

create or replace function sync.push_answer(
    p_me sync.workstation_sync, p_first bigint, p_stopped jsonb
) returns jsonb
language sql as $$
    select jsonb_build_object('hwm', w.hwm, 'xid', pg_current_xact_id()::text::bigint, 'incarnation', c.incarnation,
        'server_time', sync.wire_moment(clock_timestamp()), 'stopped', p_stopped,
        'results', coalesce((select jsonb_agg(jsonb_build_object('seq', i.seq, 'status', i.status, 'code', i.code,
                'detail', i.detail) order by i.seq)
            from sync.inbox i where i.ws = w.ws and i.epoch = w.epoch and i.seq between p_first and w.hwm
            and i.status in ('parked', 'refused')), '[]'))
    from sync.workstation_sync w, sync.centre c where w.ws = p_me.ws
$$;

create or replace function sync.stopped(p_seq bigint, p_code text) returns jsonb
language sql immutable as $$
    select jsonb_build_object('seq', p_seq, 'code', p_code)
$$;

-- The audit chain goes on: SHA-256(previous hash | body).
create or replace function sync.chain(p_last bytea, p_bodies bytea[]) returns bytea[]
language plpgsql immutable as $$
declare
    link bytea := p_last;
    hashes bytea[] := '{}';
    body bytea;
begin
    foreach body in array p_bodies loop
        link := sha256(link || body);
        hashes := hashes || link;
    end loop;
    return hashes;
end $$;

-- The first of the paths that takes these sets: all at once; else in slices, so that one odd set
-- slows its neighbours only; else one by one.
create or replace function sync.take(
    p_me sync.workstation_sync, p_first bigint, p_bodies bytea[], p_hashes bytea[], p_seals jsonb, p_sigs jsonb
) returns void
language plpgsql as $$
declare
    slice constant integer := 25;
begin
    perform sync.take_together(p_me, p_first, p_bodies, p_hashes, p_seals, p_sigs);
-- Any doubt, and whatever a value or a constraint objects to, is for the path that knows which set it is.
exception when sqlstate 'CWDBT' or data_exception or integrity_constraint_violation
    or statement_too_complex or program_limit_exceeded then
    if cardinality(p_bodies) <= slice then
        perform sync.take_one_by_one(p_me, p_first, p_bodies, p_hashes, p_seals, p_sigs);
        return;
    end if;
    for done in 0 .. cardinality(p_bodies) - 1 by slice loop
        perform sync.take(p_me, p_first + done, p_bodies[done + 1:done + slice], p_hashes[done + 1:done + slice],
            sync.without_first(p_seals, done), sync.without_first(p_sigs, done));
    end loop;
end $$;

-- Take the new sets: those not yet known, up to the first whose seal is wrong.
create or replace function sync.take_new(
    p_me sync.workstation_sync, p_first bigint, p_bodies bytea[], p_seals jsonb, p_sigs jsonb, p_has_more boolean
) returns void
language plpgsql as $$
declare
    hashes bytea[] := sync.chain(p_me.last_hash, p_bodies);
begin
    perform sync.take(p_me, p_first, p_bodies, hashes, p_seals, p_sigs);
    update sync.workstation_sync set hwm = p_first + cardinality(p_bodies) - 1,
        last_hash = hashes[cardinality(hashes)], last_seen = clock_timestamp() where ws = p_me.ws;
    if sync.settle_new(p_me, p_first, cardinality(p_bodies)) or exists (select from sync.awaited) then
        perform sync.retry_waiting();
    end if;
    -- Every listener of the database is woken by a hint; while a backlog comes in, once is enough.
    if not p_has_more then
        perform pg_notify('feed_' || p_me.hall_id, '');
    end if;
end $$;

create or replace function sync.without_first(p_list jsonb, p_count integer) returns jsonb
language sql immutable as $$
    select coalesce(jsonb_agg(e order by nth), '[]') from jsonb_array_elements(p_list) with ordinality l (e, nth)
    where nth > p_count
$$;

create or replace function api.push(epoch integer, first_seq bigint, bodies bytea[], seals jsonb, sigs jsonb)
returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp set datestyle = 'ISO, YMD' set lock_timeout = '5s' as $$
declare
    me sync.workstation_sync;
    known integer;
    sealed integer;
    fork bigint;
    has_more boolean := coalesce(jsonb_typeof(seals) = 'object' and seals->'more' = 'true', false);
begin
    seals := sync.at_length(seals);
    sigs := sync.at_length(sigs);
    perform sync.check_push_arguments(epoch, first_seq, bodies, seals, sigs);
    me := sync.me(true);
    if me.epoch <> epoch then
        return sync.push_answer(me, first_seq, sync.stopped(first_seq, 'epoch'));
    elsif me.state <> 'active' then
        return sync.push_answer(me, first_seq, sync.stopped(first_seq, 'state'));
    elsif first_seq > me.hwm + 1 then
        return sync.push_answer(me, first_seq, sync.stopped(first_seq, 'gap'));
    end if;
    known := least(me.hwm - first_seq + 1, cardinality(bodies));
    if known > 0 then
        fork := sync.find_fork(me, first_seq, bodies[1:known]);
        if fork is not null then
            perform sync.quarantine(me.ws);
            return sync.push_answer(me, first_seq, sync.stopped(fork, 'fork'));
        end if;
    end if;
    if known > 0 then
        bodies := bodies[known + 1:];
        seals := sync.without_first(seals, known);
        sigs := sync.without_first(sigs, known);
    end if;
    if cardinality(bodies) = 0 then
        return sync.push_answer(me, first_seq, null);
    end if;
    sealed := sync.count_sealed(bodies, seals, sigs);
    if sealed > 0 then
        perform sync.take_new(me, me.hwm + 1, bodies[1:sealed], seals, sigs, has_more);
    end if;
    return sync.push_answer(me, first_seq,
        case when sealed < cardinality(bodies) then sync.stopped(me.hwm + 1 + sealed, 'seal') end);
end $$;

create or replace function sync.quarantine(p_ws uuid) returns void
language plpgsql as $$
declare
    key uuid := p_ws;
begin
    update sync.workstation_sync set state = 'quarantined' where ws = p_ws;
    update hall."workstation" set state = 'quarantined', ver = ver + 1 where id = p_ws;
    perform sync.announce(array[('workstation', key, key, '{state}')::sync.touch]);
end $$;
