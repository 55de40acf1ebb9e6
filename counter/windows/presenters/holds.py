"""Putting a visit on hold, taking up what was put aside or found by its number, and undoing the
queue's last step."""

import datetime as dt
import uuid
from dataclasses import dataclass, replace

from counter.i18n import _
from counter.windows.presenters.facts import Facts, Hands, Undoable, Worked
from counter.windows.presenters.rating import asked_no_more
from counter.windows.presenters.sight import Sight, Work
from counter.windows.presenters.words import minute
from counter.windows.screen import Message, Pick, Verb
from counter.workflows.finding import Found
from counter.workflows.holds import KINDS, HeldVisit
from counter.workflows.queue_calling import CalledTicket
from counter.workflows.refusals import Refused


def hold_picks() -> tuple[Pick, ...]:
    """The three ways to put a visit on hold."""
    lines = {
        "away": _("群众带走全部材料，今天回来到任一窗口接着办，不用重新取号"),
        "kept": _("材料留在本窗口，今天回来还在本窗口办"),
        "awaits": _("人还在，等评估、等配偶到场等，回本窗口接着办"),
    }
    return tuple(Pick(kind, _(word), lines[kind]) for kind, word in KINDS.items())


def aside_picks(facts: Facts) -> tuple[Pick, ...]:
    """What may be taken up again at this window: visits on hold, then numbers nobody came for."""
    return tuple(_held(one, facts) for one in facts.held) + tuple(
        _missed(one, facts) for one in facts.missed
    )


def found_picks(facts: Facts) -> tuple[Pick, ...]:
    """What was found by its number, or that there is nothing."""
    if facts.looked_for and not facts.found:
        words = _("本窗口没有这个号或件。请核对号票；别的窗口办的，请到那个窗口查。")
        return (Pick("none:", facts.looked_for, words),)
    return tuple(_found(one, facts) for one in facts.found)


def picked(name: str, value: str) -> Work | None:
    """What a row of one of the two lists does."""
    if name == "hold":
        return _Hold(value)
    if name == "find":
        return _Find(value)
    kind, _colon, ident = value.partition(":")
    if name == "aside" and kind in ("held", "missed"):
        return _TakeUp(kind, uuid.UUID(ident))
    return None


def undo(hands: Hands, sight: Sight) -> Worked:
    """Undo the last step of the queue: a call, or that a number was put aside."""
    last = sight.facts.undoable
    if last is None:
        raise Refused("queue.nothing_to_undo", _("没有可以撤销的叫号。只能撤销刚才的呼叫或过号。"))
    if last.verb == "miss":
        hands.desk.queue.undo_miss(last.ticket_id, last.at)
        said = _("{label}号的过号已撤销，还是已呼叫").format(label=last.label)
    else:
        hands.desk.queue.undo_call(last.ticket_id)
        said = _("{label}号已退回原来的位置").format(label=last.label)
    facts = replace(sight.facts, undoable=None)
    return Worked(facts, message=Message(said, _("请告诉已经走来的群众。"), "act"))


def undo_verb(facts: Facts) -> Verb:
    """The undoing of a call, in the place of 手工接号 while somebody is called."""
    last = facts.undoable
    is_call = last is not None and last.verb == "call"
    return Verb("undo", _("撤销叫号"), "Shift F2", is_call, _("只能撤销刚才的呼叫"))


def after_miss(facts: Facts, called: CalledTicket, now: dt.datetime) -> Worked:
    """The number was put aside; it may be undone at once."""
    said = _("{label}号已过号。群众来了：按 Alt 1 选号再呼叫").format(label=called.label)
    verb = Verb("undo", _("撤销过号"), "Shift F2")
    facts = replace(facts, undoable=Undoable("miss", called.id, called.label, now))
    return Worked(facts, message=Message(said, state="act", verb=verb))


@dataclass(frozen=True)
class _Find:
    typed: str

    def __call__(self, hands: Hands, sight: Sight) -> Worked:
        found = hands.desk.visits.find(self.typed)
        return Worked(replace(sight.facts, found=found, looked_for=self.typed.strip()))


@dataclass(frozen=True)
class _Hold:
    kind: str

    def __call__(self, hands: Hands, sight: Sight) -> Worked:
        visit, ticket = sight.facts.visit, sight.facts.ticket
        if visit is None:
            raise Refused("visit.none", _("没有正在办理的群众，不用挂起。请按 F2 呼叫下一位。"))
        may_stay = sight.entry.warned == "visit.card_left"
        hands.desk.visits.hold(visit.id, self.kind, card_may_stay=may_stay)
        hands.desk.consents.leave()
        who = _("{label}号").format(label=ticket.label) if ticket else _("这位群众")
        said = _("{who}已挂起（{kind}），内容都在").format(who=who, kind=_(KINDS[self.kind]))
        facts = replace(sight.facts, undoable=None)
        text = _("接着办：按 Alt 1 选这一位。号今天有效。")
        return Worked(facts, message=Message(said, text, "act"), forgets=True)


@dataclass(frozen=True)
class _TakeUp:
    kind: str
    ident: uuid.UUID

    def __call__(self, hands: Hands, sight: Sight) -> Worked:
        if self.kind == "missed":
            hands.desk.queue.call_missed(self.ident)
        else:
            hands.desk.visits.resume(self.ident)
        facts = replace(asked_no_more(hands, sight.facts), undoable=None)
        return Worked(facts, step=1, forgets=True, restores=self.kind == "held")


def _held(one: HeldVisit, facts: Facts) -> Pick:
    title = "　".join(part for part in (one.label or _("手工接号"), one.name) if part)
    words = [_("挂起（{kind}）").format(kind=_(KINDS[one.kind])), minute(one.held_at)]
    if one.business:
        words.append(facts.business_name(one.business))
    words.append(_("{window}号窗口").format(window=one.window_no))
    return Pick(f"held:{one.visit_id}", title, "・".join(words))


def _found(one: Found, facts: Facts) -> Pick:
    words = [one.word, facts.business_name(one.business)]
    if one.window_no is not None:
        words.append(_("{window}号窗口").format(window=one.window_no))
    if one.kind != "seen":
        words.append(_("回车接着办"))
    return Pick(f"{one.kind}:{one.id}", one.title, "・".join(words))


def _missed(one: CalledTicket, facts: Facts) -> Pick:
    words = [_("过号"), facts.business_name(one.business), _("选中后再呼叫一次")]
    return Pick(f"missed:{one.id}", one.label, "・".join(words))
