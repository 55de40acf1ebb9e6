-- Reading a change set: exact bytes to a document whose shape is certain.

-- A text that is the one written form of a UUID; anything else gives false, never an error.
create or replace function sync.is_uuid(p_text text) returns boolean
language sql immutable as $$
    select p_text ~ '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$'
$$;

create or replace function sync.is_whole(p_value jsonb, p_most bigint) returns boolean
language sql immutable as $$
    select coalesce(case when jsonb_typeof(p_value) = 'number' and p_value::text ~ '^[0-9]{1,18}$'
        then p_value::text::bigint <= p_most end, false)
$$;

create or replace function sync.is_moment(p_text text) returns boolean
language plpgsql immutable as $$
begin
    return p_text ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}Z$'
        and p_text::timestamptz is not null;
exception when datetime_field_overflow or invalid_datetime_format then
    return false;
end $$;

create or replace function sync.is_row(p_row jsonb) returns boolean
language sql immutable as $$
    select coalesce(jsonb_typeof(p_row) = 'object'
        and p_row ?& '{table,key,op,base_version,set}' and p_row - '{table,key,op,base_version,set}'::text[] = '{}'
        and jsonb_typeof(p_row->'table') = 'string'
        and sync.is_uuid(p_row->>'key')
        and p_row->>'op' in ('insert', 'update')
        and sync.is_whole(p_row->'base_version', 2147483647)
        and jsonb_typeof(p_row->'set') = 'object'
        and (p_row->>'op' = 'insert' or p_row->'set' <> '{}'), false)
$$;

-- Whether a document is a change set: every field there, none besides, each row named once.
create or replace function sync.is_set(p_doc jsonb) returns boolean
language plpgsql immutable as $$
begin
    if jsonb_typeof(p_doc) is distinct from 'object'
        or p_doc - '{id,ws,epoch,seq,kind,kver,person,made_at,rows}'::text[] <> '{}'
        or not p_doc ?& '{id,ws,epoch,seq,kind,kver,person,made_at,rows}'
        or jsonb_typeof(p_doc->'rows') <> 'array'
        or jsonb_array_length(p_doc->'rows') not between 1 and 500
        or jsonb_typeof(p_doc->'kind') <> 'string'
        or not sync.is_whole(p_doc->'epoch', 2147483647)
        or not sync.is_whole(p_doc->'seq', 999999999999999999)
        or not sync.is_whole(p_doc->'kver', 2147483647)
        or not coalesce(sync.is_uuid(p_doc->>'id') and sync.is_uuid(p_doc->>'ws')
            and sync.is_uuid(p_doc->>'person') and sync.is_moment(p_doc->>'made_at'), false)
    then
        return false;
    end if;
    return (select bool_and(sync.is_row(r)) and count(distinct (r->>'table', r->>'key')) = count(*)
        from jsonb_array_elements(p_doc->'rows') r);
end $$;

-- The document of a body; null when the bytes are not one.
create or replace function sync.read_body(p_body bytea) returns jsonb
language plpgsql immutable as $$
begin
    if length(p_body) > 262144 then
        return null;
    end if;
    return convert_from(p_body, 'UTF8')::jsonb;
exception when data_exception or character_not_in_repertoire or program_limit_exceeded
    or statement_too_complex then
    return null;
end $$;
