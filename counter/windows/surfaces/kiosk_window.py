"""The ticket machine's window: 1080×1920, everything to press below the eyes of a child."""

from PyQt6.QtCore import QSize, Qt, pyqtSignal
from PyQt6.QtWidgets import QLabel, QPushButton

from counter.windows.style import set_state
from counter.windows.surfaces.screens import KioskScreen, Tile
from counter.windows.surfaces.stage import Stage, mark
from counter.windows.surfaces.tiles import GreenTile, TileButton

LEFT, WIDE, GAP, TOP = 48, 984, 24, 508
CLASS_HEIGHT = 250
LEAST_HEIGHT, MOST_HEIGHT = 104, 160
FEW = 12
"""Up to so many businesses are shown in the larger type."""

_LEFT = Qt.AlignmentFlag.AlignLeft
_RIGHT = Qt.AlignmentFlag.AlignRight
_CENTRE = Qt.AlignmentFlag.AlignHCenter


class KioskWindow(Stage):
    """Shows a ``KioskScreen``; says which tile or key was touched."""

    touched = pyqtSignal(str)
    design = QSize(1080, 1920)

    def __init__(self) -> None:
        """Empty until the first value."""
        self._screen: KioskScreen | None = None
        super().__init__("kiosk", "取号机")

    def show_screen(self, screen: KioskScreen) -> None:
        """Show a page; tiles that stay are not made anew under a finger."""
        earlier, self._screen = self._screen, screen
        if not self.is_built:
            return
        if screen.is_large != self._is_large:
            self.show_large(screen.is_large)
        elif earlier is None or _shape(earlier) != _shape(screen):
            self._rebuild()
        else:
            self.refresh()

    def build(self) -> None:
        """Make the page's parts."""
        bar = self.panel("kioskBar", self.place(0, 0, 1080, 128))
        self._hall = self.words("kHall", self.place(48, 0, 760, 128), _LEFT)
        self._clock = self.words("kClock", self.place(808, 0, 224, 128), _RIGHT)
        self._hall.setParent(bar)
        self._clock.setParent(bar)
        self._title = self.words("kTitle", self.place(LEFT, 236, WIDE, 96), _LEFT)
        self._line = self.words("kLine", self.place(LEFT, 328, WIDE, 56), _LEFT)
        self._notice = self.panel("kioskNotice", self.place(LEFT, 388, WIDE, 108))
        self._notice_title = self._in_notice("kNotice", 4, 50)
        self._notice_line = self._in_notice("kNoticeLine", 54, 48)
        self._tiles: dict[str, TileButton] = {}
        self._ticket: QLabel | None = None
        self._foot = self.words("kFoot", self.place(LEFT, 1806, WIDE, 60), _CENTRE)
        screen = self._screen
        if screen is None:
            return
        self._build_steps(screen)
        if screen.page == "classes":
            self._build_classes(screen)
        elif screen.page == "businesses":
            self._build_businesses(screen)
        elif screen.page == "taken":
            self._build_ticket()
        self._build_keys(screen)

    def refresh(self) -> None:
        """Show the words of the last value."""
        screen = self._screen
        if screen is None:
            return
        for shown, text in (
            (self._hall, screen.hall),
            (self._clock, screen.clock),
            (self._title, screen.title),
            (self._line, screen.line),
            (self._foot, screen.foot),
        ):
            shown.setText(text)
        # The longer sentences of a page without tiles take as many lines as they need.
        has_room = screen.page in ("taken", "closed", "working")
        self._line.setWordWrap(has_room)
        self._line.setGeometry(self.place(LEFT, 330, WIDE, 160 if has_room else 52))
        for tile in (*screen.tiles, *((screen.green,) if screen.green else ())):
            self._tiles[tile.name].show_tile(tile)
        if self._ticket is not None:
            self._ticket.setText(screen.ticket)
        self._show_notice(screen)

    def _show_notice(self, screen: KioskScreen) -> None:
        self._notice.setVisible(screen.notice is not None)
        if screen.notice is not None:
            mark(self._notice, screen.notice.state)
            self._notice_title.setText(screen.notice.title)
            self._notice_line.setText(screen.notice.line)

    def _in_notice(self, role: str, y: int, height: int) -> QLabel:
        made = self.words(role, self.place(36, y, WIDE - 60, height), _LEFT)
        made.setParent(self._notice)
        return made

    def _build_steps(self, screen: KioskScreen) -> None:
        if screen.page == "closed":
            return
        x = float(LEFT)
        for nth, words in enumerate(screen.steps):
            state = "current" if nth == screen.step else "done" if nth < screen.step else ""
            dot = self.words("", self.place(x, 160, 64, 64), _CENTRE)
            dot.setObjectName("kioskMark")
            dot.setText("✓" if state == "done" else str(nth + 1))
            set_state(dot, state)
            name = self.words("kStep", self.place(x + 80, 160, 150, 64), _LEFT)
            name.setText(words)
            set_state(name, state)
            if nth + 1 < len(screen.steps):
                self.panel("kioskRule", self.place(x + 236, 190, 110, 4))
            x += 372

    def _build_classes(self, screen: KioskScreen) -> None:
        for nth, tile in enumerate(screen.tiles):
            row, column = divmod(nth, 2)
            is_alone = nth == len(screen.tiles) - 1 and column == 0
            place = self.place(
                LEFT + column * 504,
                TOP + row * (CLASS_HEIGHT + GAP),
                WIDE if is_alone else 480,
                CLASS_HEIGHT,
            )
            self._add(
                tile, TileButton(self.canvas, place, ("kTile", "kHint", "kWait"), self.px(32))
            )
        if screen.green is not None:
            place = self.place(LEFT, TOP + 3 * (CLASS_HEIGHT + GAP), WIDE, 210)
            self._add(screen.green, GreenTile(self.canvas, place, self.px(32)))

    def _build_businesses(self, screen: KioskScreen) -> None:
        rows = -(-len(screen.tiles) // 2)
        height = min(MOST_HEIGHT, (1256 - (rows - 1) * GAP) / rows)
        role = "kItem" if len(screen.tiles) <= FEW else "kItemSmall"
        for nth, tile in enumerate(screen.tiles):
            row, column = divmod(nth, 2)
            place = self.place(LEFT + column * 504, TOP + row * (height + GAP), 480, height)
            self._add(tile, TileButton(self.canvas, place, (role,), self.px(24)))

    def _add(self, tile: Tile, button: TileButton) -> None:
        button.setProperty("tile", tile.name)
        button.clicked.connect(self._say)
        self._tiles[tile.name] = button

    def _build_ticket(self) -> None:
        card = self.panel("kioskTicket", self.place(LEFT, 620, WIDE, 420))
        self._ticket = self.words("kTicket", self.place(0, 0, WIDE, 420), _CENTRE)
        self._ticket.setParent(card)

    def _build_keys(self, screen: KioskScreen) -> None:
        keys = []
        if screen.back:
            is_end = screen.page == "taken"
            keys.append(("back", screen.back, "main" if is_end else ""))
        if screen.larger and screen.page != "working":
            keys.append(("larger", screen.larger, ""))
        top = 1788 if screen.page == "businesses" else 1660
        width = (WIDE - GAP * (len(keys) - 1)) / max(1, len(keys))
        for nth, (name, words, state) in enumerate(keys):
            key = QPushButton(words, self.canvas)
            key.setObjectName("kioskKey")
            key.setProperty("tile", name)
            key.setAutoDefault(False)
            key.setGeometry(self.place(LEFT + nth * (width + GAP), top, width, 104))
            set_state(key, state)
            key.clicked.connect(self._say)

    def _say(self) -> None:
        sender = self.sender()
        if sender is not None:
            self.touched.emit(str(sender.property("tile")))


def _shape(screen: KioskScreen) -> tuple[object, ...]:
    """What decides which parts there are."""
    names = tuple(tile.name for tile in screen.tiles)
    return screen.page, screen.step, names, screen.green is None, screen.back, screen.larger
