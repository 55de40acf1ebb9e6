"""The right column of an open visit: the people of the case and the case itself."""

from counter.i18n import _
from counter.windows.presenters.deadlines import chips
from counter.windows.presenters.sight import Sight
from counter.windows.presenters.words import (
    money,
    person,
    saved_money,
    short_day,
    space_number,
    tail,
)
from counter.windows.screen import Card
from counter.workflows.case_reading import CaseView
from counter.workflows.loan_parties import BORROWER, PartyView

_KINDS = {"pre": "期房", "ready": "现房"}


def party_card(party: PartyView, sight: Sight) -> Card:
    """A party with the figures of its account and the day they are from."""
    word, state = _chip(sight, party.verification, is_visitor=party.role == BORROWER)
    months = party.consecutive_months
    seen_months = "—" if months is None else _("{count} 个月").format(count=months)
    figures = (
        (_("账户"), _account(party)),
        (_("缴至 / 连续"), f"{party.paid_through or '—'} / {seen_months}"),
    )
    if party.role == BORROWER:
        pairs = (
            (_("手机"), party.phone or "—"),
            *figures,
            (_("基数"), money(party.deposit_base)),
            (_("余额"), money(party.balance)),
        )
    else:
        both = f"{money(party.deposit_base)} / {money(party.balance)}"
        pairs = (
            (_("手机"), party.phone or "—"),
            (_("婚姻"), party.marital_word),
            *figures,
            (_("基数 / 余额"), both),
        )
    return Card(
        head=party.name,
        sub=space_number(party.doc_number),
        chip=word,
        chip_state=state,
        pairs=pairs,
        active=sight.facts.present == party.citizen_id,
        role=party.role_word,
        detail=person(party.sex, party.birth_date, sight.today),
        note=_as_of(party, sight),
    )


def citizen_card(sight: Sight) -> Card:
    """Whose visit it is, before there is a case."""
    citizen = sight.facts.citizen
    assert citizen is not None
    word, state = _chip(sight, citizen.verification, is_visitor=True)
    return Card(
        head=citizen.name,
        sub=space_number(citizen.doc_number),
        chip=word,
        chip_state=state,
        pairs=((_("手机"), citizen.phone or "—"),),
        active=True,
        role=_("来办人"),
        detail=person(citizen.sex, citizen.birth_date, sight.today),
    )


def case_card(sight: Sight, case: CaseView) -> Card:
    """Number and state, home, security, money, both deadlines."""
    home, notice = case.home, sight.facts.notice
    pairs = [(_("房屋"), home.home_address or "—")]
    if home.home_area:
        kind = _(_KINDS.get(home.home_kind, "—"))
        area = f"{float(home.home_area):g}"
        pairs.append((_("面积"), _("{area} ㎡・{kind}").format(area=area, kind=kind)))
    if (security := _security(case)) is not None:
        pairs.append((_("担保"), security))
    if case.money.amount:
        words = _("{amount}・{months} 个月").format(
            amount=saved_money(case.money.amount), months=case.money.months
        )
        pairs.append((_("申请"), words))
    if notice is not None:
        pairs.append((_("告知单"), notice.number))
    if not case.clocks:
        pairs.append((_("时限"), _("受理后起算")))
    today = sight.today
    return Card(
        _("件 {number}").format(number=case.number),
        chip=case.state_word,
        pairs=tuple(pairs),
        deadlines=() if today is None else chips(case.clocks, today),
    )


def notice_card(sight: Sight) -> Card | None:
    """What was told, while there is no case that names it."""
    notice = sight.facts.notice
    if notice is None or sight.facts.case is not None:
        return None
    told = _("{count} 项").format(count=len(notice.content.materials))
    return Card(
        _("一次性告知单"),
        chip=_("已告知"),
        chip_state="done",
        pairs=((_("号码"), notice.number), (_("材料"), told)),
    )


def _chip(sight: Sight, verification: str, *, is_visitor: bool) -> tuple[str, str]:
    """How sure it is who this is: never more than was done."""
    if verification != "verified":
        return _("待核验"), "warn"
    if is_visitor and sight.entry.value("doc_number") and not sight.entry.value("same_person"):
        return _("手工录入"), "warn"
    if is_visitor and sight.entry.value("same_person"):
        return _("人证一致（目视）"), "done"
    return _("身份证已读取"), "done"


def _account(party: PartyView) -> str:
    if party.account_no is None:
        return _("没有账户") if party.figures_as_of else _("没有返回")
    return f"{tail(party.account_no)}・{party.account_word or _('状态不明')}"


def _as_of(party: PartyView, sight: Sight) -> str:
    if party.figures_as_of is None or sight.today is None:
        return _("账户数据没有返回，按 Ctrl R 再查")
    when = short_day(party.figures_as_of, sight.today)
    return _("数据截至 {day} 日终").format(day=when)


def _security(case: CaseView) -> str | None:
    """The judgement's word on the security, once there is one."""
    rules = case.judgement.rules if case.judgement else ()
    return next(
        (_("抵押・{word}").format(word=one.outcome) for one in rules if one.code == "guarantee"),
        None,
    )
