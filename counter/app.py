"""The composition root: the only place that joins windows, workflows, devices and sync.

Read from top to bottom it is the program's table of contents. Whatever needs the database is
imported only after the first window was painted: SQLAlchemy alone takes a third of a second.
"""

import gc
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from typing import TYPE_CHECKING, Any

from PyQt6 import sip
from PyQt6.QtCore import QLoggingCategory, QObject, QTimer, pyqtSignal
from PyQt6.QtWidgets import QApplication, QWidget

from counter import crash
from counter.crash import CrashReport
from counter.i18n import _
from counter.settings import DeskSettings
from counter.windows.crash_window import CrashWindow
from counter.windows.first_start_window import FirstStartWindow
from counter.windows.qt_executor import QtExecutor
from counter.windows.screen import FirstStartScreen, SignInScreen
from counter.windows.sign_in_window import SignInWindow
from counter.windows.style import choose_type

if TYPE_CHECKING:
    from counter.app_desk import OpenDesk
    from counter.app_opening import Opened
    from counter.app_practice import Practice
    from counter.trial import Trial

WIDTH, HEIGHT = 1366, 768
STEP_MS = 200


def run(settings: DeskSettings) -> int:
    """Run the desk until its window is closed; the exit status of the program."""
    application = open_qt()
    with ExitStack() as stack:
        # Kept by this name: the hooks hold no reference to it.
        crash_desk = CrashDesk()
        stack.callback(crash_desk.deleteLater)
        program = stack.enter_context(closing(Program(application, settings)))
        stack.enter_context(ended_by_signals(application))
        program.begin()
        return application.exec()


@contextmanager
def ended_by_signals(application: QApplication) -> Iterator[None]:
    """End in order when the session or a terminal asks for it; Qt alone would not notice."""
    names = (signal.SIGINT, signal.SIGTERM)
    before = {name: signal.signal(name, lambda _name, _frame: application.quit()) for name in names}
    # Python looks at signals only between its own steps, and an idle Qt loop makes none.
    steps = QTimer()
    steps.timeout.connect(lambda: None)
    steps.start(STEP_MS)
    try:
        yield
    finally:
        steps.stop()
        for name, handler in before.items():
            signal.signal(name, handler)


def open_qt() -> QApplication:
    """The application with its look; there is one in a process."""
    present = QApplication.instance()
    application = present if isinstance(present, QApplication) else QApplication(sys.argv[:1])
    application.setApplicationName("counter")
    if application.platformName() == "offscreen":
        # This platform says of every window that it cannot keep its size hints.
        QLoggingCategory.setFilterRules("default.warning=false")
    screen = application.primaryScreen()
    choose_type(application, WIDTH if screen is None else screen.size().width())
    return application


class CrashDesk(QObject):
    """Brings a crash report from whatever thread to the Qt thread and shows it."""

    _reported = pyqtSignal(object)

    def __init__(self) -> None:
        """Take over both hooks."""
        super().__init__()
        self._windows: list[CrashWindow] = []
        self._reported.connect(self._show)
        crash.install(self._reported.emit)

    def _show(self, report: CrashReport) -> None:
        sys.stderr.write(f"{crash.SENTENCE}\n{report.text()}")
        window = CrashWindow(crash.SENTENCE, report.text())
        self._windows.append(window)
        window.open()


class Program:
    """The windows one after the other: first start, sign-in, desk."""

    def __init__(
        self, application: QApplication, settings: DeskSettings, trial: "Trial | None" = None
    ) -> None:
        """Take the application; nothing is shown yet. ``trial``: the ground *try it* uses."""
        self._application, self.settings = application, settings
        self._trial, self._is_ours = trial, trial is None
        self._practice: Practice | None = None
        self._keyring = ""
        self.trouble = ""
        """Why the workplace could not be opened, in the words on the screen."""
        self.is_looking = False
        """Whether the first-start page still looks at the machine."""
        # What is loaded until the desk is open stays; looking through it again and again meanwhile
        # held the screen for 100 ms at a time.
        gc.disable()
        self._executor = QtExecutor("opening")
        self._opened: Opened | None = None
        self.desk: OpenDesk | None = None
        self.sign_in_window = SignInWindow()
        self.first_start_window = FirstStartWindow()

    def begin(self, opening: "Callable[[], tuple[Opened, str]] | None" = None) -> None:
        """Show the first window and open what stands behind it once it is painted.

        ``opening`` takes the place of what the settings say, for a profile whose secrets are not in
        the keyring.
        """
        if opening is not None:
            self._wait_for(opening)
        elif self.settings.simulate:
            self._wait_for(self._open_trial)
        elif (self.settings.profile / "profile.toml").exists():
            self._wait_for(self._open_profile)
        else:
            self._ask_how_to_start()

    def close(self) -> None:
        """Close everything in reverse."""
        if self._practice is not None:
            self._practice.close()
        if self.desk is not None:
            self.desk.close()
        if self._opened is not None:
            self._opened.stack.close()
        elif self._trial is not None and self._is_ours:
            # Ended while it was still being prepared.
            self._trial.close()
        self._executor.close()
        # While there is an application: Qt crashes on widgets that outlive it.
        for window in (self.sign_in_window, self.first_start_window):
            sip.delete(window)
        # What the windows left goes now: in the middle of another one's making Qt would crash.
        gc.enable()
        gc.collect()

    def take(self, opened: "Opened", hint: str = "") -> None:
        """Go on with an open workplace: let people sign in."""
        # After the first paint: see the module's first lines.
        from counter.app_desk import OpenDesk

        self._opened = opened
        gc.freeze()
        gc.set_threshold(20_000, 20, 50)
        gc.enable()
        self.desk = OpenDesk(opened, self.sign_in_window, self._application.quit, hint)
        self.desk.sign_in_presenter.renewal_fetched = self._renew
        self._show(self.sign_in_window)
        if self._trial is not None and self._is_ours:
            from counter.app_practice import Practice

            self._practice = Practice(self._trial, self.desk)

    def _renew(self, redeemed: Any) -> None:
        """Set this machine up again: close its file, put it aside, begin a new one."""
        folder = self.settings.profile
        assert self.desk is not None
        assert self._opened is not None
        self.desk.close()
        self._opened.stack.close()
        self.desk = self._opened = None
        # Another one: this one's signals still lead to the desk that was closed.
        before, self.sign_in_window = self.sign_in_window, SignInWindow()
        before.hide()
        before.deleteLater()

        def opening() -> tuple["Opened", str]:
            from counter.app_renewal import renew

            renew(folder, redeemed)
            return self._open_profile()

        self._wait_for(opening)

    def _wait_for(self, opening: Callable[[], Any]) -> None:
        self.sign_in_window.show_screen(
            SignInScreen(0, (), "", busy=True, link=_("正在打开工作台…"))
        )
        self._show(self.sign_in_window)
        # A timer of zero fires after the events already queued, the paint among them.
        QTimer.singleShot(0, lambda: self._open(opening))

    def _open(self, opening: Callable[[], tuple["Opened", str]]) -> None:
        self._executor.submit(opening, lambda opened: self.take(*opened), self._cannot_open)

    def _cannot_open(self, error: Exception) -> None:
        gc.enable()
        sentence = getattr(error, "sentence", None)
        words = sentence or _("工作台打不开。请联系系统管理员，并保留故障报告。")
        self.trouble = words
        if self.first_start_window.isVisible():
            self.first_start_window.show_screen(self._first_screen(error=words))
        else:
            self.sign_in_window.show_screen(SignInScreen(0, (), "", error=words, busy=True))
        if sentence is None:
            raise error

    def _open_profile(self) -> tuple["Opened", str]:
        from counter.app_opening import open_profile

        return open_profile(self.settings.profile), ""

    def _open_trial(self) -> tuple["Opened", str]:
        from counter.trial import Trial, open_trial

        self._trial = self._trial or Trial()
        return open_trial(self._trial)

    def _ask_how_to_start(self) -> None:
        window = self.first_start_window
        window.trial_chosen.connect(self._start_trial)
        window.set_up.connect(self._set_up)
        window.show_screen(
            FirstStartScreen(can_keep=False, keyring="", progress=_("正在查看本机…"))
        )
        self._show(window)
        self.is_looking = True
        QTimer.singleShot(
            0,
            lambda: self._executor.submit(_keyring_trouble, self._know_keyring, self._cannot_open),
        )

    def _know_keyring(self, trouble: str) -> None:
        self._keyring, self.is_looking = trouble, False
        self.first_start_window.show_screen(self._first_screen())

    def _first_screen(self, **changes: Any) -> FirstStartScreen:
        return FirstStartScreen(can_keep=not self._keyring, keyring=self._keyring, **changes)

    def _start_trial(self) -> None:
        words = _("正在准备演示中心和模拟设备…")
        self.first_start_window.show_screen(self._first_screen(progress=words, busy=True))
        self._open(self._open_trial)

    def _set_up(self, address: str, authority: str, code: str) -> None:
        words = _("正在向中心登记这台窗口电脑…")
        self.first_start_window.show_screen(self._first_screen(progress=words, busy=True))

        def opening() -> tuple["Opened", str]:
            from counter.app_opening import WhereTo, set_up

            return set_up(self.settings.profile, WhereTo(address, authority, code)), ""

        self._open(opening)

    def _show(self, window: QWidget) -> None:
        for other in (self.first_start_window, self.sign_in_window):
            if other is not window:
                other.hide()
        window.resize(WIDTH, HEIGHT)
        window.show()


def _keyring_trouble() -> str:
    """Why no lasting profile can be made on this machine; empty when one can."""
    from counter.store.credentials import KeyringCredentials, NoAllowedKeyring

    try:
        KeyringCredentials("first-start")
    except NoAllowedKeyring as trouble:
        return trouble.sentence
    return ""
