-- Copies of unsent change sets that a hall's server brings when a desk is silent: sealed to the
-- recovery key, kept until the administrator opens them.

create or replace function api.forward(
    ws uuid, epoch integer, seqs bigint[], hashes bytea[], copies bytea[]
) returns bigint
language plpgsql security definer set search_path = pg_catalog, pg_temp set lock_timeout = '5s' as $$
declare
    own_hall integer;
    kept bigint;
begin
    if ws is null or epoch is null or seqs is null or hashes is null or copies is null
        or cardinality(seqs) <> cardinality(copies) or cardinality(hashes) <> cardinality(copies)
        or cardinality(copies) not between 1 and 500 or array_position(seqs, null) is not null
        or array_position(hashes, null) is not null or array_position(copies, null) is not null
        or exists (select from unnest(seqs, hashes, copies) e (s, h, c)
            where e.s < 1 or length(e.h) <> 32 or length(e.c) > 400000) then
        perform sync.stop('CW001');
    end if;
    select s.hall_id into own_hall from sync.hall_server s where s.role = session_user and s.is_active;
    if not found or not exists (select from sync.workstation_sync w where w.ws = forward.ws and w.hall_id = own_hall) then
        perform sync.stop('CW002');
    end if;
    insert into sync.forwarded (ws, epoch, seq, hash, copy)
        select forward.ws, forward.epoch, e.s, e.h, e.c from unnest(seqs, hashes, copies) e (s, h, c)
        where not exists (select from sync.inbox i where i.ws = forward.ws
            and i.epoch = any (sync.lanes(forward.epoch)) and i.seq = e.s and i.hash = e.h)
        on conflict do nothing;
    get diagnostics kept = row_count;
    return kept;
end $$;
