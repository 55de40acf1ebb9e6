"""What this window did today, for the clerk's own eyes while nobody sits here."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from counter.store.tables import Matter, Notice, Ticket, Visit
from counter.workflows.actor import Acting
from counter.workflows.queue_calling import label


@dataclass(frozen=True)
class DayFigures:
    """Counts of one window on one day; ``mean_s`` is seconds from opened to closed, per visit."""

    called: int = 0
    finished: int = 0
    missed: int = 0
    notices: int = 0
    mean_s: int | None = None
    last_label: str = ""
    last_at: dt.datetime | None = None
    """Which visit ended last, and when."""


def day_figures(session: Session, acting: Acting) -> DayFigures:
    """Count what this window called, ended, missed and told today."""
    here = (Ticket.day == acting.day, Ticket.window_no == acting.place.window_no)
    counted = session.execute(
        select(Ticket.state, func.count()).where(*here).group_by(Ticket.state)
    )
    states = {row[0]: row[1] for row in counted}
    ended = _ended(session, acting)
    spans = [(one.closed_at - one.opened_at).total_seconds() for one in ended if one.closed_at]
    last = ended[0] if ended else None
    ticket = None if last is None or last.ticket_id is None else session.get(Ticket, last.ticket_id)
    return DayFigures(
        called=sum(states.values()),
        finished=len(ended),
        missed=states.get("missed", 0),
        notices=_notices(session, acting),
        mean_s=round(sum(spans) / len(spans)) if spans else None,
        last_label="" if ticket is None else label(ticket),
        last_at=None if last is None else last.closed_at,
    )


def _ended(session: Session, acting: Acting) -> list[Visit]:
    query = select(Visit).where(
        Visit.day == acting.day,
        Visit.window_no == acting.place.window_no,
        Visit.state == "closed",
    )
    return list(session.scalars(query.order_by(Visit.closed_at.desc())))


def _notices(session: Session, acting: Acting) -> int:
    query = (
        select(func.count())
        .select_from(Notice)
        .join(Matter, Matter.id == Notice.matter_id)
        .join(Visit, Visit.id == Matter.visit_id)
        .where(Visit.day == acting.day, Visit.window_no == acting.place.window_no)
    )
    return session.scalar(query) or 0
