-- Which cases a machine has taken away from the hall, and when they were back.
create table sync.case_out (
    id bigint generated always as identity primary key,
    ws uuid not null references sync.workstation_sync (ws),
    epoch integer not null,
    case_id uuid not null references hall."case" (id),
    purpose text not null,
    taken_at timestamptz not null default clock_timestamp(),
    returned_at timestamptz
);
create index case_out_open on sync.case_out (ws) where returned_at is null;

-- Takes one argument more now, and is made anew after this.
drop function if exists sync.take_new(sync.workstation_sync, bigint, bytea[], jsonb, jsonb);
