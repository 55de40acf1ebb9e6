"""The call panel: the window's ticket and the queue's verbs, greyed with the reason."""

import uuid
from dataclasses import replace

from counter.i18n import _
from counter.windows.presenters.facts import Facts, Hands, Undoable, Worked
from counter.windows.presenters.holds import after_miss, undo, undo_verb
from counter.windows.presenters.rating import asked_no_more, finish
from counter.windows.presenters.sight import Sight, Work
from counter.windows.presenters.words import minute
from counter.windows.screen import CallPanel, Message, Verb
from counter.workflows.queue_calling import MOST_CALLS
from counter.workflows.refusals import Refused


def panel(facts: Facts, since: float | None) -> CallPanel:
    """The panel in its three states: nobody, called, being served."""
    ticket, visit = facts.ticket, facts.visit
    if visit is not None:
        hero = ticket.label if ticket else visit.paper_shown or _("手工接号")
        return CallPanel(
            _("正在办理"), hero, _line(facts), _verbs(facts), since, is_word=ticket is None
        )
    if ticket is not None:
        words = _("已呼叫 第 {nth} 次").format(nth=ticket.nth)
        if facts.constants.patience.calls_missing(ticket):
            words += _("，{count} 次后可过号").format(count=facts.constants.patience.calls)
        return CallPanel(words, ticket.label, _line(facts), _verbs(facts), since)
    last = facts.today_figures
    line = ""
    if last.last_at is not None:
        line = _("上一位 {label}，{time} 结束服务").format(
            label=last.last_label or _("手工接号"), time=minute(last.last_at)
        )
    return CallPanel(_("本窗口"), _("空闲"), line, _verbs(facts), is_word=True)


def work(verb: str) -> Work | None:
    """What a queue verb does."""
    return {
        "call_next": call_next,
        "walk_up": walk_up,
        "recall": recall,
        "miss": miss,
        "start": start,
        "finish": finish,
        "undo": undo,
    }.get(verb)


def call_next(hands: Hands, sight: Sight) -> Worked:
    """Call the next ticket; nobody waiting is said, not an error."""
    called = hands.desk.queue.call_next()
    facts = asked_no_more(hands, sight.facts)
    if called is None:
        return Worked(facts, message=Message(_("现在没有人等候。"), state="act"))
    undoable = Undoable("call", called.id, called.label, hands.now())
    return Worked(replace(facts, undoable=undoable), step=1, forgets=True)


def walk_up(hands: Hands, sight: Sight) -> Worked:
    """Serve a person by hand, without a ticket."""
    hands.desk.visits.take_by_hand()
    facts = replace(asked_no_more(hands, sight.facts), undoable=None)
    return Worked(facts, step=1, forgets=True)


def recall(hands: Hands, sight: Sight) -> Worked:
    """Call the same ticket once more."""
    hands.desk.queue.recall(_ticket(sight))
    return Worked(replace(sight.facts, undoable=None))


def miss(hands: Hands, sight: Sight) -> Worked:
    """Put the called ticket aside."""
    missed = hands.desk.queue.miss(_ticket(sight))
    return after_miss(sight.facts, missed, hands.now())


def start(hands: Hands, sight: Sight) -> Worked:
    """Begin to serve the person who came."""
    hands.desk.visits.start(_ticket(sight))
    return Worked(replace(sight.facts, undoable=None), step=1, forgets=True)


def _ticket(sight: Sight) -> uuid.UUID:
    if sight.facts.ticket is None:
        raise Refused("queue.no_ticket", _("还没有叫号。请先按 F2 呼叫下一位。"))
    return sight.facts.ticket.id


def _line(facts: Facts) -> str:
    business = facts.matter.business if facts.matter else ""
    business = business or (facts.ticket.business if facts.ticket else "")
    words = [facts.business_name(business)] if business else []
    if facts.case is not None and len(facts.case.parties) > 1:
        words.append(_("夫妻 {count} 人").format(count=len(facts.case.parties)))
    return "・".join(words)


def _verbs(facts: Facts) -> tuple[Verb, ...]:
    ticket, serving = facts.ticket, facts.visit is not None
    called = ticket is not None and not serving
    idle = ticket is None and not serving
    spent = called and ticket is not None and ticket.nth >= MOST_CALLS
    busy = _("先结束现在这位")
    none = _("还没有叫号")
    nth = f" {ticket.nth}/{MOST_CALLS}" if called and ticket is not None else ""
    return (
        Verb("call_next", _("呼叫下一位"), "F2", idle, busy, "main" if idle else ""),
        Verb("recall", _("重呼") + nth, "F3", called and not spent, none),
        _miss(facts) if called else Verb("miss", _("过号"), "F4", enabled=False, why=none),
        Verb("start", _("开始办理"), "F5", called, none, "next" if called else ""),
        Verb("hold", _("挂起"), "F6", serving, _("没有正在办理的群众")),
        Verb("finish", _("结束服务并请评价"), "F12", serving, _("没有正在办理的群众")),
        undo_verb(facts) if called else Verb("walk_up", _("手工接号"), "Ctrl F2", idle, busy),
    )


def _miss(facts: Facts) -> Verb:
    """过号 greys until the person was called often and long enough, and says so."""
    ticket, patience = facts.ticket, facts.constants.patience
    verb = Verb("miss", _("过号"), "F4")
    if ticket is None:
        return verb
    if missing := patience.calls_missing(ticket):
        why = _("再呼叫 {count} 次才能过号").format(count=missing)
        return replace(verb, enabled=False, why=why)
    until = patience.until(ticket)
    why = _("最后一次呼叫后等 {seconds} 秒才能过号").format(seconds=patience.seconds)
    return replace(verb, why=why, ready_at=None if until is None else until.timestamp())
