-- What stands in the hall: ticket machines issue, displays show. Applied after 10_queue.sql, whose last
-- lines give every function to the windows; the end of this file says who may call what.

-- The member behind this session, if it is of one of these kinds.
create or replace function queue.me_as(variadic p_kinds text[]) returns queue.member
language plpgsql as $$
declare
    me queue.member := queue.me();
begin
    if me.kind <> all (p_kinds) then
        perform queue.stop('CW002');
    end if;
    return me;
end $$;

-- A bundle is fetched until its machine has spoken under its own login.
create or replace function queue.is_set_up(p_device uuid) returns void
language sql as $$
    delete from queue.enrolment e where e.device = p_device
$$;

-- However a grant comes to be called, the hall is told by which window.
create or replace function queue.note_call() returns trigger
language plpgsql as $$
begin
    if new.ended = 'called' and old.ended is distinct from 'called' then
        new.last_call_at := new.ended_at;
        new.window_no := (select m.window_no from queue.member m where m.ws = new.ws);
    end if;
    return new;
end $$;

create or replace trigger note_call before update of ended on queue.ticket_grant
    for each row execute function queue.note_call();

-- Per series: who waits, and how many were called in the last hour (or since the first call of the day), from
-- which a range of waiting times is made. A series nobody took a number of yet has no row.
create or replace function queue.waits_wire(p_hall integer) returns jsonb
language sql stable as $$
    with today as (
        select t.series, t.state, g.last_call_at as called_at
        from queue.ticket t left join queue.ticket_grant g on g.ticket = t.id and g.ended = 'called'
        where t.hall_id = p_hall and t.day = queue.today()
    ), since as (
        -- Without a call there is no span: greatest() would pass the NULL over.
        select case when min(called_at) is not null
            then greatest(min(called_at), clock_timestamp() - interval '1 hour') end as at from today
    ), per as (
        select t.series, count(*) filter (where t.state in ('waiting', 'granted')) as waiting,
            count(*) filter (where t.called_at >= s.at) as called
        from today t cross join since s group by t.series
    )
    select jsonb_build_object(
        'span_s', (select coalesce(extract(epoch from clock_timestamp() - s.at)::integer, 0) from since s),
        'series', coalesce(jsonb_agg(jsonb_build_object('series', p.series, 'waiting', p.waiting, 'called', p.called)
            order by p.series), '[]'))
    from per p
$$;

-- The same request gives the same ticket: a number is never taken twice for one touch.
create or replace function queue_api.take_ticket(request_id uuid, series text, business text) returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    me queue.member;
    known queue.ticket;
    issued jsonb;
begin
    if request_id is null or series is null or business is null then
        perform queue.stop('CW001');
    end if;
    me := queue.me_as('kiosk');
    select t.* into known from queue.ticket t where t.request_id = take_ticket.request_id and t.hall_id = me.hall_id;
    if found then
        return queue.ticket_wire(known);
    end if;
    issued := queue_api.issue(series, business);
    update queue.ticket t set request_id = take_ticket.request_id where t.id = (issued ->> 'id')::uuid;
    return issued;
end $$;

create or replace function queue_api.waits() returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    me queue.member := queue.me_as('kiosk', 'display');
begin
    perform queue.is_set_up(me.ws);
    return queue.waits_wire(me.hall_id);
end $$;

-- The five last calls of the day, newest first, and the waits. Numbers and windows only.
create or replace function queue_api.hall_view() returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    me queue.member := queue.me_as('display');
begin
    perform queue.is_set_up(me.ws);
    return jsonb_build_object('waits', queue.waits_wire(me.hall_id), 'calls', (
        select coalesce(jsonb_agg(c.wire order by c.at desc), '[]') from (
            select g.last_call_at as at, jsonb_build_object('label', queue.label(t), 'series', t.series,
                'window_no', g.window_no, 'times', 1 + g.recalls) as wire
            from queue.ticket_grant g join queue.ticket t on t.id = g.ticket
            where t.hall_id = me.hall_id and t.day = queue.today() and g.ended = 'called' and g.window_no is not null
            order by g.last_call_at desc limit 5) c));
end $$;

-- A called ticket is called once more, by its window or by the one that took it over.
create or replace function queue_api.report_recalled(ticket_id uuid) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    me queue.member;
begin
    if ticket_id is null then
        perform queue.stop('CW001');
    end if;
    me := queue.me_as('window');
    update queue.ticket_grant g set recalls = g.recalls + 1, last_call_at = clock_timestamp(), window_no = me.window_no
        from queue.ticket t where g.ticket = ticket_id and g.ended = 'called' and t.id = g.ticket
            and t.hall_id = me.hall_id;
    if not found then
        perform queue.stop('CW001');
    end if;
    perform pg_notify('queue_' || me.hall_id, '');
end $$;

create or replace function queue_api.redeem() returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    kept queue.enrolment;
begin
    select e.* into kept from queue.enrolment e where e.role = session_user and e.expires_at >= clock_timestamp();
    if not found then
        raise exception using errcode = 'CW004', message = 'no bundle for this login';
    end if;
    return jsonb_build_object('sealed', replace(encode(kept.sealed, 'base64'), e'\n', ''));
end $$;

revoke all on all functions in schema queue, queue_api from public;
revoke all on all tables in schema queue from public;
revoke execute on function queue_api.take_ticket(uuid, text, text), queue_api.waits(), queue_api.hall_view(),
    queue_api.redeem() from counter_station;
grant execute on function queue_api.report_recalled(uuid) to counter_station;
grant usage on schema queue_api to counter_kiosk, counter_display, counter_enrolling;
grant execute on function queue_api.take_ticket(uuid, text, text), queue_api.waits() to counter_kiosk;
grant execute on function queue_api.waits(), queue_api.hall_view() to counter_display;
grant execute on function queue_api.redeem() to counter_enrolling;
