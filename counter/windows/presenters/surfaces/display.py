"""The hall display: the last calls and the waits; cut off it keeps them and says since when."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol

from counter.i18n import _
from counter.windows.presenters.surfaces import moments, waits
from counter.windows.surfaces.screens import CallRow, DisplayScreen, WaitRow
from counter.workflows.clock import hall_day
from counter.workflows.ports import HallCall, HallView

MOST_CALLS = 5


@dataclass(frozen=True)
class DisplayFrame:
    """What does not change while the display is on: the hall's name, classes, notice, ticker."""

    hall: str
    classes: tuple[tuple[str, str], ...]
    """Series and short name, in order."""
    green: str
    notice_title: str = ""
    notice_lines: tuple[str, ...] = ()
    ticker: str = ""
    may_blink: bool = True
    may_scroll: bool = True


class DisplayView(Protocol):
    """A window that shows the display."""

    def show_screen(self, screen: DisplayScreen) -> None:
        """Show it."""


class DisplayPresenter:
    """Takes the feed's answers, its silences and the passing of time."""

    def __init__(
        self, view: DisplayView, frame: DisplayFrame, now: Callable[[], dt.datetime]
    ) -> None:
        """Show that nothing is known yet."""
        self._view, self._frame, self._now = view, frame, now
        self._seen: HallView | None = None
        self._day: dt.date | None = None
        self._cut_since: dt.datetime | None = None
        self._heard_at: dt.datetime | None = None
        self._news = 0
        self.screen = self._made()
        view.show_screen(self.screen)

    def answered(self, view: HallView) -> None:
        """The authority told how things are."""
        if self._seen is not None and _newest(view) not in (None, _newest(self._seen)):
            self._news += 1
        self._seen, self._day = view, hall_day(self._now())
        self._heard_at, self._cut_since = self._now(), None
        self.tick()

    def cut(self) -> None:
        """The authority did not answer; what was known stays."""
        if self._cut_since is None:
            self._cut_since = self._heard_at or self._now()
        self.tick()

    def tick(self) -> None:
        """A second has passed."""
        if self._day is not None and self._day != hall_day(self._now()):
            # Yesterday's calls are nobody's any more.
            self._seen, self._day = None, None
        made = self._made()
        if made != self.screen:
            self.screen = made
            self._view.show_screen(made)

    def _made(self) -> DisplayScreen:
        now, frame, seen = self._now(), self._frame, self._seen
        calls = () if seen is None else seen.calls[:MOST_CALLS]
        known = None if seen is None else seen.waits
        rows = tuple(
            WaitRow(f"{name} {series}", waits.people(known, series), waits.minutes(known, series))
            for series, name in frame.classes
        )
        screen = DisplayScreen(
            hall=frame.hall,
            day=moments.day(hall_day(now)),
            clock=moments.clock(now),
            calls=tuple(self._row(call) for call in calls),
            waits=rows,
            news=self._news,
            cut=self._cut_line(),
            empty="" if calls else self._empty_line(),
        )
        return replace(
            screen,
            notice_title=frame.notice_title,
            notice_lines=frame.notice_lines,
            ticker=frame.ticker,
            may_blink=frame.may_blink,
            may_scroll=frame.may_scroll,
        )

    def _row(self, call: HallCall) -> CallRow:
        return CallRow(call.label, str(call.window_no), call.series == self._frame.green)

    def _cut_line(self) -> str:
        if self._cut_since is None:
            return ""
        return _("{clock} 起没有更新，请听窗口叫号").format(clock=moments.clock(self._cut_since))

    def _empty_line(self) -> str:
        if self._seen is None:
            return _("正在连接排队服务，请听窗口叫号")
        return _("今天还没有叫号，请留意屏幕和广播")


def _newest(view: HallView) -> HallCall | None:
    return view.calls[0] if view.calls else None
