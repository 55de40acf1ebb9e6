-- What only a workstation knows of itself, for the administrator: how far its file goes beyond what
-- was sent, how old the feed it works by is, what its clock shows.

create or replace function api.tell(last_seq bigint, oldest_ms bigint, read_ms bigint, wall timestamptz)
returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp set lock_timeout = '5s' as $$
declare
    me sync.workstation_sync;
begin
    if last_seq is null or oldest_ms is null or read_ms is null or wall is null
        or least(last_seq, oldest_ms, read_ms) < 0 or not isfinite(wall) then
        perform sync.stop('CW001');
    end if;
    me := sync.me();
    insert into sync.told (ws, epoch, at, last_seq, oldest_ms, read_ms, ahead_ms)
    values (me.ws, me.epoch, clock_timestamp(), tell.last_seq, tell.oldest_ms, tell.read_ms,
        round(extract(epoch from wall - clock_timestamp()) * 1000))
    on conflict (ws) do update set (epoch, at, last_seq, oldest_ms, read_ms, ahead_ms)
        = row(excluded.epoch, excluded.at, excluded.last_seq, excluded.oldest_ms, excluded.read_ms, excluded.ahead_ms);
end $$;
