-- What a feed told, for a desk to compare with its file: table, key and version, not one value.

create or replace function api.feed_heads(
    scope text, feed_epoch text, start_xid bigint, start_id bigint, end_xid bigint, end_id bigint, max_heads integer
) returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    me sync.workstation_sync;
begin
    if scope is null or feed_epoch is null or start_xid is null or start_id is null or end_xid is null
        or end_id is null or max_heads is null or least(start_xid, start_id, end_xid, end_id) < 0
        or max_heads not between 1 and 5000 then
        perform sync.stop('CW001');
    end if;
    me := sync.me();
    -- Another feed, or not this desk's any more: nothing to compare.
    if feed_epoch <> (select c.feed_epoch from sync.centre c) or scope <> all (sync.own_scopes(me)) then
        return jsonb_build_object('heads', '[]'::jsonb, 'xid', end_xid, 'id', end_id);
    end if;
    return (with page as (
            select c.xid, c.id, c.tbl, c.key, c.ver, row_number() over (order by c.xid, c.id) as nth from (
                select * from sync.change c
                where c.scope = feed_heads.scope and c.scope <> ''
                    and (c.xid, c.id) > (start_xid::text::xid8, start_id)
                    and (c.xid, c.id) <= (end_xid::text::xid8, end_id)
                order by c.xid, c.id limit max_heads) c)
        select jsonb_build_object(
            'heads', coalesce(jsonb_agg(jsonb_build_array(p.tbl, p.key, p.ver) order by p.nth), '[]'),
            'xid', case when count(*) < max_heads then end_xid else (max(p.xid::text::bigint)) end,
            'id', case when count(*) < max_heads then end_id
                else (array_agg(p.id order by p.nth desc))[1] end)
        from page p);
end $$;
