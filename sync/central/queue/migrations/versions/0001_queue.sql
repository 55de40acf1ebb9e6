-- The queue's authority. Rules G1-G4 of the ticket protocol: a ticket has at most one grant that is
-- live or was called; only its holder ends a grant.

create table queue.member (
    role name primary key,
    ws uuid not null unique,
    hall_id integer not null,
    window_no integer not null,
    is_active boolean not null default true
);

create table queue.day_number (
    hall_id integer not null,
    day date not null,
    series text not null,
    last integer not null,
    primary key (hall_id, day, series)
);

create table queue.ticket (
    id uuid primary key default gen_random_uuid(),
    hall_id integer not null,
    day date not null,
    series text not null,
    number integer not null,
    business text not null,
    issued_at timestamptz not null default clock_timestamp(),
    state text not null default 'waiting' check (state in ('waiting', 'granted', 'called')),
    unique (hall_id, day, series, number)
) with (fillfactor = 80);
create index ticket_waiting on queue.ticket (hall_id, day, issued_at, id) where state = 'waiting';

create table queue.ticket_grant (
    grant_id uuid primary key default gen_random_uuid(),
    request_id uuid not null,
    ticket uuid not null references queue.ticket (id),
    ws uuid not null references queue.member (ws),
    granted_at timestamptz not null default clock_timestamp(),
    ended text check (ended in ('called', 'given_back')),
    ended_at timestamptz,
    unique (ws, request_id)
);
create unique index one_grant_per_ticket on queue.ticket_grant (ticket) where ended is distinct from 'given_back';
