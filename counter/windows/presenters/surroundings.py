"""What surrounds the work area: parties, status bar, outage banner."""

import datetime as dt
from dataclasses import dataclass

from counter.i18n import _
from counter.windows.presenters.sight import Sight
from counter.windows.presenters.signing import on_the_table, reading_cards
from counter.windows.presenters.visit_cards import (
    case_card,
    citizen_card,
    notice_card,
    party_card,
)
from counter.windows.presenters.words import minute
from counter.windows.screen import Card, Segment

SIGNING = 5
"""The step at which the text that is read stands in place of the parties."""


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


def cards(sight: Sight) -> tuple[Card, ...]:
    """The right column: parties and case; at the signatures the text that is read; while idle what
    was done today."""
    facts = sight.facts
    if facts.visit is None:
        served = _("{count} 人").format(count=facts.served)
        return (Card(_("本班"), pairs=((_("已结束服务"), served),)),)
    if facts.case is not None and sight.entry.step == SIGNING and on_the_table(sight) is not None:
        return reading_cards(sight)
    found: list[Card] = []
    if facts.case is not None:
        found += [party_card(one, sight) for one in facts.case.parties]
        found.append(case_card(sight, facts.case))
    elif facts.citizen is not None:
        found.append(citizen_card(sight))
    if (told := notice_card(sight)) is not None:
        found.append(told)
    return tuple(found)
