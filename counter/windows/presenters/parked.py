"""What both sides wrote (待核对): listed, looked at one by one, decided."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from counter.i18n import _
from counter.windows.presenters.column_words import TABLES, column_word, value_words
from counter.windows.presenters.facts import Facts, Hands, Worked
from counter.windows.presenters.kind_words import kind_words
from counter.windows.presenters.sight import Sight
from counter.windows.presenters.trouble import message_of
from counter.windows.presenters.words import minute
from counter.windows.screen import Message, ParkedAsked, ParkedRow
from counter.workflows.parked import CONFLICT, Choice, OpenSet
from counter.workflows.refusals import Refused

WHOLE = "whole"
"""The one row of a save that is decided as a whole."""
_WHY = {
    "unique": "中心已有同样的一笔（如同一家庭已有在办的贷款），这一笔没有生效",
    "missing": "这一笔要等另一笔先上传，到了会自动办好，一般不用管",
    "kind": "中心的程序比本机旧，还不认得这一步；中心升级后会自动办好，一般不用管",
    "hall": "这一笔改的是别的大厅的内容，中心没有接收",
    "state": "那一边已经往前办了，这一步接不上，中心没有接收",
    "role": "经办人当时的岗位不能做这一步，中心没有接收",
    "person": "经办人当时已停用，中心没有接收",
}


def asked(sight: Sight) -> ParkedAsked:
    """The save that is looked at, with both versions."""
    facts, entry = sight.facts, sight.entry
    message = entry.message
    if not facts.open_sets:
        title = _("没有要核对的")
        return ParkedAsked("", 0, 0, title, (), (), (), (), message, entry.busy)
    one = facts.open_sets[facts.looked_at]
    return ParkedAsked(
        key=f"{one.place}{one.seen_ver}",
        nth=facts.looked_at + 1,
        count=len(facts.open_sets),
        title=_title(one),
        lines=_lines(one),
        sides=_sides(one),
        rows=() if one.decided else _rows(one),
        reasons=tuple((code, _(words)) for code, words in facts.constants.decision_reasons),
        message=message,
        busy=entry.busy,
    )


def list_all(hands: Hands, sight: Sight) -> Worked:
    """List what waits for a person, and look at the first."""
    return _listed(hands, sight.facts)


@dataclass(frozen=True)
class LookAt:
    """Look at another one of the list."""

    nth: int

    def __call__(self, hands: Hands, sight: Sight) -> Worked:
        """Both versions of it, as the centre has them now."""
        facts = sight.facts
        if not 0 <= self.nth < len(facts.open_sets):
            return Worked(facts)
        return _looked(hands, replace(facts, looked_at=self.nth))


@dataclass(frozen=True)
class Decide:
    """Decide on the save that is looked at: per row one of its options, a reason, a note."""

    picks: Mapping[str, str]
    reason: str
    note: str = field(default="", repr=False)

    def __call__(self, hands: Hands, sight: Sight) -> Worked:
        """Keep the decision; what is still open is listed anew."""
        facts = sight.facts
        if not facts.open_sets:
            raise Refused("parked.none", _("没有要核对的。请按 Esc 返回。"))
        one = facts.open_sets[facts.looked_at]
        hands.desk.parked.decide(one, self._choice(one))
        said = Message(_("已定：{what}").format(what=_title(one)), _SENT, "done")
        return replace(_listed(hands, facts), message=said)

    def _choice(self, one: OpenSet) -> Choice:
        names = [row.name for row in _rows(one)]
        missing = [name for name in names if not self.picks.get(name)]
        if missing:
            raise Refused(
                "parked.unpicked",
                _("还有 {count} 栏没选。请按 1 或 2 选一边。").format(count=len(missing)),
            )
        if names == [WHOLE]:
            return Choice(self.picks[WHOLE], self.reason, self.note)
        ours = tuple(name for name in names if self.picks[name] == "ours")
        verdict = "merged"
        if len(ours) in (0, len(names)):
            verdict = "ours" if ours else "theirs"
        return Choice(verdict, self.reason, self.note, ours)


_SENT = _("与中心连通就上传，由中心照此办好；两份原样都留着。")


def _listed(hands: Hands, facts: Facts) -> Worked:
    """The list anew, its first looked at; a list that is not whole says so."""
    parked, said = hands.desk.parked, None
    found = parked.own()
    try:
        found += parked.elsewhere()
    except Refused as refusal:
        said = message_of(refusal)
    worked = _looked(hands, replace(facts, open_sets=found, looked_at=0))
    return worked if worked.message is not None else replace(worked, message=said)


def _looked(hands: Hands, facts: Facts) -> Worked:
    """Both versions of the one looked at; what was settled meanwhile leaves the list."""
    while facts.open_sets:
        nth = min(facts.looked_at, len(facts.open_sets) - 1)
        facts = replace(facts, looked_at=nth)
        try:
            one = hands.desk.parked.look(facts.open_sets[nth])
        except Refused as refusal:
            if refusal.code != "parked.settled":
                return Worked(facts, message=Message(refusal.sentence, state="warn"))
            left = (*facts.open_sets[:nth], *facts.open_sets[nth + 1 :])
            facts = replace(facts, open_sets=left)
            continue
        sets = (*facts.open_sets[:nth], one, *facts.open_sets[nth + 1 :])
        return Worked(replace(facts, open_sets=sets))
    return Worked(facts)


def _title(one: OpenSet) -> str:
    what = kind_words(one.kind)
    if one.table:
        what = f"{_(TABLES.get(one.table, one.table))}・{what}"
    return f"{what} {minute(one.at)}"


def _lines(one: OpenSet) -> tuple[str, ...]:
    where = _("本窗口") if one.window_no is None else _("{n}号窗口").format(n=one.window_no)
    if one.code == CONFLICT:
        by = _("别的窗口") if one.by_window is None else _("{n}号窗口").format(n=one.by_window)
        lines = [_("{where}和{by}都改了，两份都在，没有丢。").format(where=where, by=by)]
    else:
        why = _(_WHY.get(one.code, "中心没有接收这一笔"))
        lines = [_("{where}：{why}。").format(where=where, why=why)]
    if one.waiting:
        lines.append(_("后面还有 {count} 笔在等它，定了就接着上传。").format(count=one.waiting))
    if one.decided:
        lines.append(_("已经定了，等中心答复。"))
    return tuple(lines)


def _sides(one: OpenSet) -> tuple[str, ...]:
    if one.code != CONFLICT or one.status == "refused":
        return ("",)
    ours = _("本窗口填的") if one.window_no is None else _("{n}号窗口填的").format(n=one.window_no)
    theirs = _("中心现有的")
    if one.by_window is not None:
        theirs = _("中心现有的（{n}号窗口）").format(n=one.by_window)
    return (ours, theirs)


def _rows(one: OpenSet) -> tuple[ParkedRow, ...]:
    if "merged" in one.verdicts:
        return tuple(
            ParkedRow(
                each.column,
                column_word(each.column),
                (
                    ("ours", value_words(one.table, each.column, each.ours)),
                    ("theirs", value_words(one.table, each.column, each.theirs)),
                ),
            )
            for each in one.contested
        )
    words = {
        "again": _("再试一次"),
        "dropped": _("不要这一笔")
        if not one.waiting
        else _("不要这一笔和在等它的 {count} 笔").format(count=one.waiting),
    }
    options = tuple((verdict, words[verdict]) for verdict in one.verdicts)
    return (ParkedRow(WHOLE, _("怎么办"), options),) if options else ()
