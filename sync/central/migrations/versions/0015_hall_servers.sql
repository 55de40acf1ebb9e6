-- Where the hall's own server is, and the key copies left there are sealed to.
alter table hall."hall" add column keep_address varchar(200);
alter table hall."hall" add column recovery_key bytea;

create table sync.hall_server (
    role name primary key,
    hall_id integer not null,
    is_active boolean not null default true
);

-- Sealed copies that halls' servers brought; opened by the administrator.
create table sync.forwarded (
    ws uuid not null,
    epoch integer not null,
    seq bigint not null,
    hash bytea not null,
    copy bytea not null,
    at timestamptz not null default clock_timestamp(),
    opened_at timestamptz,
    primary key (ws, epoch, seq, hash)
);
alter table sync.forwarded alter column copy set storage external;
