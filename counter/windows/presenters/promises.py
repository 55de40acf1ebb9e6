"""待办承诺 at the desk: what was promised, to whom, by when; closed when the citizen was told."""

import datetime as dt
import uuid
from dataclasses import dataclass, field

from counter.i18n import _
from counter.windows.presenters.facts import Facts, Hands, Worked
from counter.windows.presenters.sight import Sight
from counter.windows.presenters.words import minute
from counter.windows.screen import Message, Pick, Segment
from counter.workflows.clock import hall_day
from counter.workflows.promises import PromiseTyped, PromiseView


def picks(facts: Facts, now: dt.datetime) -> tuple[Pick, ...]:
    """The open promises; Enter on one says that the citizen was told."""
    return tuple(_pick(one, now) for one in facts.promises)


def segment(facts: Facts, now: dt.datetime) -> tuple[Segment, ...]:
    """How many are open, in the status bar while there are any."""
    if not facts.promises:
        return ()
    late = sum(1 for one in facts.promises if one.is_late(now))
    words = _("待办承诺 {count}・按 Alt 3").format(count=len(facts.promises))
    tip = _("答应过群众的事，告知本人后才能销。")
    if late:
        tip = _("其中 {late} 条已过答应的时间，请尽快回电。").format(late=late)
    return (Segment(words, "warn" if late else "", tip, "triangle-alert" if late else ""),)


def phone_of(facts: Facts) -> str:
    """The number to call whoever sits here back on, as far as it is known."""
    citizen = facts.citizen
    return "" if citizen is None else citizen.phone or ""


@dataclass(frozen=True)
class Make:
    """Keep a promise as it was typed."""

    what: str
    phone: str = field(repr=False)
    due: str = ""

    def __call__(self, hands: Hands, sight: Sight) -> Worked:
        """To whoever sits here, if somebody does."""
        visit = sight.facts.visit
        typed = PromiseTyped(self.what, self.phone, self.due)
        hands.desk.promises.make(None if visit is None else visit.id, typed)
        said = _("已登记承诺：{what}").format(what=self.what.strip())
        return Worked(sight.facts, message=Message(said, _("告知本人后按 Alt 3 销。"), "act"))


@dataclass(frozen=True)
class Tell:
    """The citizen was told."""

    ident: str

    def __call__(self, hands: Hands, sight: Sight) -> Worked:
        """Close the promise."""
        hands.desk.promises.tell(uuid.UUID(self.ident))
        return Worked(sight.facts, message=Message(_("已告知群众，承诺已销"), state="done"))


def _pick(one: PromiseView, now: dt.datetime) -> Pick:
    title = "　".join(part for part in (one.what, one.name) if part)
    by = _("恢复后 2 小时内")
    if one.due_at is not None:
        by = _("{time} 前").format(time=minute(one.due_at))
        if hall_day(one.due_at) != hall_day(now):
            by = _("{day} {by}").format(day=f"{hall_day(one.due_at):%m-%d}", by=by)
    words = [one.phone, by, _("{n}号窗口").format(n=one.window_no)]
    if one.is_late(now):
        words.insert(0, _("已过时间"))
    words.append(_("告知本人后回车销"))
    return Pick(str(one.id), title, "・".join(words))
