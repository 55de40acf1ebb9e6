"""The right column while nobody is served: what this window did today."""

import datetime as dt

from counter.i18n import _
from counter.windows.presenters.facts import Facts
from counter.windows.presenters.link import LinkView, copied_words
from counter.windows.presenters.words import minute
from counter.windows.screen import Card


def today_card(facts: Facts, now: dt.datetime) -> Card:
    """Today's figures of this window, from its own database."""
    day = facts.today_figures
    return Card(
        _("今天（至 {time}）").format(time=minute(now)),
        pairs=(
            (_("叫号 / 结束服务 / 过号"), f"{day.called} / {day.finished} / {day.missed}"),
            (_("平均办理"), _span(day.mean_s)),
            (_("一次性告知单"), _("{count} 张").format(count=day.notices)),
        ),
    )


def outage_card(facts: Facts, link: LinkView, now: dt.datetime) -> Card:
    """What happened here since the centre went away, and whether this PC may be switched off."""
    since = link.since or now
    copied = copied_words(link)
    return Card(
        _("断网以来"),
        chip=_("{time} 起").format(time=minute(since)),
        chip_state="off",
        pairs=(
            (_("待上传"), _("{count} 笔").format(count=facts.unsent.count)),
            (_("还可叫"), _("{count} 个号").format(count=len(facts.reserve))),
            (_("已断开"), _("{count} 分").format(count=int((now - since).total_seconds()) // 60)),
            *(((_("大厅副本"), copied),) if copied else ()),
        ),
    )


def _span(seconds: int | None) -> str:
    if seconds is None:
        return _("还没有")
    return _("{minutes} 分 {seconds} 秒").format(minutes=seconds // 60, seconds=seconds % 60)
