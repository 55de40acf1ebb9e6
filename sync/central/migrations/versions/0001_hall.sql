-- The synced tables at the centre; the same columns as the desks', kept equal by a test.
create table hall."audit" (
    event varchar(40) not null,
    subject_table varchar(30),
    subject_id uuid,
    result varchar(16) not null,
    detail jsonb,
    id uuid primary key,
    hall_id integer not null,
    ver integer not null,
    made_by uuid not null,
    made_ws uuid not null,
    made_at timestamptz not null
);
create table hall."ticket" (
    day date not null,
    series varchar(1) not null,
    number integer not null,
    business varchar(8) not null,
    issued_at timestamptz not null,
    window_no integer not null,
    state varchar(16) not null,
    id uuid primary key,
    hall_id integer not null,
    ver integer not null,
    made_by uuid not null,
    made_ws uuid not null,
    made_at timestamptz not null
);
create table hall."citizen" (
    doc_type varchar(2) not null,
    doc_number varchar(30) not null,
    name varchar(50) not null,
    sex varchar(1) not null,
    birth_date date,
    nation varchar(2),
    address varchar(200),
    issuer varchar(100),
    valid_from date,
    valid_to date,
    phone varchar(20),
    verification varchar(16) not null,
    id uuid primary key,
    hall_id integer not null,
    ver integer not null,
    made_by uuid not null,
    made_ws uuid not null,
    made_at timestamptz not null
);
create table hall."device" (
    kind varchar(16) not null,
    name varchar(50) not null,
    workstation_id uuid,
    public_key bytea not null,
    state varchar(16) not null,
    id uuid primary key,
    hall_id integer not null,
    ver integer not null,
    made_by uuid not null,
    made_ws uuid not null,
    made_at timestamptz not null
);
create table hall."hall" (
    name varchar(100) not null,
    address varchar(200) not null,
    phone varchar(40) not null,
    complaint_phone varchar(40) not null,
    service_hours varchar(100) not null,
    id uuid primary key,
    hall_id integer not null,
    ver integer not null,
    made_by uuid not null,
    made_ws uuid not null,
    made_at timestamptz not null
);
create table hall."person" (
    staff_no varchar(20) not null,
    name varchar(50) not null,
    roles jsonb not null,
    state varchar(16) not null,
    id uuid primary key,
    hall_id integer not null,
    ver integer not null,
    made_by uuid not null,
    made_ws uuid not null,
    made_at timestamptz not null
);
create table hall."policy_override" (
    key varchar(60) not null,
    value jsonb not null,
    valid_from date not null,
    valid_to date,
    doc_no varchar(80) not null,
    id uuid primary key,
    hall_id integer not null,
    ver integer not null,
    made_by uuid not null,
    made_ws uuid not null,
    made_at timestamptz not null
);
create table hall."slip" (
    kind varchar(16) not null,
    subject_id uuid not null,
    number varchar(24) not null,
    copies integer not null,
    state varchar(16) not null,
    id uuid primary key,
    hall_id integer not null,
    ver integer not null,
    made_by uuid not null,
    made_ws uuid not null,
    made_at timestamptz not null
);
create table hall."window" (
    number integer not null,
    kind varchar(16) not null,
    id uuid primary key,
    hall_id integer not null,
    ver integer not null,
    made_by uuid not null,
    made_ws uuid not null,
    made_at timestamptz not null
);
create table hall."work_item" (
    case_number varchar(24) not null,
    business varchar(8) not null,
    applicant varchar(50) not null,
    state varchar(16) not null,
    accepted_on date,
    signed_on date,
    amount numeric(18,2),
    taker_in uuid not null,
    id uuid primary key,
    hall_id integer not null,
    ver integer not null,
    made_by uuid not null,
    made_ws uuid not null,
    made_at timestamptz not null
);
create table hall."call" (
    ticket_id uuid not null references hall."ticket" (id),
    window_no integer not null,
    nth integer not null,
    id uuid primary key,
    hall_id integer not null,
    ver integer not null,
    made_by uuid not null,
    made_ws uuid not null,
    made_at timestamptz not null,
    unique (ticket_id, nth)
);
create table hall."person_key" (
    person_id uuid not null references hall."person" (id),
    sealed bytea not null,
    public_key bytea not null,
    state varchar(16) not null,
    valid_until timestamptz not null,
    id uuid primary key,
    hall_id integer not null,
    ver integer not null,
    made_by uuid not null,
    made_ws uuid not null,
    made_at timestamptz not null
);
create table hall."shift" (
    person_id uuid not null references hall."person" (id),
    window_no integer not null,
    day date not null,
    opened_at timestamptz not null,
    closed_at timestamptz,
    state varchar(16) not null,
    facts jsonb,
    id uuid primary key,
    hall_id integer not null,
    ver integer not null,
    made_by uuid not null,
    made_ws uuid not null,
    made_at timestamptz not null
);
create table hall."workstation" (
    window_id uuid not null references hall."window" (id),
    epoch integer not null,
    state varchar(16) not null,
    id uuid primary key,
    hall_id integer not null,
    ver integer not null,
    made_by uuid not null,
    made_ws uuid not null,
    made_at timestamptz not null
);
create table hall."visit" (
    day date not null,
    shift_id uuid not null references hall."shift" (id),
    window_no integer not null,
    ticket_id uuid references hall."ticket" (id),
    paper_shown varchar(20),
    citizen_id uuid references hall."citizen" (id),
    state varchar(16) not null,
    opened_at timestamptz not null,
    closed_at timestamptz,
    id uuid primary key,
    hall_id integer not null,
    ver integer not null,
    made_by uuid not null,
    made_ws uuid not null,
    made_at timestamptz not null
);
create table hall."matter" (
    visit_id uuid not null references hall."visit" (id),
    citizen_id uuid not null references hall."citizen" (id),
    business varchar(8) not null,
    answers jsonb not null,
    first_asked uuid not null,
    state varchar(16) not null,
    reason_codes jsonb,
    closed_at timestamptz,
    id uuid primary key,
    hall_id integer not null,
    ver integer not null,
    made_by uuid not null,
    made_ws uuid not null,
    made_at timestamptz not null
);
create table hall."rating" (
    visit_id uuid not null references hall."visit" (id),
    rated_person uuid not null,
    raw_key varchar(16) not null,
    grade integer not null,
    rated_at timestamptz not null,
    id uuid primary key,
    hall_id integer not null,
    ver integer not null,
    made_by uuid not null,
    made_ws uuid not null,
    made_at timestamptz not null,
    unique (visit_id)
);
create table hall."case" (
    matter_id uuid not null references hall."matter" (id),
    business varchar(8) not null,
    number varchar(24) not null,
    registry_no varchar(24),
    applicant varchar(50) not null,
    state varchar(16) not null,
    accepted_on date,
    signed_on date,
    submitted_at timestamptz,
    home_kind varchar(16),
    home_order varchar(8),
    home_address varchar(200),
    home_area numeric(12,6),
    home_price numeric(18,2),
    contract_no varchar(60),
    contract_filed_on date,
    down_payment numeric(18,2),
    presale_permit varchar(60),
    seller varchar(100),
    amount numeric(18,2),
    months integer,
    method varchar(2),
    rate numeric(12,6),
    judgement jsonb,
    policy_versions jsonb,
    id uuid primary key,
    hall_id integer not null,
    ver integer not null,
    made_by uuid not null,
    made_ws uuid not null,
    made_at timestamptz not null
);
create table hall."notice" (
    matter_id uuid not null references hall."matter" (id),
    citizen_id uuid not null references hall."citizen" (id),
    number varchar(24) not null,
    business varchar(8) not null,
    list_version varchar(40) not null,
    answers jsonb not null,
    rows jsonb not null,
    told_at timestamptz not null,
    id uuid primary key,
    hall_id integer not null,
    ver integer not null,
    made_by uuid not null,
    made_ws uuid not null,
    made_at timestamptz not null
);
create table hall."consent" (
    case_id uuid not null references hall."case" (id),
    citizen_id uuid not null references hall."citizen" (id),
    item varchar(24) not null,
    text_version varchar(40) not null,
    text_hash varchar(64) not null,
    presence varchar(24) not null,
    strokes jsonb,
    state varchar(16) not null,
    decided_at timestamptz not null,
    id uuid primary key,
    hall_id integer not null,
    ver integer not null,
    made_by uuid not null,
    made_ws uuid not null,
    made_at timestamptz not null
);
create table hall."party" (
    case_id uuid not null references hall."case" (id),
    citizen_id uuid not null references hall."citizen" (id),
    role varchar(16) not null,
    live boolean not null,
    marital varchar(2) not null,
    relation varchar(1) not null,
    phone varchar(20),
    employer varchar(100),
    account_no varchar(20),
    account_status varchar(2),
    deposit_base numeric(18,2),
    balance numeric(18,2),
    consecutive_months integer,
    paid_through varchar(7),
    open_loans integer,
    figures_as_of date,
    id uuid primary key,
    hall_id integer not null,
    ver integer not null,
    made_by uuid not null,
    made_ws uuid not null,
    made_at timestamptz not null,
    unique (case_id, citizen_id, role)
);
create unique index one_live_party_citizen_id on hall."party" (citizen_id)
    where live AND role IN ('borrower', 'spouse', 'co_borrower');
create table hall."review" (
    case_id uuid not null references hall."case" (id),
    level integer not null,
    "round" integer not null,
    outcome varchar(16) not null,
    opinion varchar(500) not null,
    seen_digest varchar(64) not null,
    reviewed_at timestamptz not null,
    id uuid primary key,
    hall_id integer not null,
    ver integer not null,
    made_by uuid not null,
    made_ws uuid not null,
    made_at timestamptz not null,
    unique (case_id, level, "round")
);
-- A citizen is announced to the cases it is a party of.
create index party_of_citizen on hall."party" (citizen_id);
create index case_of_number on hall."case" (number);
create index person_of_staff_no on hall."person" (hall_id, staff_no);
