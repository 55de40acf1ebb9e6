"""Takes checked images into the ledger's tables: copied beside them, judged there, merged at
once."""

import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from sync.central.citizens_file.checking import CitizenImage
from sync.central.citizens_file.columns import (
    ACCOUNT_NO,
    AS_OF,
    MOST_ERRORS,
    SPOUSE,
    FileRefused,
    RowError,
)
from sync.central.database import Admin

CitizenKey = Callable[[str, str], uuid.UUID]

_STAGE = """
create temp table incoming (
    row integer, citizen_id uuid, doc_type text, doc_number text, name text, sex text, birth_date
    date,
    marital text, spouse_doc_number text, phone text, employer text, as_of date,
    account_no text, status text, deposit_base numeric(18,2), balance numeric(18,2),
    consecutive_months integer, paid_through text, open_loans integer
) on commit drop
"""

_OLDER = """
select i.row from pg_temp.incoming i join ledger.person p using (citizen_id) where i.as_of < p.as_of
order by i.row limit %s
"""

# An account moves to another person only after a correction in the ledger itself.
_FOREIGN = """
select i.row from pg_temp.incoming i join ledger.account a using (account_no)
where a.citizen_id <> i.citizen_id order by i.row limit %s
"""

# Two people of one file who name each other's spouse differently cannot both be right; one who
# names nobody may just not have been asked.
_STRANGE_SPOUSE = """
select i.row from pg_temp.incoming i
left join pg_temp.incoming s on s.doc_number = i.spouse_doc_number
where i.spouse_doc_number = i.doc_number or s.spouse_doc_number <> i.doc_number
order by i.row limit %s
"""

_MERGE_PEOPLE = """
insert into ledger.person as p (citizen_id, doc_type, doc_number, name, sex, birth_date, marital,
    spouse_doc_number, phone, employer, as_of)
select citizen_id, doc_type, doc_number, name, sex, birth_date, marital, spouse_doc_number, phone,
employer, as_of
from pg_temp.incoming
on conflict (citizen_id) do update set name = excluded.name, sex = excluded.sex,
    birth_date = excluded.birth_date, marital = excluded.marital, spouse_doc_number =
    excluded.spouse_doc_number,
    phone = excluded.phone, employer = excluded.employer, as_of = excluded.as_of
where (p.name, p.sex, p.birth_date, p.marital, p.spouse_doc_number, p.phone, p.employer, p.as_of)
    is distinct from (excluded.name, excluded.sex, excluded.birth_date, excluded.marital,
        excluded.spouse_doc_number, excluded.phone, excluded.employer, excluded.as_of)
"""

# The newer image has no account, or another number: the earlier one goes.
_END_ACCOUNTS = """
delete from ledger.account a using pg_temp.incoming i
where a.citizen_id = i.citizen_id and a.account_no is distinct from i.account_no
"""

_MERGE_ACCOUNTS = """
insert into ledger.account as a (account_no, citizen_id, status, deposit_base, balance,
consecutive_months,
    paid_through, open_loans, as_of)
select account_no, citizen_id, status, deposit_base, balance, consecutive_months, paid_through,
open_loans, as_of
from pg_temp.incoming where account_no is not null
on conflict (account_no) do update set status = excluded.status, deposit_base =
excluded.deposit_base,
    balance = excluded.balance, consecutive_months = excluded.consecutive_months,
    paid_through = excluded.paid_through, open_loans = excluded.open_loans, as_of = excluded.as_of
where (a.status, a.deposit_base, a.balance, a.consecutive_months, a.paid_through, a.open_loans,
a.as_of)
    is distinct from (excluded.status, excluded.deposit_base, excluded.balance,
    excluded.consecutive_months,
        excluded.paid_through, excluded.open_loans, excluded.as_of)
"""


@dataclass(frozen=True)
class Imported:
    """What an import did."""

    rows: int
    people_changed: int
    accounts_changed: int


def stage(connection: Admin, images: Iterable[CitizenImage], key: CitizenKey) -> int:
    """Copy images beside the ledger's tables; gives their number. Nothing is merged yet."""
    connection.execute(_STAGE)
    count = 0
    with connection.cursor().copy("copy pg_temp.incoming from stdin") as copy:
        for image in images:
            copy.write_row(_row(image, key(image.doc_type, image.doc_number)))
            count += 1
    connection.execute("analyze pg_temp.incoming")
    return count


def merge(connection: Admin, rows: int) -> Imported:
    """Merge what was staged.

    Raises ``FileRefused`` when it contradicts itself, is older than what is there, or takes another
    person's account.
    """
    _refuse(connection, _STRANGE_SPOUSE, SPOUSE, "与文件里配偶那一行对不上")
    _refuse(connection, _OLDER, AS_OF, "早于中心已有的数据")
    _refuse(connection, _FOREIGN, ACCOUNT_NO, "在中心属于另一个人")
    people = connection.execute(_MERGE_PEOPLE).rowcount
    ended = connection.execute(_END_ACCOUNTS).rowcount
    accounts = connection.execute(_MERGE_ACCOUNTS).rowcount
    return Imported(rows, people, max(ended, accounts))


def _refuse(connection: Admin, query: str, column: str, reason: str) -> None:
    found = connection.execute(query.encode(), (MOST_ERRORS,)).fetchall()
    if found:
        raise FileRefused(tuple(RowError(row, column, reason) for (row,) in found))


def _row(image: CitizenImage, citizen_id: uuid.UUID) -> tuple[object, ...]:
    person = (
        image.row,
        citizen_id,
        image.doc_type,
        image.doc_number,
        image.name,
        image.sex,
        image.birth_date,
        image.marital,
        image.spouse_doc_number,
        image.phone,
        image.employer,
        image.as_of,
    )
    account = image.account
    if account is None:
        return (*person, *[None] * 7)
    return (*person, *vars(account).values())
