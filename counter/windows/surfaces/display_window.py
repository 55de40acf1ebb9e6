"""The hall display's window: five calls, the waits, one notice, one ticker; numbers only."""

from PyQt6.QtCore import QSize, Qt, QTimer
from PyQt6.QtWidgets import QLabel

from counter.windows.surfaces.screens import DisplayScreen
from counter.windows.surfaces.stage import Stage, mark
from counter.windows.surfaces.ticker import Ticker

BLINK_MS = 500
BLINKS = 3
MOST_WAITS = 6
_CALL_LEFT, _CALL_WIDE, _CALL_TOP = 56, 1136, 204
_NEW_HEIGHT, _ROW_HEIGHT = 208, 132
_WAIT_LEFT, _WAIT_WIDE, _WAIT_HEIGHT = 1248, 616, 80

_LEFT = Qt.AlignmentFlag.AlignLeft
_RIGHT = Qt.AlignmentFlag.AlignRight
_CENTRE = Qt.AlignmentFlag.AlignHCenter


class DisplayWindow(Stage):
    """Shows a ``DisplayScreen``."""

    design = QSize(1920, 1080)

    def __init__(self) -> None:
        """Empty until the first value."""
        self._screen: DisplayScreen | None = None
        self._news = 0
        super().__init__("display", "综合显示屏")
        self._blinks_left = 0
        self._timer = QTimer(self)
        self._timer.setInterval(BLINK_MS)
        self._timer.timeout.connect(self._blink)

    def show_screen(self, screen: DisplayScreen) -> None:
        """Show how things are; a new call blinks three times where that is allowed."""
        self._screen = screen
        if screen.news != self._news:
            self._news = screen.news
            if screen.may_blink:
                self._blinks_left = 2 * BLINKS
                self._timer.start()
        if self.is_built:
            self.refresh()

    @property
    def is_blinking(self) -> bool:
        """Whether a new call is being pointed at."""
        return self._timer.isActive()

    def build(self) -> None:
        """Make the parts."""
        self._build_head()
        self._build_calls()
        self._build_waits()
        self._notice = self.panel("displayNotice", self.place(1248, 720, 616, 236))
        self._notice_title = self.words("dNotice", self.place(32, 20, 560, 56), _LEFT)
        self._notice_lines = self.words("dNoticeLine", self.place(32, 76, 560, 148), _LEFT)
        self._notice_lines.setWordWrap(True)
        self._notice_lines.setAlignment(_LEFT | Qt.AlignmentFlag.AlignTop)
        for part in (self._notice_title, self._notice_lines):
            part.setParent(self._notice)
        self._band = self.panel("displayTicker", self.place(0, 984, 1920, 96))
        head = self.words("dTicker", self.place(56, 0, 100, 96), _LEFT)
        head.setObjectName("tickerHead")
        head.setText("告示")
        head.setParent(self._band)
        self._ticker = Ticker(self._band, self.place(164, 0, 1756, 96), self._scale)

    def refresh(self) -> None:
        """Show the words of the last value."""
        screen = self._screen
        if screen is None:
            return
        for shown, text in (
            (self._hall, screen.hall),
            (self._day, screen.day),
            (self._clock, screen.clock),
            (self._cut_line, screen.cut),
            (self._empty, screen.empty),
            (self._notice_title, screen.notice_title),
            (self._notice_lines, "\n".join(screen.notice_lines)),
        ):
            shown.setText(text)
        self._cut.setVisible(bool(screen.cut))
        self._show_calls(screen)
        self._show_waits(screen)
        self._notice.setVisible(bool(screen.notice_title or screen.notice_lines))
        self._band.setVisible(bool(screen.ticker))
        self._ticker.show_text(screen.ticker, may_move=screen.may_scroll)

    def _build_head(self) -> None:
        self.panel("displayBar", self.place(0, 0, 1920, 112))
        bar = self.panel("displayBar", self.place(0, 0, 1920, 112))
        self._hall = self.words("dHall", self.place(56, 0, 1100, 112), _LEFT)
        self._day = self.words("dDay", self.place(1200, 0, 464, 112), _RIGHT)
        self._clock = self.words("dClock", self.place(1680, 0, 184, 112), _RIGHT)
        for part in (self._hall, self._day, self._clock):
            part.setParent(bar)
        self._cut = self.panel("displayCut", self.place(0, 0, 1180, 112))
        self._cut_line = self.words("dTo", self.place(56, 0, 1100, 112), _LEFT)
        self._cut_line.setParent(self._cut)

    def _build_calls(self) -> None:
        self.words("dLabel", self.place(56, 144, 400, 52), _LEFT).setText("正在呼叫")
        self._empty = self.words("dWait", self.place(56, 260, 1100, 100), _LEFT)
        self._new = self.panel(
            "displayNew", self.place(_CALL_LEFT, _CALL_TOP, _CALL_WIDE, _NEW_HEIGHT)
        )
        self._new_ticket = self.words("dNew", self.place(72, 0, 560, _NEW_HEIGHT), _LEFT)
        to = self.words("dTo", self.place(640, 0, 130, _NEW_HEIGHT), _RIGHT)
        to.setText("请到")
        self._new_window = self.words("dNew", self.place(776, 0, 190, _NEW_HEIGHT), _RIGHT)
        place = self.words("dPlace", self.place(984, 0, 140, _NEW_HEIGHT), _LEFT)
        place.setText("号\n窗口")
        self._new_chip = self._chip(78)
        for part in (self._new_ticket, to, self._new_window, place, self._new_chip):
            part.setParent(self._new)
        self._rows = [self._call_row(nth) for nth in range(4)]

    def _call_row(self, nth: int) -> tuple[QLabel, ...]:
        y = _CALL_TOP + _NEW_HEIGHT + nth * _ROW_HEIGHT
        ticket = self.words("dCall", self.place(128, y, 400, _ROW_HEIGHT), _LEFT)
        chip = self._chip(y + 40)
        window = self.words("dCall", self.place(800, y, 198, _ROW_HEIGHT), _RIGHT)
        place = self.words("dPlaceSmall", self.place(1016, y, 176, _ROW_HEIGHT), _LEFT)
        self.panel("displayLine", self.place(56, y + _ROW_HEIGHT - 2, _CALL_WIDE, 2))
        return ticket, chip, window, place

    def _chip(self, y: float) -> QLabel:
        chip = self.words("", self.place(0, y, 176, 52), _CENTRE)
        chip.setObjectName("displayChip")
        chip.setText("绿色通道")
        return chip

    def _build_waits(self) -> None:
        for text, x, width, align in (
            ("等候", 0, 260, _LEFT),
            ("人数", 240, 136, _RIGHT),
            ("预计", 396, 220, _RIGHT),
        ):
            self.words("dLabel", self.place(_WAIT_LEFT + x, 144, width, 52), align).setText(text)
        self._waits = []
        for nth in range(MOST_WAITS):
            y = _CALL_TOP + nth * _WAIT_HEIGHT
            name = self.words("dWait", self.place(_WAIT_LEFT, y, 280, _WAIT_HEIGHT), _LEFT)
            people = self.words(
                "dPeople", self.place(_WAIT_LEFT + 276, y, 100, _WAIT_HEIGHT), _RIGHT
            )
            wait = self.words("dDay", self.place(_WAIT_LEFT + 386, y, 230, _WAIT_HEIGHT), _RIGHT)
            self.panel("displayLine", self.place(_WAIT_LEFT, y + _WAIT_HEIGHT - 2, _WAIT_WIDE, 2))
            self._waits.append((name, people, wait))

    def _show_calls(self, screen: DisplayScreen) -> None:
        calls = screen.calls
        self._new.setVisible(bool(calls))
        if calls:
            self._new_ticket.setText(calls[0].ticket)
            self._new_window.setText(calls[0].window)
            self._place_chip(self._new_chip, self._new_ticket, is_green=calls[0].is_green)
        for row, call in zip(self._rows, [*calls[1:], *[None] * 4], strict=False):
            ticket, chip, window, place = row
            ticket.setText("" if call is None else call.ticket)
            self._place_chip(chip, ticket, is_green=call is not None and call.is_green)
            window.setText("" if call is None else call.window)
            place.setText("" if call is None else "号窗口")

    def _place_chip(self, chip: QLabel, ticket: QLabel, *, is_green: bool) -> None:
        """Behind the number; one that has grown too long goes without."""
        left = ticket.x() + ticket.sizeHint().width() + self.px(24)
        chip.move(left, chip.y())
        chip.setVisible(is_green and left + chip.width() <= self.px(660))

    def _show_waits(self, screen: DisplayScreen) -> None:
        rows = [*screen.waits, *[None] * MOST_WAITS]
        for (name, people, wait), row in zip(self._waits, rows, strict=False):
            name.setText("" if row is None else row.name)
            people.setText("" if row is None else row.people)
            wait.setText("" if row is None else row.wait)

    def _blink(self) -> None:
        self._blinks_left -= 1
        if self._blinks_left <= 0:
            self._timer.stop()
        if self.is_built:
            mark(self._new, "dim" if self._blinks_left % 2 else "")
