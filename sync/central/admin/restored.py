"""``restored``: the last step of putting a backup of the centre back."""

import uuid
from dataclasses import dataclass

from sync.central.database import administering

LEAP = 500
"""How far today's ticket numbers leap: what was printed after the backup is not printed twice."""

_LIMBO = """
update queue.ticket set state = 'limbo' where day = queue.today() and state = 'waiting'
"""
_NUMBERS = """
insert into queue.day_number as d (hall_id, day, series, last)
select h.hall_id, queue.today(), s.series, %s
from hall.hall h cross join unnest('{A,B,C,D,E,F,G,H}'::text[]) s (series)
on conflict on constraint day_number_pkey do update set last = d.last + excluded.last
"""


@dataclass(frozen=True)
class Restored:
    """Who the centre is from now on; desks that knew the one before rewind and send again."""

    incarnation: uuid.UUID
    feed_epoch: str
    marks: int
    """How many workstations go on from the mark the backup holds."""
    limbo: int
    """Tickets of today that were still waiting: nobody is granted them any more."""


def restored(dsn: str) -> Restored:
    """Give the centre another incarnation and feed, so that every desk compares marks, sends again
    what the backup lacks and reads the feed anew. Raises ``NotACentre``.

    The queue's authority may have forgotten grants and calls, so no ticket of today that waits in
    the backup is granted any more (the ticket protocol's rule for a restored authority): whoever
    holds one takes a new number.
    """
    with administering(dsn) as connection:
        row = connection.execute(
            "update sync.centre set incarnation = gen_random_uuid(),"
            " feed_epoch = gen_random_uuid()::text returning incarnation, feed_epoch"
        ).fetchone()
        assert row is not None
        marks = connection.execute("select count(*) from sync.workstation_sync").fetchone()
        assert marks is not None
        limbo = connection.execute(_LIMBO).rowcount
        connection.execute(_NUMBERS, (LEAP,))
        return Restored(row[0], row[1], marks[0], limbo)
