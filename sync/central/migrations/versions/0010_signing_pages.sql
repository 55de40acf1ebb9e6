create table hall."signing_page" (
    case_id uuid not null references hall."case" (id),
    citizen_id uuid not null references hall."citizen" (id),
    item varchar(24) not null,
    text_version varchar(40) not null,
    text_hash varchar(64) not null,
    number varchar(24) not null,
    id uuid primary key,
    hall_id integer not null,
    ver integer not null,
    made_by uuid not null,
    made_ws uuid not null,
    made_at timestamptz not null
);
create index on hall."signing_page" (case_id);
alter table hall."consent"
    add column page_id uuid references hall."signing_page" (id),
    add column witness_id uuid;
