-- Which logins may leave copies here; told by the centre's administrator.
create table keep.member (
    role name primary key,
    ws uuid not null,
    epoch integer not null,
    window_no integer not null,
    is_active boolean not null default true,
    unique (ws, epoch)
);

-- When a machine was last heard of, how far it said the centre has its change sets, how far this
-- server has brought them to the centre.
create table keep.heard (
    ws uuid not null,
    epoch integer not null,
    at timestamptz not null default clock_timestamp(),
    acked bigint not null,
    primary key (ws, epoch)
);

-- Change sets under way, each sealed to the recovery key: nobody in the hall can read them. ``hash``
-- is the file's chain hash, which tells two ways of one file apart.
create table keep.copy (
    ws uuid not null,
    epoch integer not null,
    seq bigint not null,
    hash bytea not null,
    copy bytea not null,
    kept_at timestamptz not null default clock_timestamp(),
    forwarded_at timestamptz,
    primary key (ws, epoch, seq, hash)
);
alter table keep.copy alter column copy set storage external;
