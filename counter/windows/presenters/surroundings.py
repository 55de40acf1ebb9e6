"""What surrounds the work area: parties, status bar, outage banner."""

import datetime as dt
from dataclasses import dataclass

from counter.i18n import _
from counter.windows.presenters.facts import Facts
from counter.windows.presenters.words import (
    day,
    minute,
    money,
    saved_money,
    sex,
    space_number,
    tail,
)
from counter.windows.screen import Card, Segment
from counter.workflows.clock import hall_day
from counter.workflows.loan_parties import PartyView


@dataclass(frozen=True)
class LinkView:
    """How the desk stands with the centre; ``stopped`` is a code when upload was stopped."""

    online: bool
    since: dt.datetime | None
    pending: int = 0
    oldest: dt.datetime | None = None
    parked: int = 0
    stopped: str = ""


@dataclass(frozen=True)
class DeviceState:
    """One device in the status bar: its name, its word, whether something is wrong."""

    name: str
    word: str
    state: str = ""
    tip: str = ""


def outage(link: LinkView) -> str:
    """The banner: since when, what goes on, what does not; empty while connected."""
    if link.stopped:
        return _("本机已暂停上传，请联系管理员。办理照常，每一步都存在本机")
    if link.online or link.since is None:
        return ""
    return _(
        "{time} 起与中心断开。收件、签署、打印照常，每一步都存本机，恢复后自动上传；"
        "余额、他人信息查不到"
    ).format(time=minute(link.since))


def link_words(link: LinkView) -> str:
    """How the desk stands with the centre, in words."""
    if link.online:
        return _("● 中心已连接")
    if link.since is None:
        return _("○ 正在连接中心")
    return _("○ 与中心断开（{time} 起）").format(time=minute(link.since))


def segments(link: LinkView, devices: tuple[DeviceState, ...]) -> tuple[Segment, ...]:
    """The status bar."""
    is_cut_off = not link.online and link.since is not None
    centre = Segment(link_words(link), "off" if is_cut_off else "")
    waiting = _("待上传 {count} 笔").format(count=link.pending)
    if link.oldest is not None and not link.online:
        waiting = _("{waiting}・最早 {time}").format(waiting=waiting, time=minute(link.oldest))
    checks = Segment(_("待核对 {count}").format(count=link.parked), "warn" if link.parked else "")
    return (
        centre,
        Segment(waiting, "" if link.online or not link.pending else "off"),
        checks,
        *(Segment(f"{one.name} {one.word}", one.state, one.tip) for one in devices),
    )


def cards(facts: Facts, now: dt.datetime) -> tuple[Card, ...]:
    """The right column: parties, notice, case; what was done today while idle."""
    found: list[Card] = []
    if facts.case is not None:
        found += [_party(one, facts, now) for one in facts.case.parties]
    elif facts.citizen is not None:
        found.append(_citizen(facts, now))
    if facts.notice is not None:
        notice = facts.notice
        found.append(
            Card(
                _("一次性告知单"),
                notice.number,
                _("已告知"),
                "done",
                ((_("材料"), _("{count} 项").format(count=len(notice.content.materials))),),
            )
        )
    if facts.case is not None:
        found.append(_case(facts))
    if not found and facts.visit is None:
        served = _("{count} 人").format(count=facts.served)
        found.append(Card(_("本班"), pairs=((_("已结束服务"), served),)))
    return tuple(found)


def _party(party: PartyView, facts: Facts, now: dt.datetime) -> Card:
    verified = party.verification == "verified"
    as_of = day(party.figures_as_of) if party.figures_as_of else _("没有返回")
    return Card(
        head=f"{party.role_word} {party.name} {_person(party.sex, party.birth_date, now)}",
        sub=space_number(party.doc_number),
        chip=_("已核验") if verified else _("待核验"),
        chip_state="done" if verified else "warn",
        pairs=(
            (_("手机"), party.phone or "—"),
            (_("账户"), tail(party.account_no)),
            (_("缴至・连续"), f"{party.paid_through or '—'}・{_months(party.consecutive_months)}"),
            (_("基数"), money(party.deposit_base)),
            (_("余额"), money(party.balance)),
            (_("数据截至"), as_of),
        ),
        active=facts.present == party.citizen_id,
    )


def _citizen(facts: Facts, now: dt.datetime) -> Card:
    citizen = facts.citizen
    assert citizen is not None
    verified = citizen.verification == "verified"
    return Card(
        head=f"{citizen.name} {_person(citizen.sex, citizen.birth_date, now)}",
        sub=space_number(citizen.doc_number),
        chip=_("已核验") if verified else _("待核验"),
        chip_state="done" if verified else "warn",
        pairs=((_("手机"), citizen.phone or "—"),),
        active=True,
    )


def _case(facts: Facts) -> Card:
    case = facts.case
    assert case is not None
    pairs = [(_("房屋坐落"), case.home.home_address or "—")]
    if case.money.amount:
        pairs.append((_("申请"), f"{saved_money(case.money.amount)}・{case.money.months} 个月"))
    if case.deadline is not None:
        pairs.append((_("{word}时限").format(word=case.deadline.word), day(case.deadline.day)))
    return Card(_("件 {number}").format(number=case.number), "", case.state_word, "", tuple(pairs))


def _person(code: str, birth: dt.date | None, now: dt.datetime) -> str:
    if birth is None:
        return sex(code)
    today = hall_day(now)
    age = today.year - birth.year - ((today.month, today.day) < (birth.month, birth.day))
    return _("{sex} {age} 岁").format(sex=sex(code), age=age)


def _months(count: int | None) -> str:
    return "—" if count is None else _("{count} 个月").format(count=count)
