"""Plays the tour: first start, enrolment, a visit with an outage in it, the report; then checks."""

import datetime as dt
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack, closing
from dataclasses import dataclass, field
from pathlib import Path

from PyQt6.QtWidgets import QComboBox, QFrame

from counter.app import Program, open_qt
from counter.app_desk import OpenDesk
from counter.peripherals.receipt_printer.picture import save_picture
from counter.policy import load_checklists
from counter.sample.couple import couple_of
from counter.settings import DeskSettings
from counter.tour import checks, visit, visit_checks
from counter.tour.checks import BothSides, Check, Outage
from counter.tour.hands import Hands, TourFailed
from counter.tour.heartbeat import Heartbeat
from counter.tour.visit_checks import Pause
from counter.trial import STAFF_NO, WINDOW, Trial
from counter.workflows.clock import hall_day
from counter.workflows.shift_report import ReportWanted, make_shift_report

AMOUNT = "300000"
PASSWORD = "Stone7-river-lamp"
READ_BACK_S = 5.0
Progress = Callable[[str], None]


@dataclass(frozen=True)
class Told:
    """What the tour came to."""

    seconds: float
    checks: tuple[Check, ...]
    screenshots: tuple[Path, ...] = ()
    slips: tuple[Path, ...] = ()
    report: Path | None = None

    @property
    def ok(self) -> bool:
        """Whether every check holds."""
        return bool(self.checks) and all(check.ok for check in self.checks)


@dataclass
class Tour:
    """One tour into one folder."""

    out: Path
    progress: Progress
    trial: Trial = field(init=False)
    hands: Hands = field(init=False)
    pause: Pause = field(init=False)

    def __post_init__(self) -> None:
        self.trial = Trial(self.progress)
        self.hands = Hands(self.out)

    def play(self) -> Told:
        """Play it all; raises ``TourFailed`` when the desk does not do what a clerk expects."""
        began = time.monotonic()
        settings = DeskSettings(self.trial.folder / "nothing-here")
        with ExitStack() as stack:
            # Closing an open trial twice is harmless; a tour that fails early closes it here.
            stack.callback(self.trial.close)
            program = stack.enter_context(closing(Program(open_qt(), settings, self.trial)))
            desk = self._start(program)
            with Heartbeat() as heart:
                self.hands.heart = heart
                stage = self._sign_in(desk)
                outage = self._visit(desk, stage)
            self.hands.heart, self.pause = (
                None,
                Pause(heart.worst_ms, heart.machine_ms, heart.beats),
            )
            sides = self._go_home(desk, stage)
            report = self.out / "shift-report.xlsx"
            found = self.check(desk, sides, outage, report)
            slips = self._slips()
        seconds = time.monotonic() - began
        return Told(seconds, found, tuple(self.hands.shots), slips, report)

    def _start(self, program: Program) -> OpenDesk:
        """Choose *try it* on the first-start page."""
        program.begin()
        window = program.first_start_window
        self.hands.wait(lambda: not program.is_looking, "the first-start page")
        self.hands.shoot(window, "first-start")
        self.hands.press(window, "try")

        # A whole database server is set up meanwhile.
        def opened() -> OpenDesk | None:
            if program.trouble:
                raise TourFailed(program.trouble)
            return program.desk

        self.hands.wait(opened, "the trial", patience_s=60)
        desk = program.desk
        assert desk is not None
        return desk

    def _sign_in(self, desk: OpenDesk) -> visit.Stage:
        """Enrol with the one-time code, lock, and sign in with the password."""
        self.progress("enrolling and signing in")
        hands, window = self.hands, desk.sign_in_window
        hands.wait(lambda: desk.link.online, "the link to the centre")
        hands.part(window, QComboBox, "who").setEditText(STAFF_NO)
        hands.type(window, "code", self.trial.clerk_code)
        hands.type(window, "password", PASSWORD)
        hands.type(window, "again", PASSWORD)
        hands.shoot(window, "enrol")
        hands.press(window, "enter")
        first = self._wait_for_desk(desk)
        desk_window = first.window
        hands.wait(lambda: hands.is_laid(desk_window, "开窗自检"), "the check before opening")
        first.shoot("opening-check")
        hands.key(desk_window, "Return")
        hands.key(desk_window, "Ctrl+L")
        hands.wait(lambda: desk.window is None and window.isVisible(), "the sign-in page")
        hands.wait(lambda: desk.sign_in_presenter.screen.people, "the names")
        hands.type(window, "password", PASSWORD)
        hands.shoot(window, "sign-in")
        hands.key(window, "Return")
        return self._wait_for_desk(desk)

    def _wait_for_desk(self, desk: OpenDesk) -> visit.Stage:
        def entered() -> bool:
            error = desk.sign_in_presenter.screen.error
            if error:
                raise TourFailed(f"sign-in: {error}")
            presenter = desk.presenter
            return presenter is not None and presenter.sight.facts.standing.shift is not None

        self.hands.wait(entered, "the open desk")
        assert desk.window is not None
        assert desk.presenter is not None
        simulators = self.trial.simulators
        return visit.Stage(
            desk.window, desk.presenter, self.hands, simulators.cards, simulators.pad
        )

    def _visit(self, desk: OpenDesk, stage: visit.Stage) -> Outage:
        """One couple's visit, the centre away from the loan's entry to the spouse's signature."""
        couple = couple_of(self.trial.people)
        self.progress("a ticket is taken and called")
        desk.take_ticket("A", "L01")
        stage.hands.wait(lambda: stage.facts.waiting and stage.facts.waiting.count, "a ticket")
        stage.shoot("idle")
        visit.call(stage)
        self.progress("identity, situation, one-time notice")
        visit.identify(stage, couple)
        visit.tell(stage)
        visit.add_spouse(stage, couple)
        noticed_s = self._cut(stage)
        self.progress("the loan and both signatures, without the centre")
        visit.enter_loan(stage, AMOUNT)
        visit.sign(stage, couple)
        recovered_s = self._mend(desk, stage)
        self.progress("submitted, rated, window closed")
        visit.submit(stage)
        visit.close(stage)
        return Outage(noticed_s, recovered_s)

    def _cut(self, stage: visit.Stage) -> float:
        """Stop the centre; seconds until the banner stands on the screen."""
        self.progress("the centre goes away")
        began = time.monotonic()
        with self._not_counted():
            self.trial.centre.stop()
        banner = stage.window.findChild(QFrame, "outage")
        assert banner is not None
        stage.hands.wait(banner.isVisible, "the banner of the outage")
        noticed = time.monotonic() - began
        stage.shoot("outage")
        return noticed

    def _not_counted(self) -> AbstractContextManager[None]:
        """Around what the tour itself does on the screen's thread."""
        assert self.hands.heart is not None
        return self.hands.heart.not_counted()

    def _mend(self, desk: OpenDesk, stage: visit.Stage) -> float:
        """Start the centre again; seconds until everything saved meanwhile is there."""
        if not desk.link.pending:
            raise TourFailed("nothing waited to be sent during the outage")
        self.progress(f"the centre comes back; {desk.link.pending} saves wait")
        with self._not_counted():
            self.trial.centre.start()
        began = time.monotonic()
        stage.hands.wait(
            lambda: desk.link.online and not desk.link.pending, "everything to be sent"
        )
        recovered = time.monotonic() - began
        stage.shoot("recovered")
        return recovered

    def _go_home(self, desk: OpenDesk, stage: visit.Stage) -> BothSides:
        """Close the window; wait until all is sent and the centre's answer is read back."""
        stage.window.close()
        self.hands.wait(lambda: not desk.is_at_work, "the closed shift")
        workplace = desk.workplace
        sides = BothSides(workplace.store.engine, workplace.profile.ws, self.trial.centre.admin_dsn)
        self.hands.wait(lambda: checks.outbox_empty(sides).ok, "the last saves to be sent")
        # The centre's answers come back through the feed; what differs then is the check's to say.
        self.hands.wait_for(lambda: checks.rows_equal(sides).ok, READ_BACK_S)
        return sides

    def check(
        self, desk: OpenDesk, sides: BothSides, outage: Outage, report: Path
    ) -> tuple[Check, ...]:
        """Make the report, then ask desk and centre what they hold."""
        self.progress("making the report and checking")
        now = dt.datetime.now(dt.UTC)
        names = dict(load_checklists().businesses())
        wanted = ReportWanted(hall_day(now), WINDOW, now, names)
        figures = make_shift_report(desk.workplace.store, wanted, report)
        return (
            checks.rows_equal(sides),
            checks.outbox_empty(sides),
            checks.no_parked(sides),
            checks.report_reconciles(figures, sides),
            checks.chain_verified(sides),
            checks.outage_noticed(outage),
            checks.outage_recovered(outage),
            visit_checks.notice_printed(sides.engine, self.trial.simulators.printer.receipts),
            visit_checks.consents_separate(sides.engine),
            visit_checks.rating_stored(sides, visit.SATISFIED),
            visit_checks.qt_pause(self.pause),
        )

    def _slips(self) -> tuple[Path, ...]:
        """Every paper that was cut, drawn from the bytes the printer got."""
        paths = []
        for nth, receipt in enumerate(self.trial.simulators.printer.receipts, 1):
            path = self.out / f"slip-{nth}.png"
            save_picture(receipt, path)
            paths.append(path)
        return tuple(paths)
