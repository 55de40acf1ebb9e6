-- What a file holds that its window has left behind: the unsent change sets of a replaced machine,
-- and those of a copied or restored file, which went on from the same number in another way.
--
-- Each is kept under its own number. Where another set has that number, the file's way gets a lane
-- of its own, ``epoch + 1000 n``. A set is known by the chain hash that ends in it: whoever sends it
-- again, as often as one likes, changes nothing.

-- The lanes an epoch may have: its own number, and one for each further way of its file.
create or replace function sync.lanes(p_epoch integer) returns integer[]
language sql immutable as $$
    select array_agg(p_epoch + 1000 * n order by n) from generate_series(0, 20) n
$$;

create or replace function sync.rescue_answer(p_mark bigint, p_stopped jsonb) returns jsonb
language sql stable as $$
    select jsonb_build_object('mark', p_mark, 'stopped', p_stopped)
$$;

-- The lane that ends, just before ``p_seq``, in the set with this hash; null when there is none.
create or replace function sync.lane_of(p_ws uuid, p_epoch integer, p_seq bigint, p_hash bytea) returns integer
language sql stable as $$
    select min(i.epoch) from sync.inbox i
    where i.ws = p_ws and i.epoch = any (sync.lanes(p_epoch)) and i.seq = p_seq and i.hash = p_hash
$$;

-- Where the next set of a lane may stand: there, or, when its number is taken, in a lane nobody used.
create or replace function sync.free_lane(p_ws uuid, p_epoch integer, p_lane integer, p_seq bigint) returns integer
language sql stable as $$
    select case
        when not exists (select from sync.inbox i where (i.ws, i.epoch, i.seq) = (p_ws, p_lane, p_seq)) then p_lane
        else (select max(i.epoch) / 1000 * 1000 + 1000 + p_epoch from sync.inbox i
            where i.ws = p_ws and i.epoch = any (sync.lanes(p_epoch))) end
$$;

-- Take one set behind ``p_lane``'s last: with every rule, as of the lane it stands in.
create or replace function sync.rescue_set(
    p_me sync.workstation_sync, p_lane integer, p_seq bigint, p_body bytea, p_hash bytea, p_seal jsonb, p_sig jsonb
) returns void
language plpgsql as $$
declare
    author sync.workstation_sync := sync.sender(p_me.ws, p_lane);
    doc jsonb := sync.read_body(p_body);
    outcome record;
begin
    outcome := sync.apply_set(doc, sync.signer(p_seal->>'key_id'), author, p_seq);
    perform sync.store_set(author, p_seq, p_body, p_hash, p_seal, p_sig, doc, outcome.status, outcome.code,
        outcome.detail);
    perform sync.announce(outcome.touched);
    -- Among what was left behind may be decisions on open sets.
    if outcome.status = 'applied' and sync.settle_new(author, p_seq, 1) then
        perform sync.retry_waiting();
    end if;
end $$;

-- Hand in change sets of one file of a workstation, from anywhere in it. The lane of the present
-- epoch is what the desk itself pushes to: its mark moves along. Answers up to which number all is
-- kept, and why it stopped: ``gap`` (begin at the file's first set), ``seal``.
create or replace function sync.hand_in(
    p_me sync.workstation_sync, p_epoch integer, p_first bigint, p_chain_hash bytea, p_bodies bytea[], p_seals jsonb,
    p_sigs jsonb
) returns jsonb
language plpgsql as $$
declare
    lane integer;
    known integer;
    link bytea := p_chain_hash;
    sealed integer;
    seq bigint;
begin
    lane := case when p_first = 1 then p_epoch else sync.lane_of(p_me.ws, p_epoch, p_first - 1, p_chain_hash) end;
    if lane is null then
        return sync.rescue_answer(p_first - 1, sync.stopped(p_first, 'gap'));
    end if;
    sealed := sync.count_sealed(p_bodies, p_seals, p_sigs);
    for n in 1 .. sealed loop
        seq := p_first + n - 1;
        link := sha256(link || p_bodies[n]);
        known := sync.lane_of(p_me.ws, p_epoch, seq, link);
        if known is null then
            known := sync.free_lane(p_me.ws, p_epoch, lane, seq);
            perform sync.rescue_set(p_me, known, seq, p_bodies[n], link, p_seals->(n - 1), p_sigs->(n - 1));
            update sync.workstation_sync w set hwm = seq, last_hash = link where w.ws = p_me.ws and w.epoch = known;
        end if;
        lane := known;
    end loop;
    if exists (select from sync.awaited) then
        perform sync.retry_waiting();
    end if;
    perform pg_notify('feed_' || p_me.hall_id, '');
    return sync.rescue_answer(p_first - 1 + sealed,
        case when sealed < cardinality(p_bodies) then sync.stopped(p_first + sealed, 'seal') end);
end $$;

-- ``chain_hash``: the hash in the file's own audit chain that the first set follows; 32 zero bytes
-- for the very first. Stops as ``hand_in`` does, and for ``epoch`` (not an earlier one of this
-- workstation) or ``state``.
create or replace function api.rescue(
    epoch integer, first_seq bigint, chain_hash bytea, bodies bytea[], seals jsonb, sigs jsonb
) returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp set datestyle = 'ISO, YMD' set lock_timeout = '5s' as $$
declare
    me sync.workstation_sync;
begin
    perform sync.check_push_arguments(epoch, first_seq, bodies, seals, sigs);
    if chain_hash is null or length(chain_hash) <> 32 then
        perform sync.stop('CW001');
    end if;
    me := sync.me(true);
    if epoch not between 1 and me.epoch - 1 then
        return sync.rescue_answer(first_seq - 1, sync.stopped(first_seq, 'epoch'));
    elsif me.state <> 'active' then
        return sync.rescue_answer(first_seq - 1, sync.stopped(first_seq, 'state'));
    end if;
    return sync.hand_in(me, epoch, first_seq, chain_hash, bodies, seals, sigs);
end $$;
