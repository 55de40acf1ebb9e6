CREATE TABLE audit (
    event VARCHAR(40) NOT NULL,
    subject_table VARCHAR(30),
    subject_id CHAR(32),
    result VARCHAR(16) NOT NULL,
    detail JSON,
    id CHAR(32) NOT NULL,
    hall_id INTEGER NOT NULL,
    ver INTEGER NOT NULL,
    made_by CHAR(32) NOT NULL,
    made_ws CHAR(32) NOT NULL,
    made_at VARCHAR(27) NOT NULL,
    CONSTRAINT pk_audit PRIMARY KEY (id)
)
 WITHOUT ROWID;

CREATE TABLE ticket (
    day DATE NOT NULL,
    series VARCHAR(1) NOT NULL,
    number INTEGER NOT NULL,
    business VARCHAR(8) NOT NULL,
    issued_at VARCHAR(27) NOT NULL,
    window_no INTEGER NOT NULL,
    state VARCHAR(16) NOT NULL,
    id CHAR(32) NOT NULL,
    hall_id INTEGER NOT NULL,
    ver INTEGER NOT NULL,
    made_by CHAR(32) NOT NULL,
    made_ws CHAR(32) NOT NULL,
    made_at VARCHAR(27) NOT NULL,
    CONSTRAINT pk_ticket PRIMARY KEY (id)
)
 WITHOUT ROWID;

CREATE TABLE citizen (
    doc_type VARCHAR(2) NOT NULL,
    doc_number VARCHAR(30) NOT NULL,
    name VARCHAR(50) NOT NULL,
    sex VARCHAR(1) NOT NULL,
    birth_date DATE,
    nation VARCHAR(2),
    address VARCHAR(200),
    issuer VARCHAR(100),
    valid_from DATE,
    valid_to DATE,
    phone VARCHAR(20),
    verification VARCHAR(16) NOT NULL,
    id CHAR(32) NOT NULL,
    hall_id INTEGER NOT NULL,
    ver INTEGER NOT NULL,
    made_by CHAR(32) NOT NULL,
    made_ws CHAR(32) NOT NULL,
    made_at VARCHAR(27) NOT NULL,
    CONSTRAINT pk_citizen PRIMARY KEY (id)
)
 WITHOUT ROWID;

CREATE TABLE device (
    kind VARCHAR(16) NOT NULL,
    name VARCHAR(50) NOT NULL,
    workstation_id CHAR(32),
    public_key BLOB NOT NULL,
    state VARCHAR(16) NOT NULL,
    id CHAR(32) NOT NULL,
    hall_id INTEGER NOT NULL,
    ver INTEGER NOT NULL,
    made_by CHAR(32) NOT NULL,
    made_ws CHAR(32) NOT NULL,
    made_at VARCHAR(27) NOT NULL,
    CONSTRAINT pk_device PRIMARY KEY (id)
)
 WITHOUT ROWID;

CREATE TABLE hall (
    name VARCHAR(100) NOT NULL,
    address VARCHAR(200) NOT NULL,
    phone VARCHAR(40) NOT NULL,
    complaint_phone VARCHAR(40) NOT NULL,
    service_hours VARCHAR(100) NOT NULL,
    id CHAR(32) NOT NULL,
    hall_id INTEGER NOT NULL,
    ver INTEGER NOT NULL,
    made_by CHAR(32) NOT NULL,
    made_ws CHAR(32) NOT NULL,
    made_at VARCHAR(27) NOT NULL,
    CONSTRAINT pk_hall PRIMARY KEY (id)
)
 WITHOUT ROWID;

CREATE TABLE person (
    staff_no VARCHAR(20) NOT NULL,
    name VARCHAR(50) NOT NULL,
    roles JSON NOT NULL,
    state VARCHAR(16) NOT NULL,
    id CHAR(32) NOT NULL,
    hall_id INTEGER NOT NULL,
    ver INTEGER NOT NULL,
    made_by CHAR(32) NOT NULL,
    made_ws CHAR(32) NOT NULL,
    made_at VARCHAR(27) NOT NULL,
    CONSTRAINT pk_person PRIMARY KEY (id)
)
 WITHOUT ROWID;

CREATE TABLE policy_override (
    "key" VARCHAR(60) NOT NULL,
    value JSON NOT NULL,
    valid_from DATE NOT NULL,
    valid_to DATE,
    doc_no VARCHAR(80) NOT NULL,
    id CHAR(32) NOT NULL,
    hall_id INTEGER NOT NULL,
    ver INTEGER NOT NULL,
    made_by CHAR(32) NOT NULL,
    made_ws CHAR(32) NOT NULL,
    made_at VARCHAR(27) NOT NULL,
    CONSTRAINT pk_policy_override PRIMARY KEY (id)
)
 WITHOUT ROWID;

CREATE TABLE slip (
    kind VARCHAR(16) NOT NULL,
    subject_id CHAR(32) NOT NULL,
    number VARCHAR(24) NOT NULL,
    copies INTEGER NOT NULL,
    state VARCHAR(16) NOT NULL,
    id CHAR(32) NOT NULL,
    hall_id INTEGER NOT NULL,
    ver INTEGER NOT NULL,
    made_by CHAR(32) NOT NULL,
    made_ws CHAR(32) NOT NULL,
    made_at VARCHAR(27) NOT NULL,
    CONSTRAINT pk_slip PRIMARY KEY (id)
)
 WITHOUT ROWID;

CREATE TABLE window (
    number INTEGER NOT NULL,
    kind VARCHAR(16) NOT NULL,
    id CHAR(32) NOT NULL,
    hall_id INTEGER NOT NULL,
    ver INTEGER NOT NULL,
    made_by CHAR(32) NOT NULL,
    made_ws CHAR(32) NOT NULL,
    made_at VARCHAR(27) NOT NULL,
    CONSTRAINT pk_window PRIMARY KEY (id)
)
 WITHOUT ROWID;

CREATE TABLE work_item (
    case_number VARCHAR(24) NOT NULL,
    business VARCHAR(8) NOT NULL,
    applicant VARCHAR(50) NOT NULL,
    state VARCHAR(16) NOT NULL,
    accepted_on DATE,
    signed_on DATE,
    amount BIGINT,
    taker_in CHAR(32) NOT NULL,
    id CHAR(32) NOT NULL,
    hall_id INTEGER NOT NULL,
    ver INTEGER NOT NULL,
    made_by CHAR(32) NOT NULL,
    made_ws CHAR(32) NOT NULL,
    made_at VARCHAR(27) NOT NULL,
    CONSTRAINT pk_work_item PRIMARY KEY (id)
)
 WITHOUT ROWID;

CREATE TABLE call (
    ticket_id CHAR(32) NOT NULL,
    window_no INTEGER NOT NULL,
    nth INTEGER NOT NULL,
    id CHAR(32) NOT NULL,
    hall_id INTEGER NOT NULL,
    ver INTEGER NOT NULL,
    made_by CHAR(32) NOT NULL,
    made_ws CHAR(32) NOT NULL,
    made_at VARCHAR(27) NOT NULL,
    CONSTRAINT pk_call PRIMARY KEY (id)
)
 WITHOUT ROWID;

CREATE TABLE person_key (
    person_id CHAR(32) NOT NULL,
    sealed BLOB NOT NULL,
    public_key BLOB NOT NULL,
    state VARCHAR(16) NOT NULL,
    valid_until VARCHAR(27) NOT NULL,
    id CHAR(32) NOT NULL,
    hall_id INTEGER NOT NULL,
    ver INTEGER NOT NULL,
    made_by CHAR(32) NOT NULL,
    made_ws CHAR(32) NOT NULL,
    made_at VARCHAR(27) NOT NULL,
    CONSTRAINT pk_person_key PRIMARY KEY (id)
)
 WITHOUT ROWID;

CREATE TABLE shift (
    person_id CHAR(32) NOT NULL,
    window_no INTEGER NOT NULL,
    day DATE NOT NULL,
    opened_at VARCHAR(27) NOT NULL,
    closed_at VARCHAR(27),
    state VARCHAR(16) NOT NULL,
    facts JSON,
    id CHAR(32) NOT NULL,
    hall_id INTEGER NOT NULL,
    ver INTEGER NOT NULL,
    made_by CHAR(32) NOT NULL,
    made_ws CHAR(32) NOT NULL,
    made_at VARCHAR(27) NOT NULL,
    CONSTRAINT pk_shift PRIMARY KEY (id)
)
 WITHOUT ROWID;

CREATE TABLE workstation (
    window_id CHAR(32) NOT NULL,
    epoch INTEGER NOT NULL,
    state VARCHAR(16) NOT NULL,
    id CHAR(32) NOT NULL,
    hall_id INTEGER NOT NULL,
    ver INTEGER NOT NULL,
    made_by CHAR(32) NOT NULL,
    made_ws CHAR(32) NOT NULL,
    made_at VARCHAR(27) NOT NULL,
    CONSTRAINT pk_workstation PRIMARY KEY (id)
)
 WITHOUT ROWID;

CREATE TABLE visit (
    day DATE NOT NULL,
    shift_id CHAR(32) NOT NULL,
    window_no INTEGER NOT NULL,
    ticket_id CHAR(32),
    paper_shown VARCHAR(20),
    citizen_id CHAR(32),
    state VARCHAR(16) NOT NULL,
    opened_at VARCHAR(27) NOT NULL,
    closed_at VARCHAR(27),
    id CHAR(32) NOT NULL,
    hall_id INTEGER NOT NULL,
    ver INTEGER NOT NULL,
    made_by CHAR(32) NOT NULL,
    made_ws CHAR(32) NOT NULL,
    made_at VARCHAR(27) NOT NULL,
    CONSTRAINT pk_visit PRIMARY KEY (id)
)
 WITHOUT ROWID;

CREATE TABLE matter (
    visit_id CHAR(32) NOT NULL,
    citizen_id CHAR(32) NOT NULL,
    business VARCHAR(8) NOT NULL,
    answers JSON NOT NULL,
    first_asked CHAR(32) NOT NULL,
    state VARCHAR(16) NOT NULL,
    reason_codes JSON,
    closed_at VARCHAR(27),
    id CHAR(32) NOT NULL,
    hall_id INTEGER NOT NULL,
    ver INTEGER NOT NULL,
    made_by CHAR(32) NOT NULL,
    made_ws CHAR(32) NOT NULL,
    made_at VARCHAR(27) NOT NULL,
    CONSTRAINT pk_matter PRIMARY KEY (id)
)
 WITHOUT ROWID;

CREATE TABLE rating (
    visit_id CHAR(32) NOT NULL,
    rated_person CHAR(32) NOT NULL,
    raw_key VARCHAR(16) NOT NULL,
    grade INTEGER NOT NULL,
    rated_at VARCHAR(27) NOT NULL,
    id CHAR(32) NOT NULL,
    hall_id INTEGER NOT NULL,
    ver INTEGER NOT NULL,
    made_by CHAR(32) NOT NULL,
    made_ws CHAR(32) NOT NULL,
    made_at VARCHAR(27) NOT NULL,
    CONSTRAINT pk_rating PRIMARY KEY (id)
)
 WITHOUT ROWID;

CREATE TABLE "case" (
    matter_id CHAR(32) NOT NULL,
    business VARCHAR(8) NOT NULL,
    number VARCHAR(24) NOT NULL,
    registry_no VARCHAR(24),
    applicant VARCHAR(50) NOT NULL,
    state VARCHAR(16) NOT NULL,
    accepted_on DATE,
    signed_on DATE,
    submitted_at VARCHAR(27),
    home_kind VARCHAR(16),
    home_order VARCHAR(8),
    home_address VARCHAR(200),
    home_area VARCHAR(16),
    home_price BIGINT,
    contract_no VARCHAR(60),
    contract_filed_on DATE,
    down_payment BIGINT,
    presale_permit VARCHAR(60),
    seller VARCHAR(100),
    amount BIGINT,
    months INTEGER,
    method VARCHAR(2),
    rate VARCHAR(16),
    judgement JSON,
    policy_versions JSON,
    id CHAR(32) NOT NULL,
    hall_id INTEGER NOT NULL,
    ver INTEGER NOT NULL,
    made_by CHAR(32) NOT NULL,
    made_ws CHAR(32) NOT NULL,
    made_at VARCHAR(27) NOT NULL,
    CONSTRAINT pk_case PRIMARY KEY (id)
)
 WITHOUT ROWID;

CREATE INDEX ix_case_number ON "case" (number);

CREATE TABLE notice (
    matter_id CHAR(32) NOT NULL,
    citizen_id CHAR(32) NOT NULL,
    number VARCHAR(24) NOT NULL,
    business VARCHAR(8) NOT NULL,
    list_version VARCHAR(40) NOT NULL,
    answers JSON NOT NULL,
    rows JSON NOT NULL,
    told_at VARCHAR(27) NOT NULL,
    id CHAR(32) NOT NULL,
    hall_id INTEGER NOT NULL,
    ver INTEGER NOT NULL,
    made_by CHAR(32) NOT NULL,
    made_ws CHAR(32) NOT NULL,
    made_at VARCHAR(27) NOT NULL,
    CONSTRAINT pk_notice PRIMARY KEY (id)
)
 WITHOUT ROWID;

CREATE TABLE consent (
    case_id CHAR(32) NOT NULL,
    citizen_id CHAR(32) NOT NULL,
    item VARCHAR(24) NOT NULL,
    text_version VARCHAR(40) NOT NULL,
    text_hash VARCHAR(64) NOT NULL,
    presence VARCHAR(24) NOT NULL,
    strokes JSON,
    state VARCHAR(16) NOT NULL,
    decided_at VARCHAR(27) NOT NULL,
    id CHAR(32) NOT NULL,
    hall_id INTEGER NOT NULL,
    ver INTEGER NOT NULL,
    made_by CHAR(32) NOT NULL,
    made_ws CHAR(32) NOT NULL,
    made_at VARCHAR(27) NOT NULL,
    CONSTRAINT pk_consent PRIMARY KEY (id)
)
 WITHOUT ROWID;

CREATE INDEX ix_consent_case_id ON consent (case_id);

CREATE TABLE party (
    case_id CHAR(32) NOT NULL,
    citizen_id CHAR(32) NOT NULL,
    role VARCHAR(16) NOT NULL,
    live BOOLEAN NOT NULL,
    marital VARCHAR(2) NOT NULL,
    relation VARCHAR(1) NOT NULL,
    phone VARCHAR(20),
    employer VARCHAR(100),
    account_no VARCHAR(20),
    account_status VARCHAR(2),
    deposit_base BIGINT,
    balance BIGINT,
    consecutive_months INTEGER,
    paid_through VARCHAR(7),
    open_loans INTEGER,
    figures_as_of DATE,
    id CHAR(32) NOT NULL,
    hall_id INTEGER NOT NULL,
    ver INTEGER NOT NULL,
    made_by CHAR(32) NOT NULL,
    made_ws CHAR(32) NOT NULL,
    made_at VARCHAR(27) NOT NULL,
    CONSTRAINT pk_party PRIMARY KEY (id)
)
 WITHOUT ROWID;

CREATE INDEX ix_party_case_id ON party (case_id);

CREATE TABLE review (
    case_id CHAR(32) NOT NULL,
    level INTEGER NOT NULL,
    round INTEGER NOT NULL,
    outcome VARCHAR(16) NOT NULL,
    opinion VARCHAR(500) NOT NULL,
    seen_digest VARCHAR(64) NOT NULL,
    reviewed_at VARCHAR(27) NOT NULL,
    id CHAR(32) NOT NULL,
    hall_id INTEGER NOT NULL,
    ver INTEGER NOT NULL,
    made_by CHAR(32) NOT NULL,
    made_ws CHAR(32) NOT NULL,
    made_at VARCHAR(27) NOT NULL,
    CONSTRAINT pk_review PRIMARY KEY (id)
)
 WITHOUT ROWID;

CREATE INDEX ix_review_case_id ON review (case_id);

CREATE TABLE draft (
    visit_id CHAR(32) NOT NULL,
    step VARCHAR(16) NOT NULL,
    fields JSON NOT NULL,
    saved_at VARCHAR(27) NOT NULL,
    CONSTRAINT pk_draft PRIMARY KEY (visit_id)
);

CREATE TABLE held_ticket (
    grant_id CHAR(32) NOT NULL,
    ticket JSON NOT NULL,
    asked_boot VARCHAR(36) NOT NULL,
    asked_tick_ms INTEGER NOT NULL,
    term_ms INTEGER NOT NULL,
    ended VARCHAR(16),
    CONSTRAINT pk_held_ticket PRIMARY KEY (grant_id)
);

CREATE TABLE local_number (
    series VARCHAR(16) NOT NULL,
    last INTEGER NOT NULL,
    CONSTRAINT pk_local_number PRIMARY KEY (series)
);

CREATE TABLE outbox (
    seq INTEGER NOT NULL,
    id CHAR(32) NOT NULL,
    kind VARCHAR(40) NOT NULL,
    body BLOB NOT NULL,
    hash BLOB NOT NULL,
    seal JSON NOT NULL,
    sig JSON NOT NULL,
    saved_at VARCHAR(27) NOT NULL,
    CONSTRAINT pk_outbox PRIMARY KEY (seq)
);

CREATE TABLE pending_row (
    tbl VARCHAR(30) NOT NULL,
    "key" CHAR(32) NOT NULL,
    seq INTEGER NOT NULL,
    xid INTEGER,
    CONSTRAINT pk_pending_row PRIMARY KEY (tbl, "key", seq)
)
 WITHOUT ROWID;

CREATE TABLE pull_state (
    scope VARCHAR(60) NOT NULL,
    feed_epoch VARCHAR(36) NOT NULL,
    xid INTEGER NOT NULL,
    id INTEGER NOT NULL,
    caught_up_at VARCHAR(27),
    CONSTRAINT pk_pull_state PRIMARY KEY (scope)
);

CREATE TABLE push_state (
    id INTEGER NOT NULL,
    epoch INTEGER NOT NULL,
    acked_seq INTEGER NOT NULL,
    incarnation CHAR(32),
    stopped_code VARCHAR(8),
    CONSTRAINT pk_push_state PRIMARY KEY (id)
);

CREATE TABLE server_row (
    tbl VARCHAR(30) NOT NULL,
    "key" CHAR(32) NOT NULL,
    ver INTEGER NOT NULL,
    "row" JSON NOT NULL,
    CONSTRAINT pk_server_row PRIMARY KEY (tbl, "key")
);

CREATE TABLE set_outcome (
    seq INTEGER NOT NULL,
    status VARCHAR(16) NOT NULL,
    code VARCHAR(24) NOT NULL,
    detail JSON,
    seen_at VARCHAR(27) NOT NULL,
    CONSTRAINT pk_set_outcome PRIMARY KEY (seq)
);

CREATE TABLE sign_in_record (
    subject VARCHAR(64) NOT NULL,
    failures INTEGER NOT NULL,
    unreported INTEGER NOT NULL,
    locked_boot VARCHAR(36),
    locked_tick_ms INTEGER,
    tried_at VARCHAR(27) NOT NULL,
    checked_at VARCHAR(27),
    CONSTRAINT pk_sign_in_record PRIMARY KEY (subject)
);

CREATE TRIGGER outbox_is_never_edited BEFORE UPDATE ON outbox
BEGIN
    SELECT RAISE(ABORT, 'outbox: a change set is never edited');
END;

CREATE TRIGGER outbox_keeps_the_unconfirmed BEFORE DELETE ON outbox
WHEN OLD.seq > coalesce((SELECT acked_seq FROM push_state), 0)
BEGIN
    SELECT RAISE(ABORT, 'outbox: the centre has not confirmed this change set');
END;

INSERT INTO push_state (id, epoch, acked_seq) VALUES (1, 0, 0);
