"""Outage drills (断网演练): a supervisor cuts this desk or the hall off the centre for a time."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from counter.i18n import _
from counter.rules.drills import LONGEST, LONGEST_MIN, SHORTEST_MIN, USUAL_MIN, Drill, begins
from counter.store import tables
from counter.store.change_set import Origin
from counter.store.unit_of_work import Unit
from counter.workflows.actor import Acting
from counter.workflows.clock import hall_time
from counter.workflows.refusals import Refused

__all__ = [
    "HALL",
    "LONGEST_MIN",
    "SHORTEST_MIN",
    "USUAL_MIN",
    "Drill",
    "DrillAsked",
    "drills_here",
    "refuse_second",
    "span_words",
    "start",
]
DESK, HALL = "desk", "hall"
_LOOK_BACK = LONGEST + dt.timedelta(minutes=1)
"""One that is just over is still told, so that nobody takes its end for a real outage."""


@dataclass(frozen=True)
class DrillAsked:
    """What a supervisor asks for: where, and for how long."""

    whole_hall: bool
    minutes: int


def drills_here(session: Session, origin: Origin, now: dt.datetime) -> tuple[Drill, ...]:
    """The drills that cut this workstation off lately, now or later: its own and the whole
    hall's."""
    row = tables.Drill
    found = session.execute(
        select(row.starts_at, row.minutes, row.scope).where(
            row.hall_id == origin.hall_id,
            or_(row.scope == HALL, row.made_ws == origin.ws),
            row.starts_at > now - _LOOK_BACK,
        )
    )
    return tuple(Drill(starts_at, minutes, scope == HALL) for starts_at, minutes, scope in found)


def refuse_second(session: Session, origin: Origin, now: dt.datetime) -> None:
    """Raise ``Refused`` while a drill is on here or announced."""
    left = [one for one in drills_here(session, origin, now) if one.ends_at > now]
    if left:
        raise Refused(
            "drill.on",
            _("已经有一次断网演练（{span}）。请等它自己结束后再发起。").format(
                span=span_words(left[0])
            ),
        )


def start(unit: Unit, acting: Acting, asked: DrillAsked) -> Drill:
    """Start a drill; raises ``Refused`` for a time too short or too long, and for a second one."""
    if not SHORTEST_MIN <= asked.minutes <= LONGEST_MIN:
        raise Refused(
            "drill.minutes",
            _("演练只能是 {least} 至 {most} 分钟。请改时长后再开始。").format(
                least=SHORTEST_MIN, most=LONGEST_MIN
            ),
        )
    refuse_second(unit.session, unit.origin, acting.at)
    drill = Drill(begins(acting.at, whole_hall=asked.whole_hall), asked.minutes, asked.whole_hall)
    unit.add(
        tables.Drill(
            id=acting.new_id(),
            scope=HALL if asked.whole_hall else DESK,
            window_no=acting.place.window_no,
            starts_at=drill.starts_at,
            minutes=drill.minutes,
        )
    )
    return drill


def span_words(drill: Drill) -> str:
    """From when to when, on the hall's clock."""
    return f"{hall_time(drill.starts_at):%H:%M}-{hall_time(drill.ends_at):%H:%M}"
