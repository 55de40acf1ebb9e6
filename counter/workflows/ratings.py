"""The citizen's rating of a visit: from the pad, under the pad's own key, once."""

import datetime as dt
import uuid
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from counter.i18n import _
from counter.store.tables import Rating, RatingReason, Shift, Visit
from counter.store.unit_of_work import Unit
from counter.workflows.refusals import Refused

MOST_REASONS, LONGEST_REASON = 10, 64
GRADES = {5: "非常满意", 4: "满意", 3: "基本满意", 2: "不满意", 1: "非常不满意"}
"""好差评 levels (GB/T 39735-2020); 2 and 1 are 差评."""
BAD = 2
"""The better of the two bad grades."""


@dataclass(frozen=True)
class Pressed:
    """What was pressed on the pad for one visit."""

    visit_id: uuid.UUID
    raw_key: str
    grade: int
    at: dt.datetime


@dataclass(frozen=True)
class RatingView:
    """A stored rating."""

    id: uuid.UUID
    visit_id: uuid.UUID
    grade: int


def give(unit: Unit, rating_id: uuid.UUID, pressed: Pressed) -> RatingView:
    """Store a rating; raises ``Refused`` for a second one (一次一评) or a key that is no grade.

    A visit nobody rated has no row: 未评价 is the absence of one.
    """
    if pressed.grade not in GRADES:
        raise Refused("rating.key", _("评价器发来的按键无法识别，没有记录。请群众重新评价。"))
    if rating_of(unit.session, pressed.visit_id) is not None:
        raise Refused("rating.given", _("本次服务已经评价过，一次只能评价一次。"))
    visit = unit.session.get_one(Visit, pressed.visit_id)
    rating = Rating(
        id=rating_id,
        visit_id=pressed.visit_id,
        rated_person=unit.session.get_one(Shift, visit.shift_id).person_id,
        raw_key=pressed.raw_key,
        grade=pressed.grade,
        rated_at=pressed.at,
    )
    unit.add(rating)
    return RatingView(rating.id, rating.visit_id, rating.grade)


def give_reasons(
    unit: Unit, reason_id: uuid.UUID, visit_id: uuid.UUID, codes: tuple[str, ...], at: dt.datetime
) -> bool:
    """Keep why a visit was rated badly; whether there was anything to keep.

    The rating stands already: reasons without one, for a good one, twice or of no meaning are not
    kept, and nobody is told, because the citizen has gone on.
    """
    rating = unit.session.scalars(select(Rating).where(Rating.visit_id == visit_id)).first()
    if rating is None or rating.grade > BAD or not _are_codes(codes):
        return False
    given = select(RatingReason.id).where(RatingReason.rating_id == rating.id)
    if unit.session.scalars(given).first() is not None:
        return False
    unit.add(RatingReason(id=reason_id, rating_id=rating.id, codes=list(codes), given_at=at))
    return True


def _are_codes(codes: tuple[str, ...]) -> bool:
    return 0 < len(codes) <= MOST_REASONS and all(
        0 < len(code) <= LONGEST_REASON and code.isprintable() for code in codes
    )


def rating_of(session: Session, visit_id: uuid.UUID) -> RatingView | None:
    """The rating of a visit, if it was given."""
    rating = session.scalars(select(Rating).where(Rating.visit_id == visit_id)).first()
    return None if rating is None else RatingView(rating.id, rating.visit_id, rating.grade)
