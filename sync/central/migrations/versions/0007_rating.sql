create table hall."rating_reason" (
    rating_id uuid not null references hall."rating" (id),
    codes jsonb not null,
    given_at timestamptz not null,
    id uuid primary key,
    hall_id integer not null,
    ver integer not null,
    made_by uuid not null,
    made_ws uuid not null,
    made_at timestamptz not null,
    unique (rating_id)
);
