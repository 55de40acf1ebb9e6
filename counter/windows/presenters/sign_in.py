"""The sign-in page's presenter: a name and a password become a person at work."""

from collections.abc import Callable
from dataclasses import replace
from typing import Protocol

from counter.i18n import _
from counter.windows.presenters.link import LinkView, link_words
from counter.windows.presenters.trouble import message_of
from counter.windows.screen import SignInScreen
from counter.workflows.executor import Executor
from counter.workflows.grants import StaffName
from counter.workflows.password_policy import PasswordPolicy
from counter.workflows.sign_in import SignIn
from counter.workflows.signed_in import SignedIn

RENEWABLE = frozenset({"fork", "epoch", "state", "28000", "CW002"})
"""Why the centre takes nothing more from a file: it is a copy, was put back, or its place was given
anew."""


class SignInView(Protocol):
    """What the presenter needs of the window."""

    def show_screen(self, screen: SignInScreen) -> None:
        """Show who may sign in and what went wrong."""

    def forget(self) -> None:
        """Empty the secret fields."""


class SignInPresenter:
    """Asks the store and the centre off the Qt thread; the password is kept nowhere."""

    def __init__(
        self,
        view: SignInView,
        sign_in: SignIn,
        policy: PasswordPolicy,
        executor: Executor,
        window_no: int,
    ) -> None:
        """Take the window and the verbs behind it."""
        self._view, self._sign_in, self._policy = view, sign_in, policy
        self._executor = executor
        self._screen = SignInScreen(window_no, (), "")
        self._is_enrolment_asked = False
        self.entered: Callable[[SignedIn], None] = lambda _person: None
        """Called on the Qt thread with the person who signed in."""
        self.fetch_renewal: Callable[[str], object] = lambda _code: None
        """Fetches, off the Qt thread, what a code for setting this machine up again stands for."""
        self.renewal_fetched: Callable[[object], None] = lambda _fetched: None
        """Called on the Qt thread with what was fetched."""

    def tell(self, hint: str) -> None:
        """Say what a trial begins with."""
        self._show(hint=hint)

    @property
    def screen(self) -> SignInScreen:
        """What is shown now."""
        return self._screen

    def begin(self) -> None:
        """Show the names; called again when the centre told of people."""
        self._executor.submit(self._sign_in.staff, self._show_staff, self._failed)

    def link_changed(self, link: LinkView) -> None:
        """Say how the desk stands with the centre."""
        renewable = link.stopped in RENEWABLE
        renewing = self._screen.renewing and renewable
        self._show(link=link_words(link), renewable=renewable, renewing=renewing)

    def ask_renewal(self, renewing: bool) -> None:
        """Turn between signing in and setting this machine up again."""
        self._show(renewing=renewing, error="")

    def renew(self, code: str) -> None:
        """Fetch what the code stands for; a wrong one changes nothing."""
        if self._screen.busy:
            return
        self._show(busy=True, error="")
        fetch = self.fetch_renewal
        self._executor.submit(lambda: fetch(code), self._renewal_fetched, self._failed)

    def _renewal_fetched(self, fetched: object) -> None:
        self._view.forget()
        self.renewal_fetched(fetched)

    def ask_enrolment(self, enrolling: bool) -> None:
        """Turn between signing in and enrolling."""
        self._is_enrolment_asked = enrolling
        self._show(enrolling=enrolling or not self._screen.people, error="")

    def sign_in(self, staff_no: str, password: str) -> None:
        """Open the person's keys."""
        self._run(staff_no, lambda: self._sign_in.sign_in(staff_no, password))

    def enrol(self, staff_no: str, code: str, password: str) -> None:
        """Make the person's keys by the one-time code."""
        self._run(staff_no, lambda: self._sign_in.enrol(staff_no, code, password, self._policy))

    def _run(self, staff_no: str, verb: Callable[[], SignedIn]) -> None:
        if self._screen.busy:
            return
        self._show(busy=True, error="", chosen=staff_no)
        self._executor.submit(verb, self._enter, self._failed)

    def _enter(self, person: SignedIn) -> None:
        self._view.forget()
        self._is_enrolment_asked = False
        self._show(busy=False, enrolling=False, chosen=person.staff_no)
        self.entered(person)

    def _failed(self, error: Exception) -> None:
        message = message_of(error)
        if message is None:
            words = _("登录没有完成。请再试一次；仍不行请联系系统管理员。")
            self._show(busy=False, error=words)
            raise error
        self._show(busy=False, error=message.title + message.text)

    def _show_staff(self, staff: tuple[StaffName, ...]) -> None:
        people = tuple((one.staff_no, one.name) for one in staff)
        chosen = self._screen.chosen or (people[0][0] if people else "")
        # A desk nobody is enrolled at begins with enrolment, until the centre told of somebody.
        enrolling = self._is_enrolment_asked or not people
        self._show(people=people, chosen=chosen, enrolling=enrolling)

    def _show(self, **changes: object) -> None:
        self._screen = replace(self._screen, **changes)  # type: ignore[arg-type]
        self._view.show_screen(self._screen)
