"""The statements that bring an arrived file into the ledger's image, set by set."""

from typing import Final

# Lives within one transaction, so nobody else ever sees it; temporary tables are forbidden here.
MAKE_ARRIVALS: Final = """
create unlogged table ledger.arrival (
    "row" integer not null,
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
    account_no varchar(20),
    status varchar(2),
    deposit_base numeric(18,2),
    balance numeric(18,2),
    consecutive_months integer,
    paid_through varchar(7),
    open_loans integer,
    as_of date not null
)
"""
COPY: Final = "copy ledger.arrival from stdin"
DROP_ARRIVALS: Final = "drop table ledger.arrival"
# Halls of one country keep one time.
TODAY: Final = "select (now() at time zone 'Asia/Shanghai')::date"

LOCK: Final = """
analyze ledger.arrival;
lock table ledger.person, ledger.account in share row exclusive mode
"""

OTHER_KEY: Final = """
select from ledger.arrival a
join ledger.person p using (doc_type, doc_number) where p.citizen_id <> a.citizen_id limit 1
"""

OLDER: Final = """
select a."row" from ledger.arrival a
join ledger.person p using (citizen_id) where p.as_of > a.as_of order by 1 limit %s
"""

TAKEN_ACCOUNTS: Final = """
select a."row" from ledger.arrival a
join ledger.account o using (account_no)
where o.citizen_id <> a.citizen_id
    and not exists (select from ledger.arrival b where b.citizen_id = o.citizen_id)
order by 1 limit %s
"""

MERGE_PEOPLE: Final = """
with written as (
    insert into ledger.person as p (citizen_id, doc_type, doc_number, name, sex, birth_date,
        marital, spouse_doc_number, phone, employer, as_of)
    select citizen_id, doc_type, doc_number, name, sex, birth_date, marital, spouse_doc_number,
        phone, employer, as_of
    from ledger.arrival
    on conflict (citizen_id) do update set
        name = excluded.name, sex = excluded.sex, birth_date = excluded.birth_date,
        marital = excluded.marital, spouse_doc_number = excluded.spouse_doc_number,
        phone = excluded.phone, employer = excluded.employer, as_of = excluded.as_of
    where p is distinct from excluded
    -- A row just made has never been touched by another transaction.
    returning xmax = 0 as is_new
)
select count(*) filter (where is_new), count(*) filter (where not is_new) from written
"""

# Before new accounts are written, so that two people may have swapped numbers.
END_ACCOUNTS: Final = """
with ended as (
    delete from ledger.account o using ledger.arrival a
    where o.citizen_id = a.citizen_id and o.account_no is distinct from a.account_no
    returning 1
)
select count(*) from ended
"""

MERGE_ACCOUNTS: Final = """
with written as (
    insert into ledger.account as o (account_no, citizen_id, status, deposit_base, balance,
        consecutive_months, paid_through, open_loans, as_of)
    select account_no, citizen_id, status, deposit_base, balance, consecutive_months,
        paid_through, open_loans, as_of
    from ledger.arrival where account_no is not null
    on conflict (account_no) do update set
        status = excluded.status, deposit_base = excluded.deposit_base,
        balance = excluded.balance, consecutive_months = excluded.consecutive_months,
        paid_through = excluded.paid_through, open_loans = excluded.open_loans,
        as_of = excluded.as_of
    where o is distinct from excluded
    returning 1
)
select count(*) from written
"""

NOTE_RUN: Final = """
insert into ledger.import_run (sha256, as_of, "rows", changed) values (%s, %s, %s, %s)
"""
