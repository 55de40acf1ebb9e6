create table hall."scan" (
    matter_id uuid not null references hall."matter" (id),
    item varchar(24) not null,
    blob varchar(64) not null,
    size integer not null,
    media varchar(40) not null,
    chunks jsonb not null,
    id uuid primary key,
    hall_id integer not null,
    ver integer not null,
    made_by uuid not null,
    made_ws uuid not null,
    made_at timestamptz not null
);
create index scan_of_blob on hall."scan" (blob);

create table sync.scan_blob (
    blob text primary key,
    size bigint not null,
    chunks text[] not null,
    ws uuid not null,
    state text not null default 'waiting' check (state in ('waiting', 'complete', 'broken')),
    at timestamptz not null default clock_timestamp()
);
create index scan_blob_waiting on sync.scan_blob (ws) where state = 'waiting';

create table sync.scan_chunk (
    hash text primary key,
    data bytea not null
);
-- Pictures are packed already.
alter table sync.scan_chunk alter column data set storage external;
