create table hall."material_check" (
    matter_id uuid not null references hall."matter" (id),
    item varchar(24) not null,
    state varchar(16) not null,
    note varchar(200),
    decided_at timestamptz not null,
    id uuid primary key,
    hall_id integer not null,
    ver integer not null,
    made_by uuid not null,
    made_ws uuid not null,
    made_at timestamptz not null,
    unique (matter_id, item)
);
