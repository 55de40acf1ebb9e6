create table hall."hold" (
    visit_id uuid not null references hall."visit" (id),
    kind varchar(8) not null,
    held_at timestamptz not null,
    resumed_at timestamptz,
    id uuid primary key,
    hall_id integer not null,
    ver integer not null,
    made_by uuid not null,
    made_ws uuid not null,
    made_at timestamptz not null
);
create index on hall."hold" (visit_id);
