"""Bringing copies to the centre when the desk that left them is silent.

The copies stay sealed: the centre's administrator opens them with the recovery key. What is brought
twice changes nothing.
"""

from dataclasses import dataclass
from typing import Any

import psycopg

SILENT_S = 90.0
"""A desk that leaves or confirms copies is heard every few seconds; one that is off is not."""
_PAGE = 100

_SILENT = """
select c.ws, c.epoch from keep.copy c left join keep.heard h on (h.ws, h.epoch) = (c.ws, c.epoch)
where c.forwarded_at is null
    and coalesce(h.at, c.kept_at) < clock_timestamp() - %s * interval '1 second'
group by c.ws, c.epoch order by c.ws, c.epoch
"""
_NEXT = """
select seq, hash, copy from keep.copy
where ws = %s and epoch = %s and forwarded_at is null order by seq, hash limit %s
"""
_FORGET = """
delete from keep.copy where forwarded_at < clock_timestamp() - interval '30 days'
"""
_DONE = """
update keep.copy set forwarded_at = clock_timestamp()
where ws = %s and epoch = %s and (seq, hash) in (select * from unnest(%s::bigint[], %b::bytea[]))
"""


@dataclass(frozen=True)
class Forwarded:
    """How many machines were silent, and how many copies the centre took."""

    silent: int
    copies: int


def forward(
    hall: psycopg.Connection[Any], centre: psycopg.Connection[Any], silent_s: float = SILENT_S
) -> Forwarded:
    """Bring everything of silent machines to the centre, page by page, each page for good."""
    found = hall.execute(_SILENT, (silent_s,)).fetchall()
    copies = 0
    for ws, epoch in found:
        while page := hall.execute(_NEXT, (ws, epoch, _PAGE), binary=True).fetchall():
            seqs, hashes, sealed = ([row[n] for row in page] for n in range(3))
            with centre.transaction():
                centre.execute(
                    "select api.forward(%s, %s, %s::bigint[], %b::bytea[], %b::bytea[])",
                    (ws, epoch, seqs, hashes, sealed),
                )
            # Only now: a copy counts as brought when the centre has it for good.
            hall.execute(_DONE, (ws, epoch, seqs, hashes))
            hall.commit()
            copies += len(page)
    # A desk that came back has them forgotten itself; those of a dead one stay for a month.
    hall.execute(_FORGET)
    hall.commit()
    return Forwarded(len(found), copies)
