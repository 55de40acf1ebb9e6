-- Cases handed out to a laptop for a visit at home (外出领用): it reads their feed until it is back.

-- Take one case of the hall by its number; answers its key, nothing for an unknown number. Taking it
-- again changes nothing. For laptops only, and a few cases at a time: a stolen credential of a window
-- must not read the hall's cases one after another.
create or replace function api.take_case_out(number text, purpose text) returns uuid
language plpgsql security definer set search_path = pg_catalog, pg_temp set lock_timeout = '5s' as $$
declare
    me sync.workstation_sync;
    found_case uuid;
begin
    if number is null or purpose is null or length(number) > 24 or length(btrim(purpose)) not between 1 and 100 then
        perform sync.stop('CW001');
    end if;
    me := sync.me(true);
    if not exists (select from hall."workstation" s join hall."window" w on w.id = s.window_id
        where s.id = me.ws and w.kind = 'away') then
        perform sync.stop('CW002');
    elsif (select count(*) from sync.case_out o where o.ws = me.ws and o.returned_at is null) >= 20 then
        perform sync.stop('CW003');
    end if;
    select c.id into found_case from hall."case" c where c.hall_id = me.hall_id and c.number = take_case_out.number;
    if not found then
        return null;
    end if;
    insert into sync.case_out (ws, epoch, case_id, purpose) select me.ws, me.epoch, found_case, btrim(purpose)
        where not exists (select from sync.case_out o where o.ws = me.ws and o.case_id = found_case
            and o.returned_at is null);
    insert into sync.subscription (ws, scope) values (me.ws, 'case:' || found_case) on conflict do nothing;
    return found_case;
end $$;

-- All are back: this machine reads their feeds no more. Answers how many.
create or replace function api.bring_cases_back() returns integer
language plpgsql security definer set search_path = pg_catalog, pg_temp set lock_timeout = '5s' as $$
declare
    me sync.workstation_sync := sync.me(true);
    back integer;
begin
    delete from sync.subscription s using sync.case_out o
        where s.ws = me.ws and o.ws = me.ws and o.returned_at is null and s.scope = 'case:' || o.case_id;
    update sync.case_out o set returned_at = clock_timestamp() where o.ws = me.ws and o.returned_at is null;
    get diagnostics back = row_count;
    return back;
end $$;
