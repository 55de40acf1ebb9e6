"""The hall display's program: its window and its line to the queue's authority; it writes
nothing."""

import sys
from contextlib import ExitStack

from PyQt6 import sip

from counter.app_devices import Identity
from counter.app_surface import (
    FeedBridge,
    SurfaceSettings,
    identity_of,
    open_surface_qt,
    run_surface,
    ticking,
)
from counter.policy.hall import load_display_words
from counter.trial_surfaces import HallTrial
from counter.windows.presenters.surfaces.display import DisplayFrame, DisplayPresenter
from counter.windows.surfaces.display_window import DisplayWindow
from counter.workflows.clock import SystemClock
from counter.workflows.ticket_office import open_ticket_office
from sync import reading


class DisplayProgram:
    """One display from the open identity to the end."""

    def __init__(self, identity: Identity) -> None:
        """Begin to ask and to tick; the window is not shown yet."""
        self.window = DisplayWindow()
        self.presenter = DisplayPresenter(self.window, _frame(identity), SystemClock().now)
        self._bridge = FeedBridge(identity, "select queue_api.hall_view()", reading.hall_view)
        self._bridge.answered.connect(self.presenter.answered)
        self._bridge.cut.connect(self.presenter.cut)
        self._bridge.start()
        self._timer = ticking(self._bridge, self.presenter.tick)

    def close(self) -> None:
        """End the thread and remove the window."""
        self._timer.stop()
        self._bridge.stop()
        sip.delete(self.window)


def run_display(settings: SurfaceSettings) -> int:
    """Run the display until its window is closed; raises ``CannotOpen``."""
    with ExitStack() as stack:
        if settings.simulate:
            trial = stack.enter_context(HallTrial(_say))
            identity = trial.device("display")
            trial.play()
        else:
            identity = identity_of(settings, "display")
        # Only now: who is told in words that there is no device needs no screen for it.
        application = open_surface_qt()
        program = DisplayProgram(identity)
        in_window = settings.in_window or settings.simulate
        if in_window:
            program.window.resize(1280, 720)
        return run_surface(application, program.window, program, in_window=in_window)


def _frame(identity: Identity) -> DisplayFrame:
    office, words = open_ticket_office(), load_display_words()
    return DisplayFrame(
        hall=identity.hall.name,
        classes=office.rows,
        green=office.green,
        notice_title=words.title,
        notice_lines=words.lines,
        ticker=words.ticker,
        may_blink=words.may_blink,
        may_scroll=words.may_scroll,
    )


def _say(words: str) -> None:
    sys.stderr.write(f"{words}\n")
