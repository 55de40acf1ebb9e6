-- Issuing and granting tickets. What a window may do is decided by the role it logged in with.

create or replace function queue.stop(p_code text) returns void
language plpgsql as $$
begin
    raise exception using errcode = p_code, message = case p_code
        when 'CW001' then 'an argument is missing or malformed'
        else 'unknown or revoked workstation' end;
end $$;

-- The member behind this session; locked, so that one window's calls come one after another.
create or replace function queue.me() returns queue.member
language plpgsql as $$
declare
    found_member queue.member;
begin
    select * into found_member from queue.member where role = session_user and is_active for no key update;
    if not found then
        perform queue.stop('CW002');
    end if;
    return found_member;
end $$;

-- The halls' own day: all of China keeps one time.
create or replace function queue.today() returns date
language sql stable as $$
    select (clock_timestamp() at time zone 'Asia/Shanghai')::date
$$;

-- As printed and spoken; past 999 the number grows, nothing is cut off.
create or replace function queue.label(t queue.ticket) returns text
language sql immutable as $$
    select t.series || lpad(t.number::text, greatest(3, length(t.number::text)), '0')
$$;

create or replace function queue.moment(p_at timestamptz) returns text
language sql stable as $$
    select to_char(p_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
$$;

-- Who was granted but not called yet still sits in the hall, so counts among those ahead.
create or replace function queue.ticket_wire(t queue.ticket) returns jsonb
language sql stable as $$
    select jsonb_build_object('id', t.id, 'day', to_char(t.day, 'YYYY-MM-DD'), 'series', t.series, 'number', t.number,
        'business', t.business, 'issued_at', queue.moment(t.issued_at),
        -- Its row is on its way through the centre from the window that called it first.
        'called_before', exists (select from queue.ticket_grant b where b.ticket = t.id and b.ended = 'taken_back'),
        'ahead', (select count(*) from queue.ticket o where o.hall_id = t.hall_id and o.day = t.day
            and o.state not in ('called', 'limbo') and (o.issued_at, o.id) < (t.issued_at, t.id)))
$$;

-- How long a window may use a grant it has not called, by its own clock since it asked (Lc). Asked again for a
-- grant it has, a window is told what is left: its clock counts from the last request, the term from the first.
create or replace function queue.grant_wire(g queue.ticket_grant) returns jsonb
language sql stable as $$
    select jsonb_build_object('grant_id', g.grant_id, 'ticket', queue.ticket_wire(t), 'term_ms', least(3600000,
        greatest(0, 3600000 - floor(extract(epoch from clock_timestamp() - g.granted_at) * 1000)::bigint)))
    from queue.ticket t where t.id = g.ticket
$$;

create or replace function queue_api.issue(series text, business text) returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    me queue.member;
    made queue.ticket;
    -- Asked once: number and ticket are of one day also at midnight.
    day date := queue.today();
    next_number integer;
begin
    -- A to H are the hall's own series; K to P belong to printing devices that issue by themselves.
    if series is null or business is null or series !~ '^[A-H]$' or business !~ '^[A-Z0-9]{1,8}$' then
        perform queue.stop('CW001');
    end if;
    me := queue.me();
    insert into queue.day_number as d (hall_id, day, series, last) values (me.hall_id, day, series, 1)
        on conflict on constraint day_number_pkey do update set last = d.last + 1 returning d.last into next_number;
    insert into queue.ticket (hall_id, day, series, number, business)
        values (me.hall_id, day, series, next_number, business) returning * into made;
    perform pg_notify('queue_' || me.hall_id, '');
    return queue.ticket_wire(made);
end $$;

-- The same request gives the same grant while it lives; an empty answer changes nothing anywhere.
create or replace function queue_api.grant_next(request_id uuid) returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    me queue.member;
    given queue.ticket_grant;
    next_ticket uuid;
begin
    if request_id is null then
        perform queue.stop('CW001');
    end if;
    me := queue.me();
    select g.* into given from queue.ticket_grant g
        where g.ws = me.ws and g.request_id = grant_next.request_id;
    if found then
        return case when given.ended is null then queue.grant_wire(given) end;
    end if;
    select t.id into next_ticket from queue.ticket t
        where t.hall_id = me.hall_id and t.day = queue.today() and t.state = 'waiting'
        order by t.issued_at, t.id limit 1 for update skip locked;
    if not found then
        return null;
    end if;
    update queue.ticket t set state = 'granted' where t.id = next_ticket;
    insert into queue.ticket_grant (request_id, ticket, ws) values (request_id, next_ticket, me.ws)
        returning * into given;
    perform pg_notify('queue_' || me.hall_id, '');
    return queue.grant_wire(given);
end $$;

-- End one of this window's grants; ending it the same way again is harmless, another way is refused.
create or replace function queue.end_grant(p_grant uuid, p_how text, p_state text) returns void
language plpgsql as $$
declare
    me queue.member;
    held queue.ticket_grant;
begin
    if p_grant is null then
        perform queue.stop('CW001');
    end if;
    me := queue.me();
    select g.* into held from queue.ticket_grant g where g.grant_id = p_grant and g.ws = me.ws for update;
    if not found or held.ended <> p_how then
        perform queue.stop('CW001');
    elsif held.ended is null then
        update queue.ticket_grant g set ended = p_how, ended_at = clock_timestamp() where g.grant_id = p_grant;
        update queue.ticket t set state = p_state where t.id = held.ticket;
        perform pg_notify('queue_' || me.hall_id, '');
    end if;
end $$;

create or replace function queue_api.report_called(grant_id uuid) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    perform queue.end_grant(grant_id, 'called', 'called');
end $$;

create or replace function queue_api.give_back(grant_id uuid) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    perform queue.end_grant(grant_id, 'given_back', 'waiting');
end $$;

-- The call was a mistake (撤销叫号): the person waits again in the old place. Only by the window that called,
-- soon after, and not after another window took the ticket over.
create or replace function queue_api.take_back(grant_id uuid) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    me queue.member;
    held queue.ticket_grant;
begin
    if grant_id is null then
        perform queue.stop('CW001');
    end if;
    me := queue.me();
    select g.* into held from queue.ticket_grant g where g.grant_id = take_back.grant_id and g.ws = me.ws for update;
    if not found or held.ended = 'given_back' or held.window_no <> me.window_no
        or held.ended = 'called' and held.ended_at < clock_timestamp() - interval '8 hours' then
        perform queue.stop('CW001');
    elsif held.ended is distinct from 'taken_back' then
        update queue.ticket_grant g set ended = 'taken_back', ended_at = clock_timestamp()
            where g.grant_id = held.grant_id;
        update queue.ticket t set state = 'waiting' where t.id = held.ticket;
        perform pg_notify('queue_' || me.hall_id, '');
    end if;
end $$;

create or replace function queue_api.waiting() returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    me queue.member := queue.me();
begin
    return (with w as materialized (
            select t.series, t.issued_at, jsonb_build_object('label', queue.label(t), 'series', t.series,
                    'business', t.business, 'issued_at', queue.moment(t.issued_at)) as told,
                row_number() over (order by t.issued_at, t.id) as nth
            from queue.ticket t
            where t.hall_id = me.hall_id and t.day = queue.today() and t.state not in ('called', 'limbo'))
        select jsonb_build_object('count', (select count(*) from w), 'tickets',
            coalesce((select jsonb_agg(w.told order by w.nth) from w where w.nth <= 30), '[]'), 'series',
            coalesce((select jsonb_agg(jsonb_build_object('series', s.series, 'count', s.n,
                    'oldest', queue.moment(s.oldest)) order by s.series)
                from (select w.series, count(*) as n, min(w.issued_at) as oldest from w group by w.series) s), '[]')));
end $$;

revoke all on all functions in schema queue, queue_api from public;
revoke all on all tables in schema queue from public;
revoke all on schema queue, queue_api from public;
grant usage on schema queue_api to counter_station;
grant execute on all functions in schema queue_api to counter_station;
