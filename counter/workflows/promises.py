"""What was promised to citizens because it could not be told at once (待办承诺).

Made at the counter, mostly while the centre is away; open at every desk of the hall until somebody
told the citizen.
"""

import datetime as dt
import re
import uuid
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from counter.i18n import _
from counter.rules.masking import mask_name
from counter.rules.phone import check_mobile
from counter.store.life_cycles import NEW
from counter.store.tables import Citizen, Promise, Visit
from counter.store.unit_of_work import Unit
from counter.workflows.actor import Acting
from counter.workflows.clock import hall_time
from counter.workflows.machine import move, moved
from counter.workflows.refusals import Entries

MOST_WHAT = 100
_TIME = re.compile(r"([01]?[0-9]|2[0-3])[:：]([0-5][0-9])")


@dataclass(frozen=True)
class PromiseView:
    """One open promise as a list shows it."""

    id: uuid.UUID
    what: str
    name: str
    phone: str = field(repr=False)
    window_no: int
    made_at: dt.datetime
    due_at: dt.datetime | None

    def is_late(self, now: dt.datetime) -> bool:
        """Whether its time has passed."""
        return self.due_at is not None and now > self.due_at


@dataclass(frozen=True)
class PromiseTyped:
    """A promise as typed: ``due`` is a time of today (``16:30``), or empty for within two hours of
    the centre's return."""

    what: str
    phone: str = field(repr=False)
    due: str = ""


def make(
    unit: Unit, acting: Acting, visit_id: uuid.UUID | None, typed: PromiseTyped
) -> PromiseView:
    """Keep a promise; raises ``Refused`` with every field that is wrong."""
    form = Entries()
    what, phone = typed.what.strip(), form.take("phone", check_mobile(typed.phone))
    if not what:
        form.refuse("what", "必填", _("还没有写答应了什么。请录入，如“查余额后回电”。"))
    elif len(what) > MOST_WHAT:
        form.refuse("what", "长度", _("写得太长，最多 100 字。请删短。"))
    due = _due(form, acting, typed.due.strip())
    form.settle("promise.typed")
    assert phone is not None
    promise = Promise(
        id=acting.new_id(),
        visit_id=visit_id,
        what=what,
        phone=phone,
        name=_name(unit.session, visit_id),
        window_no=acting.place.window_no,
        due_at=due,
        state=moved("promise", NEW, "make"),
    )
    unit.add(promise)
    return _view(promise, acting.at)


def tell(unit: Unit, acting: Acting, promise_id: uuid.UUID) -> None:
    """The citizen was told; raises ``Refused`` when somebody else told already."""
    promise = unit.session.get_one(Promise, promise_id)
    move("promise", promise, "tell")
    promise.told_at = acting.at


def open_promises(session: Session) -> tuple[PromiseView, ...]:
    """The hall's open promises: those with a time first, the earliest first."""
    found = session.scalars(select(Promise).where(Promise.state == "open"))
    views = [_view(one, one.made_at) for one in found]
    return tuple(sorted(views, key=_order))


def _order(one: PromiseView) -> tuple[bool, dt.datetime]:
    return one.due_at is None, one.due_at or one.made_at


def _due(form: Entries, acting: Acting, text: str) -> dt.datetime | None:
    if not text:
        return None
    parts = _TIME.fullmatch(text)
    if parts is None:
        form.refuse("due", "格式", _("时间写成今天的几点几分，如 16:30；不填就是恢复后两小时内。"))
        return None
    at = dt.time(int(parts[1]), int(parts[2]))
    here = hall_time(acting.at)
    due = dt.datetime.combine(here.date(), at, here.tzinfo).astimezone(dt.UTC)
    if due <= acting.at:
        form.refuse("due", "已过", _("这个时间已经过了。请录入今天晚些的时间，或不填。"))
    return due


def _name(session: Session, visit_id: uuid.UUID | None) -> str:
    visit = None if visit_id is None else session.get(Visit, visit_id)
    citizen = None
    if visit is not None and visit.citizen_id is not None:
        citizen = session.get(Citizen, visit.citizen_id)
    return "" if citizen is None else mask_name(citizen.name)


def _view(promise: Promise, made_at: dt.datetime) -> PromiseView:
    return PromiseView(
        promise.id,
        promise.what,
        promise.name,
        promise.phone,
        promise.window_no,
        made_at,
        promise.due_at,
    )
