"""From F2 to the repainted desk with the called ticket: authority, commit and repaint included.

A real window, a real embedded centre, simulated devices, the desk's own threads. The floor asks the
same authority for a ticket, commits the same statements through the bare driver and repaints the
window, with nothing of the desk between.
"""

import secrets
import tempfile
import time
import uuid
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

from PyQt6.QtWidgets import QComboBox

from counter.app import Program, open_qt
from counter.app_desk import OpenDesk
from counter.bench import BenchResult, result
from counter.settings import DeskSettings
from counter.store.database import KEY_BYTES, create_database
from counter.tour import visit
from counter.tour.hands import Hands
from counter.trial import STAFF_NO, Trial
from counter.windows.desk_window import DeskWindow
from counter.windows.presenters.desk import DeskPresenter
from counter.workflows.ports import QueueAuthority

ROUNDS, WARM_UP = 60, 5
SERIES, BUSINESS = "A", "L01"
_PASSWORD = "Stone7-river-lamp"
_NOTE = (
    "F2 to the repainted desk: grant by the embedded centre, commit, told back, screen; floor: the "
    "same three calls to the authority, one row committed in an encrypted file with the same "
    "pragmas, repaint of the same window"
)


def run() -> BenchResult:
    """Measure on a throw-away ground; takes some ten seconds."""
    times, floors = [], []
    with ExitStack() as stack:
        trial = Trial()
        stack.callback(trial.close)
        settings = DeskSettings(trial.folder / "none")
        program = stack.enter_context(closing(Program(open_qt(), settings, trial)))
        trial.prepare()
        program.take(trial.open_desk())
        desk = program.desk
        assert desk is not None
        hands = Hands()
        window, presenter = _sign_in(hands, desk, trial.clerk_code)
        things = trial.simulators
        stage = visit.Stage(window, presenter, hands, things.cards, things.pad)
        authority, driver = desk.workplace.authority(), _bare_file(stack)
        for turn in range(ROUNDS + WARM_UP):
            authority.issue(SERIES, BUSINESS)
            took = _call(hands, window, presenter)
            _end(stage)
            authority.issue(SERIES, BUSINESS)
            floor = _floor(authority, driver, window)
            if turn >= WARM_UP:
                times.append(took)
                floors.append(floor)
    return result("call", times, floors, _NOTE)


def _sign_in(hands: Hands, desk: OpenDesk, code: str) -> tuple[DeskWindow, DeskPresenter]:
    page = desk.sign_in_window
    hands.wait(lambda: desk.link.online, "the link to the centre")
    hands.part(page, QComboBox, "who").setEditText(STAFF_NO)
    for name, text in (("code", code), ("password", _PASSWORD), ("again", _PASSWORD)):
        hands.type(page, name, text)
    hands.press(page, "enter")
    hands.wait(lambda: desk.window is not None and desk.window.isVisible(), "the desk")
    window, presenter = desk.window, desk.presenter
    assert window is not None
    assert presenter is not None
    hands.wait(lambda: presenter.sight.facts.standing.shift, "the open window")
    return window, presenter


def _call(hands: Hands, window: DeskWindow, presenter: DeskPresenter) -> float:
    """Seconds from the key to the paint."""
    began = time.perf_counter()
    hands.key(window, "F2")
    hands.wait(lambda: presenter.sight.facts.ticket, "a called ticket")
    window.repaint()
    return time.perf_counter() - began


def _end(stage: visit.Stage) -> None:
    """Serve the person and have the rating, so that the window is free again."""
    stage.key("F5", lambda: stage.facts.visit, "an open visit")
    visit.close(stage)


def _floor(authority: QueueAuthority, driver: Any, window: DeskWindow) -> float:
    began = time.perf_counter()
    granted = authority.grant_next(uuid.uuid4())
    driver.execute("BEGIN IMMEDIATE")
    driver.execute("INSERT INTO bare VALUES (?, ?)", (str(uuid.uuid4()), "called"))
    driver.execute("COMMIT")
    assert granted is not None
    authority.report_called(granted.grant_id)
    authority.waiting()
    window.repaint()
    return time.perf_counter() - began


def _bare_file(stack: ExitStack) -> Any:
    folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="counter-bench-"))
    engine = create_database(Path(folder) / "bare.db", secrets.token_bytes(KEY_BYTES))
    stack.callback(engine.dispose)
    driver = engine.raw_connection().driver_connection
    assert driver is not None
    driver.execute("CREATE TABLE bare (id TEXT PRIMARY KEY, state TEXT) WITHOUT ROWID")
    return driver
