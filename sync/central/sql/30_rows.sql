-- One row of a change set against the present data: the rules of design "Conflicts" and
-- "What a set may touch", row by row. Every path of ``push`` gives what these functions give.

create or replace function sync.present(p_tbl text, p_key uuid) returns jsonb
language plpgsql as $$
declare
    image jsonb;
begin
    execute format('select sync.present_%s($1)', p_tbl) into image using p_key;
    return image;
end $$;

-- Parents must exist, and those that belong to a hall must be of this one.
create or replace function sync.check_parents(p_rule sync.table_rule, p_set jsonb, p_hall integer)
returns void
language plpgsql as $$
declare
    link record;
    parent_hall integer;
begin
    for link in
        select r.key as col, r.value as tbl, p_set->>r.key as parent, t.shared
        from jsonb_each_text(p_rule.refers) r join sync.table_rule t on t.tbl = r.value
        where p_set->>r.key is not null order by r.key
    loop
        if not sync.is_uuid(link.parent) then
            perform sync.end_set('refused', 'value', jsonb_build_object('table', p_rule.tbl, 'column', link.col));
        end if;
        execute format('select hall_id from hall.%I where id = $1', link.tbl)
            into parent_hall using link.parent::uuid;
        if parent_hall is null then
            perform sync.end_set('parked', 'missing',
                jsonb_build_object('table', link.tbl, 'key', link.parent));
        elsif parent_hall <> p_hall and not link.shared then
            perform sync.end_set('refused', 'hall', jsonb_build_object('table', link.tbl));
        end if;
    end loop;
end $$;

create or replace function sync.check_move(p_tbl text, p_from text, p_set jsonb) returns void
language plpgsql as $$
begin
    if p_set ? 'state' and p_from is distinct from p_set->>'state'
        and exists (select from sync.transition where tbl = p_tbl)
        and not exists (select from sync.transition
            where tbl = p_tbl and from_state = p_from and to_state = p_set->>'state')
    then
        perform sync.end_set('refused', 'state', jsonb_build_object('table', p_tbl));
    end if;
end $$;

-- Whose changes are being applied: which epoch, or lane, of the workstation. The feed notes it by
-- itself, and a file that was left behind is another's to the one that took its place.
create or replace function sync.author_epoch() returns integer
language sql stable as $$
    select coalesce(nullif(current_setting('counter.author_epoch', true), '')::integer, 0)
$$;

create or replace function sync.write_as(p_epoch integer) returns void
language sql as $$
    select set_config('counter.author_epoch', p_epoch::text, true)
$$;

-- A change conflicts when another workstation changed the same group since ``p_base`` and a value
-- of ours in it differs from the present one, unless a person saw that change and chose ours. What
-- nobody else touched is no part of it. An earlier file of the same workstation is another's; epoch 0
-- is from before files were told apart.
create or replace function sync.check_conflict(
    p_rule sync.table_rule, p_key uuid, p_base integer, p_ws uuid, p_set jsonb, p_present jsonb
) returns void
language plpgsql as $$
declare
    differing text[];
    contested text[];
    other_ws uuid;
begin
    select array_agg(s.key order by s.key) into differing
        from jsonb_each(p_set) s where s.value is distinct from p_present->s.key;
    if differing is null
        or not exists (select from sync.change c where c.key = p_key and c.tbl = p_rule.tbl
            and c.ver > p_base
                and (c.ws <> p_ws or c.epoch not in (0, (select sync.author_epoch())))) then
        return;
    end if;
    select array_agg(distinct d order by d), (array_agg(c.ws order by c.ver desc))[1] into contested, other_ws
    from unnest(differing) d
    join sync.change c on c.key = p_key and c.tbl = p_rule.tbl and c.ver > p_base
                and (c.ws <> p_ws or c.epoch not in (0, (select sync.author_epoch())))
        and c.cols && array(select g.key from jsonb_each_text(p_rule.groups) g where g.value = p_rule.groups->>d)
    where not exists (select from sync.choice h
        where h.ws = p_ws and h.epoch in (0, sync.author_epoch()) and h.key = p_key and h.tbl = p_rule.tbl and h.ver >= c.ver
            and p_rule.groups->>d in (select p_rule.groups->>o from unnest(h.ours) o));
    if contested is not null then
        perform sync.end_set('parked', 'conflict', jsonb_build_object(
            'table', p_rule.tbl, 'key', p_key, 'ver', p_present->'ver', 'by', other_ws, 'columns', to_jsonb(contested),
            'theirs', (select jsonb_object_agg(d, p_present->d) from unnest(contested) d),
            'mine', (select jsonb_object_agg(d, p_set->d) from unnest(contested) d)));
    end if;
end $$;

-- What was written must read back as it was sent: money as text with two places, dates in ISO form.
create or replace function sync.check_value(p_tbl text, p_key uuid, p_set jsonb) returns void
language plpgsql as $$
declare
    image jsonb := sync.present(p_tbl, p_key);
    bad text;
begin
    select min(s.key) into bad from jsonb_each(p_set) s where s.value is distinct from image->s.key;
    if bad is not null then
        perform sync.end_set('refused', 'value', jsonb_build_object('table', p_tbl, 'column', bad));
    end if;
end $$;

-- Makes a row unless another workstation made it this very moment; says whether it did.
create or replace function sync.insert_row(
    p_rule sync.table_rule, p_key uuid, p_set jsonb, p_hall integer, p_stamp jsonb
) returns boolean
language plpgsql as $$
declare
    made integer;
begin
    perform sync.check_parents(p_rule, p_set, p_hall);
    perform sync.check_move(p_rule.tbl, '', p_set);
    execute format('insert into hall.%1$I select r.* from jsonb_populate_record(null::hall.%1$I, $1) r
        on conflict (id) do nothing', p_rule.tbl)
        using p_set || p_stamp || jsonb_build_object('id', p_key, 'hall_id', p_hall, 'ver', 1);
    get diagnostics made = row_count;
    if made = 1 then
        perform sync.check_value(p_rule.tbl, p_key, p_set);
    end if;
    return made = 1;
end $$;

create or replace function sync.update_row(p_rule sync.table_rule, p_key uuid, p_set jsonb, p_hall integer)
returns void
language plpgsql as $$
declare
    columns text := (select string_agg(quote_ident(k), ', ') from jsonb_object_keys(p_set) k);
begin
    perform sync.check_parents(p_rule, p_set, p_hall);
    execute format('update hall.%I t set (ver, %s) = (select t.ver + 1, %s from jsonb_populate_record(t, $2) r)
        where t.id = $1', p_rule.tbl, columns,
        (select string_agg('r.' || quote_ident(k), ', ') from jsonb_object_keys(p_set) k)) using p_key, p_set;
    perform sync.check_value(p_rule.tbl, p_key, p_set);
end $$;

-- Apply one row; gives what to announce, nothing when nothing changed. ``p_editable``: the columns
-- the kind may change, for an insert that meets an existing row.
create or replace function sync.apply_row(
    p_row jsonb, p_editable text[], p_ws uuid, p_hall integer, p_stamp jsonb
) returns sync.touch
language plpgsql as $$
declare
    rule sync.table_rule;
    key uuid := (p_row->>'key')::uuid;
    changes jsonb := p_row->'set';
    image jsonb := sync.present(p_row->>'table', key);
begin
    select * into strict rule from sync.table_rule where tbl = p_row->>'table';
    if image is null then
        if p_row->>'op' = 'update' then
            perform sync.end_set('parked', 'missing', jsonb_build_object('table', rule.tbl, 'key', key));
        end if;
        if not sync.insert_row(rule, key, changes, p_hall, p_stamp) then
            image := sync.present(rule.tbl, key);
        end if;
    end if;
    if image is not null then
        if (image->>'hall_id')::integer <> p_hall and not rule.shared then
            perform sync.end_set('refused', 'hall', jsonb_build_object('table', rule.tbl));
        end if;
        if p_row->>'op' = 'insert' then
            -- Two desks made the same row: an edit on base 0 of what is really said otherwise.
            changes := (select coalesce(jsonb_object_agg(s.key, s.value), '{}') from jsonb_each(changes) s
                where s.value is distinct from image->s.key);
            if rule.append_only or changes - coalesce(p_editable, '{}') <> '{}' then
                perform sync.end_set('refused', 'touch', jsonb_build_object('table', rule.tbl));
            elsif changes = '{}' then
                return null;
            end if;
        end if;
        perform sync.check_conflict(rule, key, (p_row->>'base_version')::integer, p_ws, changes, image);
        perform sync.check_move(rule.tbl, image->>'state', changes);
        perform sync.update_row(rule, key, changes, p_hall);
    end if;
    return (rule.tbl, key, p_ws, array(select jsonb_object_keys(changes)))::sync.touch;
end $$;
