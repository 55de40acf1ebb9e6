create table hall."promise" (
    visit_id uuid references hall."visit" (id),
    what varchar(100) not null,
    phone varchar(20) not null,
    name varchar(50) not null,
    window_no integer not null,
    due_at timestamptz,
    state varchar(16) not null,
    told_at timestamptz,
    id uuid primary key,
    hall_id integer not null,
    ver integer not null,
    made_by uuid not null,
    made_ws uuid not null,
    made_at timestamptz not null
);
