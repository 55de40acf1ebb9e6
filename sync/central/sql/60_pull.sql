-- Telling a workstation what changed: below the snapshot horizon, by (xid, id), scope by scope.

create or replace function api.hello(app_version text, epoch integer) returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp set datestyle = 'ISO, YMD' as $$
declare
    me sync.workstation_sync;
    centre sync.centre;
begin
    if app_version is null or epoch is null or app_version !~ '^[0-9]{1,4}(\.[0-9]{1,4}){1,3}$' then
        perform sync.stop('CW001');
    end if;
    me := sync.me();
    select * into strict centre from sync.centre;
    if string_to_array(app_version, '.')::integer[] < string_to_array(centre.oldest_version, '.')::integer[] then
        perform sync.stop('CW007');
    end if;
    if me.epoch = epoch then
        update sync.workstation_sync w set app_version = hello.app_version, last_seen = clock_timestamp()
            where w.ws = me.ws;
        -- The new machine has its bundle, or it could not greet under this epoch.
        delete from sync.enrolment e where e.ws = me.ws and e.epoch = me.epoch;
    end if;
    return jsonb_build_object('server_time', sync.wire_moment(clock_timestamp()), 'incarnation', centre.incarnation,
        'feed_epoch', centre.feed_epoch, 'hwm', me.hwm, 'ws', me.ws, 'hall_id', me.hall_id,
        'short_seals', true, 'window_no', me.window_no, 'state', case when me.epoch = epoch then me.state else 'epoch' end);
end $$;

-- The feeds every desk of a hall reads, and those it was given.
create or replace function sync.own_scopes(p_me sync.workstation_sync) returns text[]
language sql stable as $$
    select array['ref', 'ref:' || p_me.hall_id, 'hall:' || p_me.hall_id, 'notice:' || p_me.hall_id,
            'work:' || p_me.hall_id, 'report:' || p_me.hall_id]
        || array(select s.scope from sync.subscription s where s.ws = p_me.ws order by s.scope)
$$;

-- One page of one scope; ``more`` says whether rows lie beyond it.
create or replace function sync.pull_scope(p_scope text, p_xid xid8, p_id bigint, p_horizon xid8, p_limit integer)
returns jsonb
language sql stable as $$
    with page as (
        select c.*, row_number() over (order by c.xid, c.id) as nth from (
            select * from sync.change c
            where c.scope = p_scope and c.scope <> '' and (c.xid, c.id) > (p_xid, p_id) and c.xid < p_horizon
            order by c.xid, c.id limit p_limit + 1) c
    )
    select jsonb_build_object('scope', p_scope,
        'xid', coalesce((select p.xid from page p where p.nth <= p_limit order by p.nth desc limit 1), p_xid)
            ::text::bigint,
        'id', coalesce((select p.id from page p where p.nth <= p_limit order by p.nth desc limit 1), p_id),
        'more', (select count(*) > p_limit from page),
        'rows', coalesce((select jsonb_agg(jsonb_build_object('xid', p.xid::text::bigint, 'id', p.id, 'tbl', p.tbl,
                'key', p.key, 'ver', p.ver, 'ws', p.ws, 'row', p."row") order by p.nth)
            from page p where p.nth <= p_limit), '[]'))
$$;

create or replace function sync.is_cursor(p_cursor jsonb) returns boolean
language sql immutable as $$
    select coalesce(jsonb_typeof(p_cursor->'scope') = 'string' and length(p_cursor->>'scope') <= 60
        and sync.is_whole(p_cursor->'xid', 999999999999999999)
        and sync.is_whole(p_cursor->'id', 999999999999999999), false)
$$;

create or replace function api.pull(feed_epoch text, cursors jsonb, max_rows integer) returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp set datestyle = 'ISO, YMD' as $$
declare
    me sync.workstation_sync;
    centre sync.centre;
    horizon xid8 := pg_snapshot_xmin(pg_current_snapshot());
    pages jsonb := '[]';
    page jsonb;
    rest integer := max_rows;
    one record;
begin
    if feed_epoch is null or cursors is null or max_rows is null or max_rows not between 1 and 5000
        or jsonb_typeof(cursors) <> 'array' or jsonb_array_length(cursors) > 5000
        or exists (select from jsonb_array_elements(cursors) c where not sync.is_cursor(c)) then
        perform sync.stop('CW001');
    end if;
    me := sync.me();
    select * into strict centre from sync.centre;
    for one in
        select coalesce(s.scope, c.scope) as scope, s.scope is null as is_gone,
            case when feed_epoch = centre.feed_epoch then coalesce(c.xid, 0) else 0 end as xid,
            case when feed_epoch = centre.feed_epoch then coalesce(c.id, 0) else 0 end as id
        from unnest(sync.own_scopes(me)) with ordinality s (scope, nth)
        full join (select e->>'scope' as scope, max((e->>'xid')::bigint) as xid, max((e->>'id')::bigint) as id
            from jsonb_array_elements(cursors) e group by e->>'scope') c on c.scope = s.scope
        order by s.nth nulls last, c.scope
    loop
        if one.is_gone then
            page := jsonb_build_object('scope', one.scope, 'gone', true);
        else
            page := sync.pull_scope(one.scope, one.xid::text::xid8, one.id, horizon, rest);
            rest := rest - jsonb_array_length(page->'rows');
        end if;
        pages := pages || page;
    end loop;
    return jsonb_build_object('feed_epoch', centre.feed_epoch, 'incarnation', centre.incarnation,
        'server_time', sync.wire_moment(clock_timestamp()), 'horizon', horizon::text::bigint, 'scopes', pages);
end $$;
