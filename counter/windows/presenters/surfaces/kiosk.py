"""The ticket machine: at most three touches, nobody is asked who they are or why they need care.

优先 if wanted, then a class, then a business: with that touch the number is taken. Whoever walks
away leaves nothing behind: after a minute without a touch the first page is back.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol

from counter.i18n import _
from counter.windows.presenters.surfaces import moments, waits
from counter.windows.surfaces.screens import KioskScreen, Notice, Tile
from counter.workflows.clock import hall_day
from counter.workflows.executor import Executor
from counter.workflows.ports import HallWaits
from counter.workflows.refusals import Refused
from counter.workflows.ticket_machine import PrinterState, Taken, TicketMachine
from counter.workflows.ticket_office import Offer, TicketOffice

IDLE_S = 60
"""A touch begins this time anew."""
SHOWN_S = 12
"""How long a printed number stays on the screen; one that is not printed stays for a minute."""
LOOK_S = 10
"""How often the printer is asked how it is."""


class KioskView(Protocol):
    """A window that shows the machine."""

    def show_screen(self, screen: KioskScreen) -> None:
        """Show it."""


@dataclass(frozen=True)
class _State:
    """Where the citizen is."""

    page: str = "classes"
    is_green: bool = False
    offer: Offer | None = None
    taken: Taken | None = None
    refusal: str = ""
    is_large: bool = False


class KioskPresenter:
    """Takes touches, the feed's answers and the passing of time."""

    def __init__(
        self,
        view: KioskView,
        office: TicketOffice,
        machine: TicketMachine,
        executor: Executor,
        now: Callable[[], dt.datetime],
    ) -> None:
        """Show the first page; the printer is asked at once."""
        self._view, self._office, self._machine = view, office, machine
        self._executor, self._now = executor, now
        self._state = _State()
        self._waits: HallWaits | None = None
        self._is_cut = False
        self._printer: PrinterState | None = None
        self._touched_at = self._looked_at = now()
        self.screen = self._made()
        view.show_screen(self.screen)
        self._look()

    def answered(self, found: HallWaits) -> None:
        """The authority told who waits."""
        self._waits, self._is_cut = found, False
        self.show()

    def cut(self) -> None:
        """The authority did not answer: the waits are not known any more."""
        self._waits, self._is_cut = None, True
        self.show()

    def touched(self, name: str) -> None:
        """A tile or key was pressed."""
        self._touched_at = self._now()
        state = self._state
        if state.page == "working":
            return
        if name == "larger":
            self._state = replace(state, is_large=not state.is_large)
        elif name == "back":
            self._go_back()
        elif name == "green":
            self._state = replace(state, is_green=not state.is_green, refusal="")
        elif state.page == "classes":
            self._choose(name)
        elif state.page == "businesses":
            self._take(name)
        self.show()

    def tick(self) -> None:
        """A second has passed."""
        now = self._now()
        limit = SHOWN_S if self._state.taken and self._state.taken.is_printed else IDLE_S
        idle_s = (now - self._touched_at).total_seconds()
        if self._state != _State() and self._state.page != "working" and idle_s >= limit:
            self._state = _State()
        if (now - self._looked_at).total_seconds() >= LOOK_S and self._state.page != "working":
            self._look()
        self.show()

    def show(self) -> None:
        """Bring the window up to date."""
        made = self._made()
        if made != self.screen:
            self.screen = made
            self._view.show_screen(made)

    def _choose(self, series: str) -> None:
        offer = next((one for one in self._office.offers if one.series == series), None)
        if offer is not None and self._is_open():
            self._state = replace(self._state, page="businesses", offer=offer, refusal="")

    def _go_back(self) -> None:
        if self._state.page == "businesses":
            self._state = replace(self._state, page="classes", offer=None)
        else:
            self._state = _State(is_large=self._state.is_large)

    def _take(self, business: str) -> None:
        offer = self._state.offer
        name = "" if offer is None else dict(offer.businesses).get(business, "")
        if offer is None or not name or not self._is_open():
            return
        series = self._office.green if self._state.is_green else offer.series
        self._state = replace(self._state, page="working")
        self._executor.submit(
            lambda: self._machine.take(series, business, name), self._end, self._fail
        )

    def _end(self, taken: Taken) -> None:
        self._touched_at = self._now()
        self._state = replace(self._state, page="taken", taken=taken)
        self._look()
        self.show()

    def _fail(self, error: Exception) -> None:
        self._state = _State(is_large=self._state.is_large)
        if isinstance(error, Refused):
            self._state = replace(self._state, refusal=error.sentence)
        self._touched_at = self._now()
        self.show()
        if not isinstance(error, Refused):
            raise error

    def _look(self) -> None:
        self._looked_at = self._now()
        self._executor.submit(self._machine.printer_state, self._know_printer, _bug)

    def _know_printer(self, state: PrinterState) -> None:
        self._printer = state
        self.show()

    def _is_open(self) -> bool:
        return self._office.opening(self._now()).state == "open"

    def _made(self) -> KioskScreen:
        now, state = self._now(), self._state
        base = KioskScreen(
            page=state.page,
            hall=self._machine.hall_name,
            clock=moments.clock(now),
            steps=(_("选一类"), _("选业务"), _("取号")),
            step={"classes": 0, "businesses": 1}.get(state.page, 2),
            title="",
            line="",
            is_large=state.is_large,
            larger=_("字小一点") if state.is_large else _("字再大一点"),
        )
        match state.page:
            case "classes":
                return self._classes(base, now)
            case "businesses":
                return self._businesses(base)
            case "working":
                line = _("号取好后从下面的出纸口出来。")
                return replace(base, title=_("正在取号…"), line=line)
            case "taken":
                assert state.taken is not None
                return _taken(base, state.taken)
        raise AssertionError(state.page)

    def _classes(self, base: KioskScreen, now: dt.datetime) -> KioskScreen:
        opening = self._office.opening(now)
        if opening.state != "open":
            title, line = _closed(opening.state, opening.next_start, hall_day(now))
            return replace(base, page="closed", title=title, line=line)
        tiles = tuple(
            Tile(one.series, one.name, one.hint, self._wait(one)) for one in self._office.offers
        )
        return replace(
            base,
            title=_("您要办什么？"),
            line=_("点一下就行。一张号可以办几件事，夫妻取一张号。"),
            tiles=tiles,
            green=self._green(),
            notice=self._notice(),
            foot=_("60 秒没有操作会回到这一页。打不出号请找导办员，号不会白占。"),
        )

    def _green(self) -> Tile:
        if self._state.is_green:
            line = _("已选优先，请接着选要办的事。再点一下取消。")
            return Tile("green", _("优先"), line, _("已选"))
        line = _("老年人、残疾人、孕妇等优先，先点这里，原因不显示")
        return Tile("green", _("我需要照顾"), line)

    def _wait(self, offer: Offer) -> str:
        series = self._office.green if self._state.is_green else offer.series
        return waits.line(self._waits, series)

    def _businesses(self, base: KioskScreen) -> KioskScreen:
        offer = self._state.offer
        assert offer is not None
        tiles = tuple(Tile(code, name) for code, name in offer.businesses)
        title = _("优先・{name}").format(name=offer.name) if self._state.is_green else offer.name
        return replace(
            base,
            title=title,
            line=_("点一项，马上出号。{wait}。").format(wait=self._wait(offer)),
            tiles=tiles,
            back=_("返回上一页"),
            notice=self._notice(),
        )

    def _notice(self) -> Notice | None:
        if self._state.refusal:
            return Notice(_("没有取到号"), self._state.refusal, "bad")
        printer = self._printer
        if self._is_cut:
            return Notice(
                _("排队服务没有返回"),
                _("现在可能取不到号。请到咨询导办台取号。"),
                "off",
            )
        if printer is not None and not printer.is_ready:
            return Notice(
                _("现在打不出纸号"),
                _("可以照常取号，号码显示在屏幕上。要纸号请到咨询导办台。"),
            )
        return None


def _bug(error: Exception) -> None:
    raise error


def _taken(base: KioskScreen, taken: Taken) -> KioskScreen:
    ahead = _("前面还有 {count} 人。").format(count=taken.ticket.ahead)
    shown = replace(base, ticket=taken.ticket.label, back=_("好了"))
    if taken.is_printed:
        return replace(shown, title=_("请取走号票"), line=ahead + _("请留意叫号。"))
    return replace(
        shown,
        title=_("请记下这个号"),
        line=ahead + _("号票没有打出来，号码有效。请记下或拍照，也可以到咨询导办台补打。"),
    )


def _closed(state: str, start: dt.datetime | None, today: dt.date) -> tuple[str, str]:
    """Why no numbers are given now, and when again."""
    when = "" if start is None else moments.next_time(start, today)
    match state:
        case "before":
            return _("还没有开始取号"), _("今日 {time} 开始取号。").format(time=f"{start:%H:%M}")
        case "between":
            return (
                _("上午取号已结束"),
                _("未办理的号继续办理。下午 {time} 开始取号。").format(time=f"{start:%H:%M}"),
            )
        case "over":
            booking = when.rpartition(" ")[0]
            line = _("未办理的号继续办理。")
            if when:
                line += _("可预约{day}，{when} 取号。").format(day=booking, when=when)
            return _("今日取号已结束"), line
        case _:
            return _("今日不取号"), (_("下次取号：{when}。").format(when=when) if when else "")
