"""How the desk stands with the centre and its devices: status bar and outage banner."""

import datetime as dt
from dataclasses import dataclass

from counter.i18n import _
from counter.windows.presenters.words import minute, second
from counter.windows.screen import Outage, Segment
from counter.workflows.clock import clock_error
from counter.workflows.drills import Drill
from counter.workflows.ports import TOO_OLD


@dataclass(frozen=True)
class LinkView:
    """How the desk stands with the centre; ``stopped`` is a code when upload was stopped."""

    online: bool
    since: dt.datetime | None
    pending: int = 0
    oldest: dt.datetime | None = None
    parked: int = 0
    stopped: str = ""
    copied: int | None = None
    """How many of the pending the hall's own server holds; nothing when it is away or there is
    none."""
    ahead: dt.timedelta | None = None
    """How far this machine's clock is ahead of the centre's, where that is known."""
    drill: Drill | None = None
    """The drill that shuts the centre off now."""
    announced: Drill | None = None
    """The drill that will."""

    @property
    def is_cut_off(self) -> bool:
        """Whether the centre was lost, told apart from not yet found."""
        return not self.online and self.since is not None


@dataclass(frozen=True)
class DeviceState:
    """One device in the status bar: its name, its word, whether something is wrong."""

    name: str
    word: str
    state: str = ""
    tip: str = ""
    in_bar: bool = True
    """Whether it stands in the status bar, or only in the check before the window opens."""


def outage(link: LinkView, now: dt.datetime) -> Outage | None:
    """The banner: since when, what goes on, what does not; nothing while connected."""
    if link.stopped == TOO_OLD:
        return Outage(
            _("程序版本过低，本机已暂停上传，请管理员升级"),
            _("办理照常，每一步都存在本机，升级后自动上传，一笔不丢。"),
        )
    if link.stopped:
        return Outage(
            _("本机已暂停上传，请联系管理员"), _("办理照常，每一步都存在本机，一笔不丢。")
        )
    if link.online or link.since is None:
        return None
    minutes = int((now - link.since).total_seconds()) // 60
    words = _("{time} 起与中心断开").format(time=minute(link.since))
    return Outage(
        words if link.drill is None else drill_words(link.drill),
        _("请照常办理：每一步都存在本机，恢复后自动上传，不用重做。"),
        _("已 {count} 分・自动重试").format(count=minutes) if minutes else _("自动重试"),
    )


def drill_words(drill: Drill) -> str:
    """That the centre is away on purpose, and until when."""
    return _("断网演练（{start} 起，{end} 自动恢复）").format(
        start=minute(drill.starts_at), end=minute(drill.ends_at)
    )


def link_words(link: LinkView) -> str:
    """How the desk stands with the centre, in words."""
    if link.online:
        return _("中心已连接")
    if link.drill is not None:
        return drill_words(link.drill)
    if link.since is None:
        return _("正在连接中心")
    return _("与中心断开（{time} 起）").format(time=minute(link.since))


def segments(
    link: LinkView, devices: tuple[DeviceState, ...], now: dt.datetime
) -> tuple[Segment, ...]:
    """The status bar; each segment's tip says the cause and what to do."""
    return (
        _centre(link, now),
        *_announced(link),
        _waiting(link),
        _parked(link),
        *(_device(one) for one in devices),
        _clock(link),
    )


def _centre(link: LinkView, now: dt.datetime) -> Segment:
    if link.drill is not None and not link.online:
        tip = _("值班主任发起的演练，到时自动恢复，不用查网线。余额、额度、他人信息暂时查不到。")
        return Segment(link_words(link), "off", tip, "unplug")
    if link.is_cut_off:
        tip = _("查网线和大厅交换机；每几秒自动重试。余额、额度、他人信息暂时查不到。")
        return Segment(link_words(link), "off", tip, "unplug")
    if not link.online:
        return Segment(link_words(link), "", _("连上之前可以照常办理。"), "refresh-cw")
    words = _("{words}・{time}").format(words=link_words(link), time=second(now))
    return Segment(words, "on", _("中心有回应，办理的都会自动上传。"), "dot")


def _announced(link: LinkView) -> tuple[Segment, ...]:
    """The drill to come, while everybody can still make ready."""
    if link.announced is None:
        return ()
    words = _("{time} 开始断网演练").format(time=minute(link.announced.starts_at))
    tip = _("全大厅演练 {minutes} 分钟，到时真的断开，自动恢复。办理照常，存在本机。").format(
        minutes=link.announced.minutes
    )
    return (Segment(words, "warn", tip, "triangle-alert"),)


def _waiting(link: LinkView) -> Segment:
    words = _("待上传 {count} 笔").format(count=link.pending)
    if link.oldest is None or link.online:
        return Segment(words, "", _("保存的都会自动上传，不用等。"))
    words = _("{waiting}・最早 {time}").format(waiting=words, time=minute(link.oldest))
    tip = _("恢复后按顺序上传，一笔不丢、不重。") + copied_words(link)
    return Segment(words, "off" if link.pending else "", tip)


def copied_words(link: LinkView) -> str:
    """Whether this PC may be switched off, as far as the hall's server knows; nothing without
    one."""
    if link.copied is None or not link.pending:
        return ""
    if link.copied >= link.pending:
        return _("大厅服务器上都有副本，可以关机。")
    only_here = link.pending - link.copied
    return _("有 {count} 笔只在本机，先别关机。").format(count=only_here)


def _parked(link: LinkView) -> Segment:
    words = _("待核对 {count}").format(count=link.parked)
    if not link.parked:
        return Segment(words, "", _("没有要核对的。"))
    tip = _("中心现有的和本窗口填的不一样，两份都在。按 Alt 4 核对。")
    return Segment(_("{words}・按 Alt 4").format(words=words), "warn", tip, "triangle-alert")


def _clock(link: LinkView) -> Segment:
    """The clock, in the bar only while it is wrong: deadlines and signatures carry its time."""
    if link.ahead is None:
        return Segment(_("时钟 未核对"), "", _("连上中心后自动核对时间。"), in_bar=False)
    error = clock_error(link.ahead)
    if error is None:
        return Segment(_("时钟 准"), "", _("与中心时间一致。"), in_bar=False)
    is_fast, minutes = error
    side = _("快") if is_fast else _("慢")
    words = _("时钟{side}约 {minutes} 分").format(side=side, minutes=minutes)
    tip = _("时限和签名时间会记错。请打开系统的自动对时，或请管理员校准，不影响接着办。")
    return Segment(words, "warn", tip, "triangle-alert")


def _device(one: DeviceState) -> Segment:
    sign = {"bad": "x", "warn": "triangle-alert"}.get(one.state, "")
    return Segment(f"{one.name} {one.word}", one.state, one.tip, sign, one.in_bar)
