"""A presenter on a real desk, for tests: what it shows, and what a clerk presses."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from counter.windows.presenters.desk import DeskPresenter, Threads
from counter.windows.presenters.desk_screen import Plate
from counter.windows.screen import (
    DeskScreen,
    Message,
)
from counter.workflows.executor import Executor, InlineExecutor
from tests import builders as b


@dataclass
class Shown:
    """A window that remembers what it was shown."""

    screens: list[DeskScreen] = field(default_factory=list)

    def show_screen(self, screen: DeskScreen) -> None:
        self.screens.append(screen)

    @property
    def now(self) -> DeskScreen:
        return self.screens[-1]

    @property
    def message(self) -> Message:
        assert self.now.message is not None
        return self.now.message


class LaterExecutor:
    """Keeps work until the test lets it run."""

    def __init__(self) -> None:
        self.waiting: list[Callable[[], None]] = []

    def submit(
        self,
        work: Callable[[], Any],
        done: Callable[[Any], None],
        failed: Callable[[Exception], None],
    ) -> None:
        self.waiting.append(lambda: InlineExecutor().submit(work, done, failed))

    def run(self) -> None:
        while self.waiting:
            self.waiting.pop(0)()


@dataclass
class AtWork:
    """A presenter on a real desk with simulated devices."""

    outfit: b.Outfit
    presenter: DeskPresenter
    shown: Shown

    def press(self, *verbs: str) -> None:
        for verb in verbs:
            self.presenter.take_verb(verb)

    def type(self, **fields: str) -> None:
        for name, text in fields.items():
            self.presenter.take_entry(name, text)

    def read(self, face: b.CitizenFace) -> None:
        self.outfit.lay(face)
        self.press("read_card")

    def go_to_notice(self) -> None:
        self.press("call_next", "start")
        self.read(b.HUSBAND)
        self.type(same_person="1")
        self.press("step_done", "step_done")

    def go_to_loan(self) -> None:
        self.go_to_notice()
        # Nobody looked at the originals yet: said once, then the clerk goes on all the same.
        self.press("print", "step_done", "step_done")

    def enter_loan(self, amount: str = "400000") -> None:
        self.type(
            home_kind="pre",
            home_order="first",
            home_address="示例市样例区演示路88号",
            home_area="104.36",
            home_price="765000",
            down_payment="265000",
            contract_filed_on="2026-09-14",
            amount=amount,
            months="240",
        )
        self.press("again")

    def go_to_signing(self) -> None:
        self.go_to_loan()
        self.read(b.WIFE)
        self.enter_loan()
        self.press("step_done")


def sit_down(outfit: b.Outfit, executor: Executor | None = None) -> AtWork:
    shown = Shown()
    threads = Threads(executor or InlineExecutor(), InlineExecutor())
    plate = Plate(7, "综合窗口", "柜员11 0711", "柜员")
    presenter = DeskPresenter(shown, outfit.restarted(), threads, plate, outfit.clock.now)
    presenter.begin()
    return AtWork(outfit, presenter, shown)


def page_of(at_work: AtWork, kind: type[Any]) -> Any:
    page = at_work.shown.now.page
    assert isinstance(page, kind)
    return page
