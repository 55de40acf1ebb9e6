-- The one text form each value has on the wire; a value without one gives null, and never equals
-- what was sent.

create or replace function sync.wire_moment(p timestamptz) returns text
language sql stable as $$
    select to_char(p at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
$$;

-- ``stable`` as its cast is, or it could not be inlined.
create or replace function sync.wire_date(p date) returns text
language sql stable as $$
    select case when p between date '0001-01-01' and date '9999-12-31' then p::text end
$$;

create or replace function sync.wire_money(p numeric) returns text
language sql immutable as $$
    select nullif(p, 'NaN')::text
$$;

-- At least two places, no further zeros: 3.25, 3.575.
create or replace function sync.wire_percent(p numeric) returns text
language sql immutable as $$
    select round(nullif(p, 'NaN'), greatest(2, min_scale(p)))::text
$$;

create or replace function sync.wire_bytes(p bytea) returns text
language sql immutable as $$
    select translate(encode(p, 'base64'), e'\n', '')
$$;
