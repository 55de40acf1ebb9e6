-- Dated images of the fund's ledger, which is another system; every figure is as of its ``as_of``.

create table ledger.person (
    citizen_id uuid primary key,
    doc_type varchar(2) not null,
    doc_number varchar(30) not null,
    name varchar(50) not null,
    sex varchar(1) not null,
    birth_date date,
    marital varchar(2) not null,
    spouse_doc_number varchar(30),
    phone varchar(20),
    employer varchar(100),
    as_of date not null,
    unique (doc_type, doc_number)
);

create table ledger.account (
    account_no varchar(20) primary key,
    citizen_id uuid not null unique references ledger.person (citizen_id),
    status varchar(2) not null,
    deposit_base numeric(18,2) not null,
    balance numeric(18,2) not null,
    consecutive_months integer not null,
    paid_through varchar(7) not null,
    open_loans integer not null,
    as_of date not null
);

create table ledger.import_run (
    id bigint generated always as identity primary key,
    at timestamptz not null default now(),
    as_of date not null,
    rows integer not null,
    changed integer not null
);
