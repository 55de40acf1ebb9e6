-- What the centre keeps to receive change sets and to tell what changed.

create table sync.centre (
    only_row boolean primary key default true check (only_row),
    incarnation uuid not null default gen_random_uuid(),
    feed_epoch text not null default gen_random_uuid()::text,
    oldest_version text not null default '0.0.0',
    look_ups_an_hour integer not null default 60,
    key_days integer not null default 365,
    -- Proves that a key file belongs to this centre without telling the key.
    directory_check bytea
);
insert into sync.centre default values;


create table sync.workstation_sync (
    ws uuid primary key references hall."workstation" (id),
    role name not null unique,
    hall_id integer not null,
    window_no integer not null,
    epoch integer not null,
    hwm bigint not null default 0,
    last_hash bytea not null default decode(repeat('00', 32), 'hex'),
    state text not null default 'active' check (state in ('active', 'quarantined', 'retired')),
    app_version text,
    last_seen timestamptz
);

-- Every change set as it came; never edited but for what became of it.
create table sync.inbox (
    ws uuid not null,
    epoch integer not null,
    seq bigint not null,
    set_id uuid,
    kind text,
    person uuid,
    status text not null,
    code text,
    detail jsonb,
    hash bytea not null,
    body bytea not null,
    seal jsonb not null,
    sig jsonb not null,
    received_at timestamptz not null default now(),
    primary key (ws, epoch, seq)
);
-- Bodies are small JSON; trying to compress them costs more than it saves.
alter table sync.inbox alter column body set storage external;
create unique index inbox_set_id on sync.inbox (set_id) where set_id is not null;
create index inbox_open on sync.inbox (ws, epoch, seq) where status <> 'applied';

-- The change feed. ``scope`` is empty for a change nobody subscribes to: it still decides conflicts.
create table sync.change (
    xid xid8 not null default pg_current_xact_id(),
    id bigint generated always as identity,
    ver integer not null,
    key uuid not null,
    ws uuid not null,
    scope text not null,
    tbl text not null,
    cols text[] not null,
    "row" jsonb
);
create index change_feed on sync.change (scope, xid, id) where scope <> '';
create index change_of_row on sync.change (key, ver);

-- What each kind of change set may touch, by role; made from the declaration of the workflows.
create table sync.kind_rule (
    kind text not null,
    kver integer not null,
    role text not null,
    tbl text not null,
    op text not null check (op in ('insert', 'update')),
    columns text[] not null,
    primary key (kind, kver, role, tbl, op)
);

create table sync.transition (
    tbl text not null,
    from_state text not null,
    to_state text not null,
    primary key (tbl, from_state, to_state)
);

-- How each synced table behaves; ``groups``: column -> conflict group, ``refers``: column -> table.
create table sync.table_rule (
    tbl text primary key,
    rank integer not null,
    append_only boolean not null,
    reference boolean not null,
    shared boolean not null,
    groups jsonb not null,
    refers jsonb not null
);

-- Keys shared with people and devices, kept as the two pads of HMAC (RFC 2104).
create table sync.seal_key (
    id uuid primary key,
    owner uuid not null,
    is_device boolean not null,
    hall_id integer not null,
    ipad bytea not null check (length(ipad) = 64),
    opad bytea not null check (length(opad) = 64),
    state text not null default 'active' check (state in ('active', 'revoked'))
);
create index seal_key_of_owner on sync.seal_key (owner);

-- Which rows wait in parked change sets, so that what builds on them waits too.
create table sync.parked_row (
    ws uuid not null,
    epoch integer not null,
    seq bigint not null,
    tbl text not null,
    key uuid not null,
    op text not null
);
create index parked_row_of_row on sync.parked_row (ws, key);

-- Which absent rows parked change sets wait for.
create table sync.awaited (
    ws uuid not null,
    epoch integer not null,
    seq bigint not null,
    tbl text not null,
    key uuid not null,
    primary key (ws, epoch, seq)
);

create table sync.subscription (
    ws uuid not null references sync.workstation_sync (ws),
    scope text not null,
    since timestamptz not null default now(),
    primary key (ws, scope)
);

-- What a new machine fetches once with its one-time code; ciphertext under that code.
create table sync.enrolment (
    role name primary key,
    ws uuid not null references sync.workstation_sync (ws),
    epoch integer not null,
    sealed bytea not null,
    expires_at timestamptz not null
);

create table sync.person_code (
    person uuid primary key references hall."person" (id),
    salt bytea not null,
    hash bytea not null,
    expires_at timestamptz not null,
    used_for uuid
);

-- Who looked whom up and why; the citizen by pseudonym.
create table sync.look_up (
    id bigint generated always as identity primary key,
    ws uuid not null,
    at timestamptz not null default clock_timestamp(),
    subject bytea not null,
    purpose text not null,
    found boolean not null
);
create index look_up_recent on sync.look_up (ws, at);

-- One row a push changed, for the feed.
create type sync.touch as (tbl text, key uuid, ws uuid, cols text[]);

-- Whose seal stands under a change set: the person or device as it is now.
create type sync.signer as (owner uuid, hall_id integer, is_active boolean, roles text[]);
