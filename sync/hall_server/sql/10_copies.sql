-- Leaving copies. What a machine may do is decided by the login it came with.

create or replace function keep.stop(p_code text) returns void
language plpgsql as $$
begin
    raise exception using errcode = p_code, message = case p_code
        when 'CW001' then 'an argument is missing or malformed'
        else 'unknown or revoked workstation' end;
end $$;

create or replace function keep.me() returns keep.member
language plpgsql as $$
declare
    found_member keep.member;
begin
    select * into found_member from keep.member where role = session_user and is_active;
    if not found then
        perform keep.stop('CW002');
    end if;
    return found_member;
end $$;

-- Keep copies of the change sets from ``first_seq`` on, and forget those up to ``acked``, which the
-- centre has. Leaving the same again changes nothing. Answers how many are kept for this machine.
create or replace function keep_api.keep(
    epoch integer, first_seq bigint, hashes bytea[], copies bytea[], acked bigint
) returns bigint
language plpgsql security definer set search_path = pg_catalog, pg_temp set lock_timeout = '5s' as $$
declare
    me keep.member;
begin
    if epoch is null or first_seq is null or first_seq < 1 or hashes is null or copies is null or acked is null
        or acked < 0 or cardinality(hashes) <> cardinality(copies) or cardinality(copies) > 500
        or array_position(hashes, null) is not null or array_position(copies, null) is not null
        or exists (select from unnest(hashes, copies) e (h, c) where length(h) <> 32 or length(c) > 400000) then
        perform keep.stop('CW001');
    end if;
    me := keep.me();
    if me.epoch <> keep.epoch then
        perform keep.stop('CW002');
    end if;
    insert into keep.heard as h (ws, epoch, acked) values (me.ws, me.epoch, keep.acked)
        on conflict on constraint heard_pkey do update set at = clock_timestamp(), acked = excluded.acked;
    delete from keep.copy c where c.ws = me.ws and c.epoch = me.epoch and c.seq <= keep.acked;
    insert into keep.copy (ws, epoch, seq, hash, copy)
        select me.ws, me.epoch, keep.first_seq + e.nth - 1, e.h, e.c
        from unnest(hashes, copies) with ordinality e (h, c, nth)
        where keep.first_seq + e.nth - 1 > keep.acked
        on conflict do nothing;
    return (select count(*) from keep.copy c where c.ws = me.ws and c.epoch = me.epoch);
end $$;

revoke all on all functions in schema keep, keep_api from public;
revoke all on all tables in schema keep from public;
revoke all on schema keep, keep_api from public;
grant usage on schema keep_api to counter_station;
grant execute on all functions in schema keep_api to counter_station;
