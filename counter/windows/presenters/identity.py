"""Step 1: whose visit it is."""

from dataclasses import replace

from counter.i18n import _
from counter.windows.presenters.facts import Facts, Hands, Worked
from counter.windows.presenters.sight import Sight, Work
from counter.windows.presenters.trouble import warning_of
from counter.windows.presenters.words import day, sex, space_number
from counter.windows.screen import Field, IdentityPage, Verb
from counter.workflows.identification import PersonSeen, TypedIdentity
from counter.workflows.refusals import Refused
from counter.workflows.visits import paper_number


class IdentityStep:
    """Reads the card or takes what was typed, and says whose visit it is."""

    title = _("身份核验")

    def is_done(self, sight: Sight) -> bool:
        """Whether the visit has its person."""
        return sight.facts.citizen is not None

    def fact(self, sight: Sight) -> str:
        """Whether the card was read."""
        citizen = sight.facts.citizen
        if citizen is None:
            return _("身份证已读取") if sight.facts.seen else _("请读身份证")
        return _("已核验") if citizen.verification == "verified" else _("待核验")

    def page(self, sight: Sight) -> IdentityPage:
        """What the card says, and the fields for typing by hand."""
        seen = sight.facts.seen
        return IdentityPage(
            hint=_hint(sight),
            pairs=_pairs(seen) if seen else _known(sight.facts),
            number=sight.box("doc_number", _("证件号码")),
            name=sight.box("name", _("姓名")),
            same_person=bool(sight.entry.value("same_person")) or sight.facts.citizen is not None,
            can_compare=sight.facts.citizen is None,
            paper=_paper(sight),
        )

    def bar(self, sight: Sight) -> tuple[str, str, tuple[Verb, ...]]:
        """Read, then go on."""
        seen = sight.facts.seen is not None
        is_ready = seen or bool(sight.entry.value("doc_number"))
        is_open = _("身份证已读取，请目视核对人证是否一致") if seen else _("还不知道是谁来办")
        if sight.facts.citizen is not None:
            is_ready, is_open = True, ""
        verbs = (
            Verb("read_card", _("读身份证"), "F7", style="" if is_ready else "next"),
            Verb(
                "step_done",
                _("完成本步"),
                "Ctrl ↵",
                enabled=is_ready,
                why=_("请先读身份证"),
                style="next" if is_ready else "",
            ),
        )
        return is_open, _("读不出卡时，手工录入证件号码和姓名"), verbs

    def work(self, verb: str, sight: Sight) -> Work | None:
        """Read a card, or take the person for the visit's."""
        if verb == "read_card":
            return read_card
        return identify if verb == "step_done" else None


def read_card(hands: Hands, sight: Sight) -> Worked:
    """Read the card on the reader; nothing is saved yet."""
    seen = hands.desk.visits.read_card(is_cancelled=hands.is_cancelled)
    message = warning_of(seen.warnings)
    # Another card, another face: whoever was compared before was not this one.
    return Worked(replace(sight.facts, seen=seen), message=message, drops=("same_person",))


def identify(hands: Hands, sight: Sight) -> Worked:
    """Find the person at the centre, take the citizen in, and go on with the business."""
    facts, visits = sight.facts, hands.desk.visits
    if facts.visit is None:
        raise Refused("visit.none", _("还没有开始办理。请先按 F5 开始办理，再读身份证。"))
    paper = sight.entry.fields.get("paper_shown")
    # Before anything is saved: a wrong number must not leave half of this done.
    paper_number(paper or "")
    if facts.seen is None and facts.citizen is not None and not sight.entry.value("doc_number"):
        if paper is not None:
            visits.identify(facts.visit.id, facts.citizen.id, paper)
        return Worked(facts, step=2, drops=("paper_shown",))
    person = facts.seen or visits.typed(
        TypedIdentity(sight.entry.value("doc_number"), sight.entry.value("name"))
    )
    if facts.seen is not None and not sight.entry.value("same_person"):
        raise Refused(
            "identity.not_compared", _("还没有目视核对。请核对后勾选“人证一致（目视）”。")
        )
    met = visits.meet(person)
    visits.identify(facts.visit.id, met.citizen.id, paper)
    message = warning_of(met.warnings)
    return Worked(replace(facts, seen=None), step=2, message=message, drops=("paper_shown",))


def _paper(sight: Sight) -> Field | None:
    """Asked for only where no ticket was called: the paper the person holds, if there is one."""
    visit = sight.facts.visit
    if visit is None or visit.ticket_id is not None:
        return None
    return sight.box("paper_shown", _("号票上的号（没有可以不填）"), visit.paper_shown or "")


def _hint(sight: Sight) -> str:
    if sight.entry.busy:
        return sight.entry.busy
    return _("请把身份证放在读卡器上，按 F7 读取")


def _pairs(seen: PersonSeen) -> tuple[tuple[str, str], ...]:
    until = day(seen.valid_to) if seen.valid_to else _("长期")
    return (
        (_("姓名"), seen.name),
        (_("性别"), sex(seen.sex)),
        (_("出生日期"), day(seen.birth_date)),
        (_("证件号码"), space_number(seen.doc_number)),
        (_("住址"), seen.address or "—"),
        (_("签发机关"), seen.issuer or "—"),
        (_("有效期至"), until),
    )


def _known(facts: Facts) -> tuple[tuple[str, str], ...]:
    citizen = facts.citizen
    if citizen is None:
        return ()
    return (
        (_("姓名"), citizen.name),
        (_("性别"), sex(citizen.sex)),
        (_("证件号码"), space_number(citizen.doc_number)),
    )
