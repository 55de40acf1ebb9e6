"""``status``: how the centre and each workstation stand."""

import datetime as dt
import uuid
from dataclasses import dataclass

from sync.central.database import Admin, Installed, administering, installed


@dataclass(frozen=True)
class WorkstationStatus:
    """One workstation as the centre knows it."""

    ws: uuid.UUID
    hall_id: int
    window_no: int
    epoch: int
    state: str
    hwm: int
    app_version: str | None
    last_seen: dt.datetime | None
    parked: int
    refused: int
    lag: int | None
    """Change sets in its file that the centre does not have, by its own last word."""
    lag_s: float | None
    """How long the oldest of them has waited."""
    horizon_age_s: float | None
    """How old the feed is that it works by."""
    clock_ahead_s: float | None
    """How far its clock is ahead of the centre's; negative when it is behind."""
    told_at: dt.datetime | None
    """When it said so; everything of its own word is as of then, ages count on."""


@dataclass(frozen=True)
class CentreStatus:
    """The centre as a whole."""

    incarnation: uuid.UUID
    feed_epoch: str
    schema: tuple[Installed, ...]
    halls: int
    citizens: int
    newest_as_of: dt.date | None
    """数据截至 of the newest image of the ledger."""
    horizon_age_s: float
    """How long the oldest transaction that wrote has been open: the feed stands still behind it."""
    workstations: tuple[WorkstationStatus, ...]

    @property
    def is_current(self) -> bool:
        """Whether schema, functions and rules are those of this program."""
        return all(one.is_current for one in self.schema)


_CENTRE = """
select c.incarnation, c.feed_epoch, (select count(*) from hall.hall), (select count(*) from
ledger.person),
    (select max(as_of) from ledger.person),
    (select coalesce(extract(epoch from max(clock_timestamp() - xact_start)), 0)::float8
        from pg_stat_activity where backend_xid is not null and pid <> pg_backend_pid())
from sync.centre c
"""

_WORKSTATIONS = """
select w.ws, w.hall_id, w.window_no, w.epoch, w.state, w.hwm, w.app_version, w.last_seen,
    count(*) filter (where i.status = 'parked'), count(*) filter (where i.status = 'refused'),
    case when t.last_seq > w.hwm then t.last_seq - w.hwm else t.last_seq - t.last_seq end,
    case when t.last_seq <= w.hwm then 0 else age.s + t.oldest_ms / 1000.0 end::float8,
    (age.s + t.read_ms / 1000.0)::float8, (t.ahead_ms / 1000.0)::float8, t.at
from sync.workstation_sync w
left join sync.inbox i on i.ws = w.ws and i.status <> 'applied'
left join sync.told t on t.ws = w.ws and t.epoch = w.epoch
left join lateral (select extract(epoch from clock_timestamp() - t.at) as s) age on true
group by w.ws, t.ws, age.s order by w.hall_id, w.window_no
"""


def status(dsn: str) -> CentreStatus:
    """Ask the centre how it stands; raises ``NotACentre``."""
    schema = tuple(installed(dsn))
    with administering(dsn) as connection:
        row = connection.execute(_CENTRE.encode()).fetchone()
        assert row is not None
        incarnation, feed_epoch, halls, citizens, newest, age = row
        return CentreStatus(
            incarnation, feed_epoch, schema, halls, citizens, newest, age, _workstations(connection)
        )


def _workstations(connection: Admin) -> tuple[WorkstationStatus, ...]:
    rows = connection.execute(_WORKSTATIONS.encode()).fetchall()
    return tuple(WorkstationStatus(*row) for row in rows)
