"""The one window a clerk lives in; it shows a ``DeskScreen`` and tells what the clerk did."""

from typing import Any

from PyQt6.QtCore import QDateTime, Qt, QTimer, pyqtSignal
from PyQt6.QtGui import QCloseEvent, QKeyEvent, QResizeEvent, QShowEvent
from PyQt6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from counter.windows.keys import DeskKeys
from counter.windows.pages.consents_page import ConsentsPageView
from counter.windows.pages.identity_page import IdentityPageView
from counter.windows.pages.idle_page import IdlePageView
from counter.windows.pages.loan_page import LoanPageView
from counter.windows.pages.matter_page import MatterPageView
from counter.windows.pages.notice_page import NoticePageView
from counter.windows.pages.outage_page import OutagePageView
from counter.windows.pages.page import WorkPage
from counter.windows.pages.rating_page import RatingPageView
from counter.windows.pages.submit_page import SubmitPageView
from counter.windows.parts.action_bar import ActionBar
from counter.windows.parts.call_panel import CallPanelCard
from counter.windows.parts.cards import CardColumn
from counter.windows.parts.message_bar import MessageBar
from counter.windows.parts.outage_banner import OutageBanner
from counter.windows.parts.page_stack import PageStack
from counter.windows.parts.progress_bar import ProgressPart
from counter.windows.parts.queue_column import QueueColumn
from counter.windows.parts.status_bar import StatusBar
from counter.windows.parts.step_rail import StepRail
from counter.windows.parts.top_bar import TopBar
from counter.windows.screen import (
    ConsentsPage,
    DeskScreen,
    IdentityPage,
    IdlePage,
    LoanPage,
    MatterPage,
    Message,
    NoticePage,
    OutagePage,
    Page,
    RatingPage,
    SubmitPage,
)
from counter.windows.sheets import DeskSheets
from counter.windows.style import dress, follow_width

_HALL_OFFSET_S = 8 * 3600
_PAGES: dict[type[Any], type[WorkPage]] = {
    IdlePage: IdlePageView,
    OutagePage: OutagePageView,
    IdentityPage: IdentityPageView,
    MatterPage: MatterPageView,
    NoticePage: NoticePageView,
    LoanPage: LoanPageView,
    ConsentsPage: ConsentsPageView,
    SubmitPage: SubmitPageView,
    RatingPage: RatingPageView,
}


class DeskWindow(QWidget):
    """The desk; regions stand where the eye expects them in every state."""

    verb_chosen = pyqtSignal(str)
    entered = pyqtSignal(str, str)
    chosen = pyqtSignal(str, object)
    closed = pyqtSignal()

    def __init__(self) -> None:
        """Build all regions; the pages come with ``build_page`` or the first screen."""
        super().__init__()
        dress(self)
        self.setWindowTitle("公积金窗口工作台")
        self.setMinimumSize(1280, 680)
        self._top, self._outage = TopBar(), OutageBanner()
        self._call, self._queue = CallPanelCard(), QueueColumn()
        self._rail, self._message, self._progress = StepRail(), MessageBar(), ProgressPart()
        self._actions, self._cards, self._status = ActionBar(), CardColumn(), StatusBar()
        # Each shows the kind of page it stands under, and no other.
        self._pages: dict[type[Any], Any] = {}
        self._stack, self._work = PageStack(), QScrollArea()
        self._shown: DeskScreen | None = None
        self._shown_message: Message | None = None
        self._lay_out()
        self._sheets = DeskSheets(self, self._middle)
        self._connect()

    def build_page(self) -> bool:
        """Build the next page that is not there yet; whether one is still missing.

        One at a time, so that none of them holds the screen long.
        """
        missing = [kind for kind in _PAGES if kind not in self._pages]
        if missing:
            page = self._pages[missing[0]] = _PAGES[missing[0]]()
            self._stack.addWidget(page)
            page.entered.connect(self.entered)
            page.chosen.connect(self.chosen)
            page.verb_pressed.connect(self._take_key)
            page.revealed.connect(self._reveal)
        return len(missing) > 1

    def _lay_out(self) -> None:
        whole = _column()
        self.setLayout(whole)
        whole.addWidget(self._top)
        whole.addWidget(self._outage)
        middle = QHBoxLayout()
        middle.setSpacing(0)
        whole.addLayout(middle, 1)
        whole.addWidget(self._status)
        middle.addWidget(self._left())
        self._middle = QWidget()
        self._middle.setLayout(self._centre())
        middle.addWidget(self._middle, 1)
        middle.addWidget(self._cards)

    def _left(self) -> QWidget:
        side = QWidget()
        side.setObjectName("leftColumn")
        side.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = QVBoxLayout(side)
        column.setContentsMargins(10, 12, 10, 12)
        column.setSpacing(12)
        column.addWidget(self._call)
        column.addWidget(self._queue)
        column.addStretch()
        return side

    def _centre(self) -> QVBoxLayout:
        centre = _column()
        centre.addWidget(self._rail)
        inner = QWidget()
        inner.setObjectName("workInner")
        column = _column()
        inner.setLayout(column)
        notice = QVBoxLayout()
        notice.setContentsMargins(16, 10, 16, 0)
        notice.setSpacing(8)
        notice.addWidget(self._message)
        notice.addWidget(self._progress)
        column.addLayout(notice)
        column.addWidget(self._stack, 1)
        work = self._work
        work.setObjectName("work")
        work.setWidgetResizable(True)
        work.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        work.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        work.setWidget(inner)
        centre.addWidget(work, 1)
        centre.addWidget(self._actions)
        return centre

    def _connect(self) -> None:
        self._keys = DeskKeys(self)
        self._keys.pressed.connect(self._take_key)
        self._status.pressed.connect(self._sheets.lay_states)
        self._sheets.chosen.connect(self.chosen)
        self._sheets.verb_chosen.connect(self.verb_chosen)
        self._call.chosen.connect(self._take_key)
        self._actions.chosen.connect(self._take_key)
        self._message.chosen.connect(self.verb_chosen)
        self._progress.chosen.connect(self.verb_chosen)
        self._rail.asked.connect(lambda number: self.verb_chosen.emit(f"step_{number}"))
        clock = QTimer(self)
        # A bound method, never a lambda: Qt lets go of it when the window ends, a lambda it would
        # still call while Python's collector takes the window apart.
        clock.timeout.connect(self._show_time)
        clock.start(1000)

    def _take_key(self, verb: str) -> None:
        """The window's own keys stay here; all others are the clerk's verbs."""
        match verb:
            case _ if self._sheets.take_key(verb):
                return
            case "full_screen":
                self.setWindowState(self.windowState() ^ Qt.WindowState.WindowFullScreen)
            case "next_open":
                page = self._stack.currentWidget()
                if isinstance(page, WorkPage):
                    page.next_open()
            case _:
                self.verb_chosen.emit(verb)

    def regions(self) -> tuple[QWidget, ...]:
        """Its parts from the top to the status bar."""
        centre = (self._rail, self._stack, self._actions)
        return (self._top, self._call, self._queue, *centre, self._cards, self._status)

    def showEvent(self, event: QShowEvent | None) -> None:  # noqa: N802 - Qt's name
        """From here on there is a place where the keys come in."""
        super().showEvent(event)
        self._keys.watch(self)

    def keyPressEvent(self, event: QKeyEvent | None) -> None:  # noqa: N802 - Qt's name
        """Enter opens the window once the check was read."""
        is_enter = event is not None and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if is_enter and self._sheets.is_checking:
            self._sheets.put_away()
            return
        super().keyPressEvent(event)

    def _show_time(self) -> None:
        self._top.show_time(_hall_now())

    def show_screen(self, screen: DeskScreen) -> None:
        """Show one picture of the desk."""
        while self.build_page():
            pass
        self._shown = screen
        self._sheets.show_screen(screen)
        self._top.show_screen(screen)
        self._show_time()
        self._outage.show_outage(screen.outage)
        self._call.show_panel(screen.call)
        self._queue.show_rows(
            screen.queue_title, screen.queue, is_reserve=screen.outage is not None
        )
        self._rail.show_steps(screen.steps)
        self._show_message(screen.message)
        self._progress.show_progress(screen.progress)
        self._actions.setVisible(bool(screen.actions))
        self._actions.show_actions(screen.still_open, screen.hint, screen.actions)
        self._cards.show_cards(screen.cards)
        self._status.show_segments(screen.status, screen.saved)
        self._show_page(screen.page)

    def _show_message(self, message: Message | None) -> None:
        if message is not None and message != self._shown_message:
            self._scroll_up()
        self._shown_message = message
        self._message.show_message(message)

    def _reveal(self, part: QWidget) -> None:
        # Where the part stands is known only after the layout that its new content asked for.
        QTimer.singleShot(0, lambda: self._work.ensureWidgetVisible(part, 0, 12))

    def _scroll_up(self) -> None:
        bar = self._work.verticalScrollBar()
        assert bar is not None
        bar.setValue(0)

    def _show_page(self, page: Page) -> None:
        view = self._pages[type(page)]
        view.show_page(page)
        self._turn_to(view)

    def _turn_to(self, page: WorkPage) -> None:
        if self._stack.currentWidget() is not page:
            self._stack.setCurrentWidget(page)
            self._stack.updateGeometry()
            self._scroll_up()
            page.focus_first()

    def closeEvent(self, event: QCloseEvent | None) -> None:  # noqa: N802 - Qt's name
        """Tell that the clerk closed the desk."""
        self.closed.emit()
        super().closeEvent(event)

    def resizeEvent(self, event: QResizeEvent | None) -> None:  # noqa: N802 - Qt's name
        """A wide screen gets the larger type and regions."""
        super().resizeEvent(event)
        # Not here: Qt crashes when the style changes while a resize is being delivered.
        QTimer.singleShot(0, self._follow_width)

    def _follow_width(self) -> None:
        follow_width(self)


def _hall_now() -> QDateTime:
    # The hall keeps Chinese time whatever the machine's zone is set to.
    return QDateTime.currentDateTimeUtc().toOffsetFromUtc(_HALL_OFFSET_S)


def _column() -> QVBoxLayout:
    column = QVBoxLayout()
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    return column
