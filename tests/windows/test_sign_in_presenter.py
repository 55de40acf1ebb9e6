"""Which of its two faces the sign-in page shows, as the centre tells of people."""

from collections.abc import Callable
from typing import Any, cast

from counter.windows.presenters.sign_in import SignInPresenter
from counter.windows.screen import SignInScreen
from counter.workflows.executor import InlineExecutor
from counter.workflows.grants import StaffName
from counter.workflows.password_policy import load_password_policy


class Page:
    """A page that remembers what it was shown."""

    def __init__(self) -> None:
        self.screen: SignInScreen | None = None

    def show_screen(self, screen: SignInScreen) -> None:
        self.screen = screen

    def forget(self) -> None:
        pass


class Staff:
    """The verbs of signing in, of which only the list of names is asked here."""

    def __init__(self) -> None:
        self.names: tuple[Any, ...] = ()

    def staff(self) -> tuple[Any, ...]:
        return self.names


class Name:
    staff_no, name = "0512", "许清和"


def begun() -> tuple[SignInPresenter, Staff, Callable[[], SignInScreen]]:
    page, staff = Page(), Staff()
    presenter = SignInPresenter(
        page, cast(Any, staff), load_password_policy(), InlineExecutor(), window_no=5
    )
    presenter.begin()

    def shown() -> SignInScreen:
        assert page.screen is not None
        return page.screen

    return presenter, staff, shown


def test_a_desk_nobody_is_enrolled_at_begins_with_enrolment() -> None:
    _, _, shown = begun()

    assert shown().enrolling


def test_once_the_centre_told_of_somebody_the_page_asks_for_the_password() -> None:
    presenter, staff, shown = begun()
    staff.names = (cast(StaffName, Name()),)

    presenter.begin()

    assert not shown().enrolling
    assert shown().chosen == "0512"


def test_names_that_arrive_while_a_code_is_typed_do_not_turn_the_page() -> None:
    presenter, staff, shown = begun()
    presenter.ask_enrolment(True)
    staff.names = (cast(StaffName, Name()),)

    presenter.begin()

    assert shown().enrolling
