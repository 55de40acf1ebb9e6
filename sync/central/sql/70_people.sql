-- Enrolment and standing of people, and the one-time bundle of a new machine.

create or replace function sync.standing_of(p_person hall."person") returns jsonb
language sql stable as $$
    select jsonb_build_object('person_id', p_person.id, 'staff_no', p_person.staff_no, 'name', p_person.name,
        'roles', p_person.roles, 'active', p_person.state = 'active', 'key_id', k.id,
        'sealed', sync.wire_bytes(k.sealed), 'valid_until', sync.wire_moment(k.valid_until))
    from (select 1) one left join lateral (
        select * from hall."person_key" k where k.person_id = p_person.id and k.state = 'active'
        order by k.made_at desc limit 1) k on true
$$;

create or replace function api.standing(staff_no text) returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp set datestyle = 'ISO, YMD' as $$
declare
    me sync.workstation_sync;
    found_person hall."person";
begin
    if staff_no is null or length(staff_no) > 20 then
        perform sync.stop('CW001');
    end if;
    me := sync.me();
    select * into found_person from hall."person" p
        where p.hall_id = me.hall_id and p.staff_no = standing.staff_no;
    return case when found then sync.standing_of(found_person) end;
end $$;

-- The new keys as sent: base64 texts of the right lengths; raises CW001.
create or replace function sync.check_keys(p_keys jsonb) returns void
language plpgsql as $$
begin
    if jsonb_typeof(p_keys) <> 'object' or not p_keys ?& '{key_id,seal_key,public_key,sealed}'
        or not coalesce(sync.is_uuid(p_keys->>'key_id'), false)
        or length(decode(p_keys->>'seal_key', 'base64')) is distinct from 32
        or length(decode(p_keys->>'public_key', 'base64')) is distinct from 32
        or coalesce(length(decode(p_keys->>'sealed', 'base64')) not between 64 and 4096, true)
    then
        perform sync.stop('CW001');
    end if;
exception when invalid_parameter_value then
    perform sync.stop('CW001');
end $$;

-- XOR with the pad byte of RFC 2104 over a key filled up with zeros to the block of SHA-256.
create or replace function sync.hmac_pad(p_key bytea, p_byte integer) returns bytea
language plpgsql immutable as $$
declare
    pad bytea := decode(repeat(to_hex(p_byte), 64), 'hex');
begin
    for n in 0 .. length(p_key) - 1 loop
        pad := set_byte(pad, n, get_byte(p_key, n) # p_byte);
    end loop;
    return pad;
end $$;

create or replace function sync.keep_seal_key(
    p_id uuid, p_owner uuid, p_is_device boolean, p_hall integer, p_key bytea
) returns void
language sql as $$
    insert into sync.seal_key (id, owner, is_device, hall_id, ipad, opad)
    values (p_id, p_owner, p_is_device, p_hall, sync.hmac_pad(p_key, 54), sync.hmac_pad(p_key, 92))
$$;

create or replace function sync.revoke_keys(p_owner uuid) returns void
language plpgsql as $$
declare
    ended uuid[];
begin
    update sync.seal_key set state = 'revoked' where owner = p_owner and state = 'active';
    with gone as (update hall."person_key" set state = 'revoked', ver = ver + 1
        where person_id = p_owner and state = 'active' returning id)
    select array_agg(id) into ended from gone;
    perform sync.publish('person_key', ended);
end $$;

-- Announce rows the centre itself wrote.
create or replace function sync.publish(p_tbl text, p_keys uuid[]) returns void
language sql as $$
    select sync.announce(array_agg((p_tbl, k, '00000000-0000-0000-0000-000000000000', '{}')::sync.touch))
    from unnest(p_keys) k having count(*) > 0
$$;

create or replace function sync.bind_keys(p_person hall."person", p_keys jsonb, p_ws uuid) returns void
language plpgsql as $$
begin
    perform sync.revoke_keys(p_person.id);
    insert into hall."person_key" (id, hall_id, ver, made_by, made_ws, made_at, person_id, sealed, public_key,
        state, valid_until)
    select (p_keys->>'key_id')::uuid, p_person.hall_id, 1, p_person.id, p_ws, clock_timestamp(), p_person.id,
        decode(p_keys->>'sealed', 'base64'), decode(p_keys->>'public_key', 'base64'), 'active',
        clock_timestamp() + c.key_days * interval '1 day' from sync.centre c;
    perform sync.keep_seal_key((p_keys->>'key_id')::uuid, p_person.id, false, p_person.hall_id,
        decode(p_keys->>'seal_key', 'base64'));
    update sync.person_code set used_for = (p_keys->>'key_id')::uuid where person = p_person.id;
    perform sync.publish('person_key', array[(p_keys->>'key_id')::uuid]);
    perform pg_notify('feed_' || p_person.hall_id, '');
exception when unique_violation then
    perform sync.stop('CW001');
end $$;

-- Bind new keys to a person by the one-time code; asking again with the same key after a lost
-- answer gives the same answer. An unknown number and a wrong code are the same to the caller.
create or replace function api.enrol_person(staff_no text, code text, keys jsonb) returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp set datestyle = 'ISO, YMD' as $$
declare
    me sync.workstation_sync;
    found_person hall."person";
    ticket sync.person_code;
begin
    if staff_no is null or code is null or keys is null or length(staff_no) > 20 or length(code) > 64 then
        perform sync.stop('CW001');
    end if;
    me := sync.me();
    perform sync.check_keys(keys);
    select p.* into found_person from hall."person" p
        where p.hall_id = me.hall_id and p.staff_no = enrol_person.staff_no;
    select c.* into ticket from sync.person_code c where c.person = found_person.id for update;
    if ticket.hash is distinct from sha256(ticket.salt || convert_to(upper(code), 'UTF8'))
        or ticket.hash is null then
        perform sync.stop('CW004');
    elsif found_person.state <> 'active' then
        perform sync.stop('CW006');
    elsif ticket.used_for = (keys->>'key_id')::uuid then
        return sync.standing_of(found_person);
    elsif ticket.used_for is not null or ticket.expires_at < clock_timestamp() then
        perform sync.stop('CW005');
    end if;
    perform sync.bind_keys(found_person, keys, me.ws);
    return sync.standing_of(found_person);
end $$;

-- The sealed bundle of a new machine, for its enrolment role alone, until the machine has greeted.
create or replace function api.redeem() returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp set datestyle = 'ISO, YMD' as $$
declare
    kept sync.enrolment;
begin
    select * into kept from sync.enrolment e where e.role = session_user;
    if not found then
        perform sync.stop('CW004');
    elsif kept.expires_at < clock_timestamp() then
        perform sync.stop('CW005');
    end if;
    return jsonb_build_object('sealed', sync.wire_bytes(kept.sealed), 'papers', sync.wire_bytes(kept.papers));
end $$;
