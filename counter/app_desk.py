"""A workplace with its windows: who signs in, the desk they work at, the link to the centre."""

from collections.abc import Callable
from dataclasses import replace

from PyQt6 import sip
from PyQt6.QtCore import QObject, QTimer, pyqtSignal

from counter.app_opening import Opened
from counter.app_spare import SpareWindow
from counter.device_states import certificate_state, device_states, disk_state
from counter.i18n import _
from counter.store.one_desk import open_door
from counter.windows.desk_window import DeskWindow
from counter.windows.presenters.desk import DeskPresenter, Threads
from counter.windows.presenters.desk_screen import Around, Plate, desk_screen
from counter.windows.presenters.facts import Facts
from counter.windows.presenters.link import DeviceState, LinkView
from counter.windows.presenters.sight import Entry, Sight
from counter.windows.presenters.sign_in import SignInPresenter
from counter.windows.qt_executor import QtExecutor
from counter.windows.screen import DeskScreen
from counter.windows.sign_in_window import SignInWindow
from counter.workflows.desk import Desk
from counter.workflows.password_policy import load_password_policy
from counter.workflows.signed_in import SignedIn
from counter.workplace import Devices
from sync.copies import CopyStatus
from sync.enrolment_desk import Redeemed
from sync.qt_bridge import SyncBridge
from sync.status import Link, SyncStatus

LOOK_MS = 3000
PAD_MS = 250
TEND_MS = 10_000
_ROLES = {
    "clerk": "柜员",
    "supervisor": "值班主任",
    "reviewer": "复核岗",
    "director": "部门负责人",
    "admin": "管理员",
}
_KINDS = {1: "绿色通道", 12: "应急窗口"}


class OpenDesk(QObject):
    """Lives on the Qt thread from the open profile to the end of the program."""

    _knocked = pyqtSignal()
    """A second start knocked at the profile's door, on a thread of the door's own."""

    def __init__(
        self, opened: Opened, sign_in_window: SignInWindow, quit_: Callable[[], None], hint: str
    ) -> None:
        """Start the link to the centre and let people sign in."""
        super().__init__()
        self._opened, self._quit = opened, quit_
        self.workplace = opened.workplace
        self._threads = Threads(QtExecutor("verbs"), QtExecutor("looks"))
        self._person: SignedIn | None = None
        self._desk: Desk | None = None
        self._link = LinkView(online=False, since=None)
        self.window: DeskWindow | None = None
        self.presenter: DeskPresenter | None = None
        self.sign_in_window = sign_in_window
        self.sign_in_presenter = SignInPresenter(
            sign_in_window,
            self.workplace.sign_in(),
            load_password_policy(),
            self._threads.verbs,
            self.workplace.profile.window_no,
        )
        self._is_closed = False
        self._spare = SpareWindow(self, self._blank)
        self._join_sign_in(hint)
        self.bridge = SyncBridge(self.workplace.make_worker, self.workplace.make_keeper)
        self.bridge.status_changed.connect(self._take_status)
        self.bridge.copies_changed.connect(self._take_copies)
        self.bridge.news_arrived.connect(self._take_news)
        self.bridge.start()
        self._knocked.connect(self._come_forward)
        self._door = None if opened.held is None else open_door(opened.held, self._knocked.emit)
        self._timers = (
            self._timer(LOOK_MS, self._look),
            self._timer(PAD_MS, self._hear),
            self._timer(TEND_MS, self._tend),
        )

    def close(self) -> None:
        """Stop the threads; the keys are wiped."""
        self._is_closed = True
        if self.presenter is not None:
            self.presenter.end()
        if self._door is not None:
            self._door.close()
        for timer in self._timers:
            timer.stop()
        self._spare.close()
        self.bridge.stop()
        for executor in (self._threads.verbs, self._threads.looks):
            assert isinstance(executor, QtExecutor)
            executor.close()
        if self._person is not None:
            self._person.signer.forget()
        if self.window is not None:
            sip.delete(self.window)
            self.window = self.presenter = None

    @property
    def link(self) -> LinkView:
        """How the desk stands with the centre."""
        return self._link

    @property
    def is_at_work(self) -> bool:
        """Whether somebody is signed in."""
        return self._person is not None

    def lock(self) -> None:
        """Hide the desk and wipe the keys; the same or another person signs in again."""
        person, self._person = self._person, None
        if person is None:
            return
        self._leave(person, self._show_sign_in)

    def take_ticket(self, series: str, business: str) -> None:
        """Take a ticket from the queue and print it, as the ticket machine does."""
        if self._desk is not None:
            desk = self._desk
            self._threads.verbs.submit(
                lambda: desk.papers.print_ticket(desk.queue.issue(series, business)),
                lambda _words: self._look(),
                _raise,
            )

    def _come_forward(self) -> None:
        window = self.window or self.sign_in_window
        window.showNormal()
        window.raise_()
        window.activateWindow()

    def _join_sign_in(self, hint: str) -> None:
        window, presenter = self.sign_in_window, self.sign_in_presenter
        window.signed_in.connect(presenter.sign_in)
        window.enrolled.connect(presenter.enrol)
        for tried in (window.signed_in, window.enrolled):
            tried.connect(self._spare.rest)
        window.enrolment_asked.connect(presenter.ask_enrolment)
        presenter.entered = self._enter
        window.renewal_asked.connect(presenter.ask_renewal)
        window.renewed.connect(presenter.renew)
        presenter.fetch_renewal = self._fetch_renewal
        presenter.tell(hint)
        presenter.begin()
        QTimer.singleShot(0, self._prepare)

    def _fetch_renewal(self, code: str) -> Redeemed:
        # Nobody needs it in an ordinary day.
        from counter.app_renewal import fetch

        return fetch(self.workplace.profile.folder, code)

    def _prepare(self) -> None:
        if not self._is_closed:
            self._spare.prepare(self.sign_in_window.size())

    def _blank(self) -> DeskScreen:
        """The desk of nobody, as it is filled before somebody's is known."""
        around = Around(_plate(self.workplace.profile.window_no, "", ""))
        return desk_screen(Sight(Facts(), Entry()), around, self.workplace.clock.now())

    def _enter(self, person: SignedIn) -> None:
        self._person = person
        workplace, opened = self.workplace, self._opened
        desk = self._desk = workplace.desk(person.actor, opened.devices)
        number = workplace.profile.window_no
        roles = "・".join(_(_ROLES[role]) for role in person.roles if role in _ROLES)
        plate = replace(
            _plate(number, f"{person.name} {person.staff_no}", roles),
            may_drill=desk.drills.may_start,
        )
        window = self._spare.take()
        presenter = DeskPresenter(window, desk, self._threads, plate, workplace.clock.now)
        window.verb_chosen.connect(presenter.take_verb)
        window.verb_chosen.connect(self._look_again)
        window.entered.connect(presenter.take_entry)
        window.chosen.connect(presenter.take_choice)
        window.closed.connect(self._close_window)
        presenter.left = lambda _verb: self.lock()
        self.window, self.presenter = window, presenter
        opened.devices.pad.show_plate(number, person.staff_no)
        # Breath by breath: building, filling and showing at once would hold the screen too long.
        QTimer.singleShot(0, self._build_pages)
        left_ms = int((person.until - workplace.clock.now()).total_seconds() * 1000)
        # Qt counts in 32 bits of milliseconds: 24 days.
        QTimer.singleShot(min(left_ms, 2**31 - 1), lambda: self._end_session(person))

    def _build_pages(self) -> None:
        if self.window is not None:
            is_more = self.window.build_page()
            QTimer.singleShot(0, self._build_pages if is_more else self._fill_window)

    def _fill_window(self) -> None:
        if self.window is not None and self.presenter is not None:
            self.window.resize(self.sign_in_window.size())
            self.presenter.link_changed(self._link)
            QTimer.singleShot(0, self._show_window)

    def _show_window(self) -> None:
        window, presenter = self.window, self.presenter
        # Locked or closed meanwhile: there is nothing to show any more.
        if window is None or presenter is None or window.isVisible():
            return
        window.show()
        self.sign_in_window.hide()
        # After the first paint, which alone takes as long as a screen may be held.
        QTimer.singleShot(0, self._begin_work)

    def _begin_work(self) -> None:
        if self.presenter is not None:
            self.presenter.begin()
            self._look_at(self._opened.devices)

    def _end_session(self, person: SignedIn) -> None:
        if self._person is person:
            self.lock()

    def _look_again(self, verb: str) -> None:
        """Ctrl R while nobody is served: see how the devices are, once more."""
        presenter = self.presenter
        if verb == "again" and presenter is not None and presenter.sight.facts.visit is None:
            self._look_at(self._opened.devices)

    def _look_at(self, devices: Devices) -> None:
        """See once how the devices are; on the verbs' thread, which alone uses them."""

        def show(states: tuple[DeviceState, ...]) -> None:
            if self.presenter is not None:
                self.presenter.devices_changed(states)

        folder, now = self.workplace.profile.folder, self.workplace.clock.now

        def look() -> tuple[DeviceState, ...]:
            certificate = certificate_state(folder, now())
            return (*device_states(devices), disk_state(folder), certificate)

        self._threads.verbs.submit(look, show, _raise)

    def _close_window(self) -> None:
        person, desk = self._person, self._desk
        if person is None or desk is None:
            self._quit()
            return

        def closed(_nothing: object) -> None:
            self._person = None
            self._leave(person, self._quit)

        self._threads.verbs.submit(lambda: _close_shift(desk), closed, _raise)

    def _leave(self, person: SignedIn, after: Callable[[], None]) -> None:
        """Record the end of the session, wipe the keys, then go on whatever came of it."""
        sign_in = self.workplace.sign_in()
        self._opened.devices.pad.show_plate(self.workplace.profile.window_no, "")

        def failed(error: Exception) -> None:
            after()
            raise error

        self._threads.verbs.submit(lambda: sign_in.sign_out(person), lambda _: after(), failed)

    def _show_sign_in(self) -> None:
        window, presenter = self.window, self.presenter
        self.window = self.presenter = None
        if presenter is not None:
            presenter.end()
        self.sign_in_presenter.begin()
        self.sign_in_window.show()
        if window is not None:
            window.hide()
            window.deleteLater()
        QTimer.singleShot(0, self._prepare)

    def _take_status(self, status: SyncStatus) -> None:
        # What the worker told just before it stopped is still on its way through Qt's queue.
        if self._is_closed:
            return
        self._link = LinkView(
            online=status.link is Link.ONLINE,
            since=status.since,
            pending=status.pending,
            oldest=status.oldest,
            parked=status.parked,
            stopped=status.stopped_code or "",
            ahead=status.ahead,
            copied=self._link.copied,
            drill=self.workplace.gate.seen,
            announced=self.workplace.gate.announced,
        )
        self._show_link()

    def _take_copies(self, status: CopyStatus) -> None:
        if not self._is_closed:
            self._link = replace(self._link, copied=status.kept)
            self._show_link()

    def _show_link(self) -> None:
        self.sign_in_presenter.link_changed(self._link)
        # A window that is still being built takes the link when it is filled.
        if self.presenter is not None and self.window is not None and self.window.isVisible():
            self.presenter.link_changed(self._link)

    def _take_news(self) -> None:
        if self.presenter is None and not self._is_closed:
            self.sign_in_presenter.begin()

    def _look(self) -> None:
        gate = self.workplace.gate
        if (self._link.drill, self._link.announced) != (gate.seen, gate.announced):
            self._link = replace(self._link, drill=gate.seen, announced=gate.announced)
            self._show_link()
        if self.presenter is not None:
            self.presenter.look_around()

    def _tend(self) -> None:
        if self.presenter is not None:
            self.presenter.tend_queue()

    def _hear(self) -> None:
        if self.presenter is not None:
            self.presenter.hear_pad()

    def _timer(self, every_ms: int, act: Callable[[], None]) -> QTimer:
        timer = QTimer(self)
        timer.timeout.connect(act)
        timer.start(every_ms)
        return timer


def _plate(number: int, clerk: str, role: str) -> Plate:
    return Plate(number, _(_KINDS.get(number, "综合窗口")), clerk, role)


def _close_shift(desk: Desk) -> None:
    """End the shift with its counts; with somebody at the window it stays open, and goes on at
    the next start."""
    standing = desk.standing()
    if standing.shift is not None and standing.visit is None and standing.ticket is None:
        desk.close(standing.shift.id)


def _raise(error: Exception) -> None:
    raise error
