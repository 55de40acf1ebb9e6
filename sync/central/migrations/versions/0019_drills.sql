create table hall."drill" (
    scope varchar(8) not null,
    window_no integer not null,
    starts_at timestamptz not null,
    minutes integer not null,
    id uuid primary key,
    hall_id integer not null,
    ver integer not null,
    made_by uuid not null,
    made_ws uuid not null,
    made_at timestamptz not null
);
