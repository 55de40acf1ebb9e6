create table hall."decision" (
    of_ws uuid not null,
    of_epoch integer not null,
    of_seq bigint not null,
    verdict varchar(8) not null,
    ours jsonb not null,
    seen_ver integer,
    reason varchar(24) not null,
    note varchar(200) not null,
    id uuid primary key,
    hall_id integer not null,
    ver integer not null,
    made_by uuid not null,
    made_ws uuid not null,
    made_at timestamptz not null
);

-- What was decided on a parked set: which columns of ours stand against changes up to ``ver``, and
-- which of ours are left out.
create table sync.choice (
    ws uuid not null,
    epoch integer not null,
    seq bigint not null,
    tbl text not null,
    key uuid not null,
    ver integer not null,
    ours text[] not null,
    theirs text[] not null,
    primary key (ws, epoch, seq, tbl, key)
);
create index choice_of_row on sync.choice (ws, key);

-- Who looked at both versions of an open set: it shows what another desk wrote.
create table sync.viewed (
    id bigint generated always as identity primary key,
    ws uuid not null,
    at timestamptz not null default clock_timestamp(),
    of_ws uuid not null,
    of_epoch integer not null,
    of_seq bigint not null
);
