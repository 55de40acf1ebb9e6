"""Which of its two faces the sign-in page shows, as the centre tells of people."""

from collections.abc import Callable
from typing import Any, cast

import pytest

from counter.windows.presenters.link import LinkView
from counter.windows.presenters.sign_in import SignInPresenter
from counter.windows.screen import SignInScreen
from counter.workflows.executor import InlineExecutor
from counter.workflows.grants import StaffName
from counter.workflows.password_policy import load_password_policy
from counter.workflows.ports import NotAllowed


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


@pytest.mark.parametrize("code", ["fork", "epoch", "state", "28000"])
def test_a_machine_the_centre_takes_nothing_from_can_be_set_up_again(code: str) -> None:
    presenter, _, shown = begun()
    fetched: list[object] = []
    presenter.fetch_renewal = lambda typed: f"bundle of {typed}"
    presenter.renewal_fetched = fetched.append

    presenter.link_changed(LinkView(False, None, stopped=code))
    presenter.ask_renewal(True)
    assert (shown().renewable, shown().renewing) == (True, True)
    presenter.renew("7KQ-2M9X-WM4T")

    assert fetched == ["bundle of 7KQ-2M9X-WM4T"]


def test_a_wrong_code_is_said_and_the_page_stays() -> None:
    presenter, _, shown = begun()
    presenter.link_changed(LinkView(False, None, stopped="fork"))
    presenter.ask_renewal(True)

    def refuse(_code: str) -> object:
        raise NotAllowed("code", "开通码不正确。请核对后重新输入。")

    presenter.fetch_renewal = refuse
    presenter.renew("7KQ")

    assert shown().error == "开通码不正确。请核对后重新输入。"
    assert (shown().renewing, shown().busy) == (True, False)


def test_the_page_turns_back_when_the_centre_takes_change_sets_again() -> None:
    presenter, _, shown = begun()
    presenter.link_changed(LinkView(False, None, stopped="state"))
    presenter.ask_renewal(True)

    presenter.link_changed(LinkView(True, None))

    assert (shown().renewable, shown().renewing) == (False, False)
