-- The city's citizens, one at a time, for a stated purpose, each look-up recorded.

create or replace function sync.is_within_quota(p_ws uuid, p_subject bytea) returns boolean
language sql stable as $$
    select count(distinct l.subject) filter (where l.subject <> p_subject) < c.look_ups_an_hour
    from sync.centre c left join sync.look_up l
        on l.ws = p_ws and l.at > clock_timestamp() - interval '1 hour'
    group by c.look_ups_an_hour
$$;

create or replace function sync.directory_entry(p_person ledger.person) returns jsonb
language sql stable as $$
    select jsonb_build_object('citizen_id', p_person.citizen_id, 'doc_type', p_person.doc_type,
        'doc_number', p_person.doc_number, 'name', p_person.name, 'sex', p_person.sex,
        'birth_date', sync.wire_date(p_person.birth_date), 'marital', p_person.marital,
        'spouse_doc_number', p_person.spouse_doc_number, 'phone', p_person.phone, 'employer', p_person.employer,
        'account', (select jsonb_build_object('account_no', a.account_no, 'status', a.status,
                'deposit_base', sync.wire_money(a.deposit_base), 'balance', sync.wire_money(a.balance),
                'consecutive_months', a.consecutive_months, 'paid_through', a.paid_through,
                'open_loans', a.open_loans, 'as_of', sync.wire_date(a.as_of))
            from ledger.account a where a.citizen_id = p_person.citizen_id))
$$;

create or replace function sync.subject(p_doc_type text, p_doc_number text) returns bytea
language plpgsql immutable as $$
begin
    if p_doc_type is null or p_doc_number is null or p_doc_type !~ '^[0-9]{2}$'
        or length(p_doc_number) not between 1 and 30 then
        perform sync.stop('CW001');
    end if;
    return sha256(convert_to(p_doc_type || '|' || p_doc_number, 'UTF8'));
end $$;

-- Say whom and what for; gives the ask to look up with. Nothing of the person is told yet.
create or replace function api.ask_look_up(doc_type text, doc_number text, purpose text) returns uuid
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    subject bytea := sync.subject(doc_type, doc_number);
    me sync.workstation_sync;
    made uuid;
begin
    if purpose is null or length(purpose) not between 1 and 60 then
        perform sync.stop('CW001');
    end if;
    -- One at a time per workstation, or parallel calls would slip past the quota.
    me := sync.me(true);
    if not sync.is_within_quota(me.ws, subject) then
        perform sync.stop('CW003');
    end if;
    insert into sync.look_up (ws, subject, purpose) values (me.ws, subject, ask_look_up.purpose)
        returning ask into made;
    return made;
end $$;

-- Answers an ask of this workstation that an earlier transaction committed, within a minute: a
-- transaction that is rolled back afterwards takes neither the record nor the count with it.
create or replace function api.look_up(ask uuid, doc_type text, doc_number text) returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp set datestyle = 'ISO, YMD' as $$
declare
    asked bytea := sync.subject(doc_type, doc_number);
    me sync.workstation_sync := sync.me();
    person ledger.person;
    is_found boolean;
begin
    if ask is null then
        perform sync.stop('CW001');
    end if;
    perform from sync.look_up l where l.ask = look_up.ask and l.ws = me.ws and l.subject = asked
        and l.xid <> pg_current_xact_id() and l.at > clock_timestamp() - interval '1 minute';
    if not found then
        perform sync.stop('CW008');
    end if;
    select p.* into person from ledger.person p
        where p.doc_type = look_up.doc_type and p.doc_number = look_up.doc_number;
    is_found := found;
    update sync.look_up l set found = is_found where l.ask = look_up.ask;
    return case when is_found then sync.directory_entry(person) end;
end $$;
