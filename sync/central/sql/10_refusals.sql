-- How functions say no. Texts carry no data: they end in logs and on other people's screens.

create or replace function sync.stop(p_code text) returns void
language plpgsql as $$
begin
    raise exception using errcode = p_code, message = case p_code
        when 'CW001' then 'an argument is missing or malformed'
        when 'CW002' then 'unknown or revoked workstation'
        when 'CW003' then 'quota used up'
        when 'CW004' then 'wrong code'
        when 'CW005' then 'expired'
        when 'CW006' then 'the person has left'
        when 'CW007' then 'the program is too old'
        when 'CW008' then 'not asked before'
        else 'refused' end;
end $$;

-- Ends the set being applied: ``CWREF`` refuses it for good, ``CWPRK`` parks it. Caught in ``push``.
create or replace function sync.end_set(p_status text, p_code text, p_detail jsonb default '{}') returns void
language plpgsql as $$
begin
    raise exception using
        errcode = case p_status when 'parked' then 'CWPRK' else 'CWREF' end,
        message = p_code, detail = p_detail::text;
end $$;

-- The workstation behind this session, locked when it is about to be moved; raises CW002.
create or replace function sync.me(p_lock boolean default false) returns sync.workstation_sync
language plpgsql as $$
declare
    found_ws sync.workstation_sync;
begin
    if p_lock then
        select * into found_ws from sync.workstation_sync where role = session_user for no key update;
    else
        select * into found_ws from sync.workstation_sync where role = session_user;
    end if;
    if not found or found_ws.state = 'retired' then
        perform sync.stop('CW002');
    end if;
    return found_ws;
end $$;
