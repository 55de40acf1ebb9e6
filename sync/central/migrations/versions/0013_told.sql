-- What each workstation last said of itself.
create table sync.told (
    ws uuid primary key references sync.workstation_sync (ws),
    epoch integer not null,
    at timestamptz not null,
    last_seq bigint not null,
    oldest_ms bigint not null,
    read_ms bigint not null,
    ahead_ms bigint not null
);
