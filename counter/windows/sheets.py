"""The sheets of the desk: each laid over the work area by its key, one at a time."""

from collections.abc import Callable

from PyQt6.QtCore import QObject, QTimer, pyqtSignal
from PyQt6.QtWidgets import QWidget

from counter.windows.parts.drill_sheet import DrillSheet
from counter.windows.parts.find_sheet import FindSheet
from counter.windows.parts.key_sheet import KeySheet
from counter.windows.parts.opening_sheet import OpeningSheet
from counter.windows.parts.parked_sheet import ParkedSheet
from counter.windows.parts.pick_sheet import PickSheet
from counter.windows.parts.promise_sheet import PromiseSheet
from counter.windows.parts.sheet import Sheet
from counter.windows.parts.state_sheet import StateSheet
from counter.windows.parts.thumb_sheet import ThumbSheet
from counter.windows.screen import DeskScreen


class DeskSheets(QObject):
    """Lays sheets and takes them away; what is chosen on one is told with its name."""

    chosen = pyqtSignal(str, object)
    verb_chosen = pyqtSignal(str)

    def __init__(self, window: QWidget, area: QWidget) -> None:
        """Build all of them hidden over ``area`` of ``window``."""
        super().__init__(window)
        self._window, self._area = window, area
        self._shown: DeskScreen | None = None
        self._keys, self._states = KeySheet(window), StateSheet(window)
        self._opening = OpeningSheet(window)
        self._hold = PickSheet("挂起", "没有正在办理的群众。", window)
        nothing = "本窗口没有挂起和过号的。按 F2 呼叫下一位。"
        self._aside = PickSheet("挂起和过号", nothing, window)
        self._find, self._thumb = FindSheet(window), ThumbSheet(window)
        self._parked, self._promises = ParkedSheet(window), PromiseSheet(window)
        self._drill = DrillSheet(window)
        self._is_promising, self._promised = False, 0
        self._by_verb: dict[str, Sheet] = {
            "keys": self._keys,
            "devices": self._states,
            "queue": self._aside,
            "find": self._find,
            "hold": self._hold,
            "to_check": self._parked,
            "promises": self._promises,
            "cannot_sign": self._thumb,
            "drill": self._drill,
        }
        self._hold.picked.connect(self._tell_hold)
        self._aside.picked.connect(self._tell_taken_up)
        self._find.picked.connect(self._tell_taken_up)
        self._find.asked.connect(self._tell_sought)
        self._parked.decided.connect(self._tell_decided)
        self._parked.turned.connect(self._tell_turned)
        self._promises.made.connect(self._tell_promise)
        self._promises.picked.connect(self._tell_told)
        self._drill.started.connect(self._tell_drill)
        self._thumb.given.connect(self._tell_pressed)
        self._thumb.print_asked.connect(self._tell_print)

    @property
    def is_checking(self) -> bool:
        """Whether the check before the window opens lies there."""
        return self._opening.isVisible()

    def take_key(self, verb: str) -> bool:
        """Lay a sheet by its key or take one away; whether the key was meant for that."""
        if verb in self._by_verb and self._may_lie(verb):
            self._lay(self._by_verb[verb])
            if verb in ("queue", "to_check", "promises"):
                self.verb_chosen.emit(verb)
            return True
        if verb == "print" and self._thumb.isVisible():
            # The page the thumb goes on is printed with the sheet open.
            return False
        if verb == "step_done" and self._parked.isVisible():
            self._parked.confirm()
            return True
        # Any other key of the desk first gives the work area back.
        was_up = verb not in ("full_screen", "next_open") and self.put_away()
        return was_up and verb in ("work", "back")

    def lay_states(self) -> None:
        """The states of devices and line, as the status bar was pressed."""
        self._lay(self._states)

    def show_screen(self, screen: DeskScreen) -> None:
        """Show on what lies there what changed; the opening check comes by itself."""
        self._shown = screen
        for one in self._all():
            if one.isVisible():
                self._fill(one, screen)
        if screen.opening and not self._opening.isVisible():
            # After this screen is laid out: the sheet covers what is shown.
            QTimer.singleShot(0, self._lay_opening)

    def put_away(self) -> bool:
        """Take away what lies there; whether there was something."""
        up = [one for one in self._all() if one.isVisible()]
        if self._opening in up:
            self.verb_chosen.emit("opening_read")
        for one in up:
            one.put_away()
        return bool(up)

    def _all(self) -> tuple[Sheet, ...]:
        return (*self._by_verb.values(), self._opening)

    def _may_lie(self, verb: str) -> bool:
        if self._shown is None or verb not in ("hold", "cannot_sign"):
            return True
        return bool(self._shown.holds) if verb == "hold" else self._shown.thumb is not None

    def _lay(self, sheet: Sheet) -> None:
        """Lay a sheet over the work area, or take it away when it lies there already."""
        is_up = sheet.isVisible()
        self.put_away()
        if not is_up and self._shown is not None:
            self._fill(sheet, self._shown)
            sheet.lay(self._area)

    def _lay_opening(self) -> None:
        if self._shown is not None and self._shown.opening and not self._opening.isVisible():
            self._fill(self._opening, self._shown)
            self._opening.lay(self._area)
            self._window.setFocus()

    def _fill(self, sheet: Sheet, screen: DeskScreen) -> None:
        """Only what lies there or is about to: the others would be filled for nobody."""
        fillers: dict[Sheet, Callable[[DeskScreen], object]] = {
            self._keys: lambda screen: self._keys.show_verbs(screen.possible),
            self._states: lambda screen: self._states.show_segments(screen.status),
            self._opening: lambda screen: self._opening.show_segments(screen.status),
            self._hold: lambda screen: self._hold.show_picks(screen.holds),
            self._aside: lambda screen: self._aside.show_picks(screen.aside),
            self._find: lambda screen: self._find.show_picks(screen.found),
            self._promises: self._fill_promises,
            self._parked: self._fill_parked,
            self._thumb: self._fill_thumb,
            self._drill: lambda screen: self._drill.show_offer(screen.drill),
        }
        fillers[sheet](screen)

    def _fill_promises(self, screen: DeskScreen) -> None:
        """A line that was kept is emptied: one more stands in the list then."""
        if self._is_promising and len(screen.promises) > self._promised:
            self._is_promising = False
            self._promises.clear_line()
        self._promised = len(screen.promises)
        self._promises.show_picks(screen.promises)
        self._promises.show_known(screen.promise_phone, screen.message)

    def _fill_parked(self, screen: DeskScreen) -> None:
        if screen.parked is not None:
            self._parked.show_asked(screen.parked)

    def _fill_thumb(self, screen: DeskScreen) -> None:
        """It goes once its text is pressed, or another one lies on the table."""
        is_same = screen.thumb is not None and self._thumb.show_asked(screen.thumb)
        if not is_same and self._thumb.isVisible():
            self._thumb.put_away()

    def _tell_hold(self, kind: str) -> None:
        self.put_away()
        self.chosen.emit("hold", kind)

    def _tell_taken_up(self, value: str) -> None:
        self.put_away()
        self.chosen.emit("aside", value)

    def _tell_sought(self, typed: str) -> None:
        self.chosen.emit("find", typed)

    def _tell_pressed(self, read: bool, pressed: bool, staff_no: str, password: str) -> None:
        self.chosen.emit("thumb", (read, pressed, staff_no, password))

    def _tell_decided(self, picks: dict[str, str], reason: str, note: str) -> None:
        self.chosen.emit("decided", (picks, reason, note))

    def _tell_turned(self, nth: int) -> None:
        self.chosen.emit("look_at", nth)

    def _tell_promise(self, what: str, phone: str, due: str) -> None:
        self._is_promising = True
        self.chosen.emit("promise", (what, phone, due))

    def _tell_told(self, value: str) -> None:
        self.chosen.emit("told", value)

    def _tell_drill(self, whole_hall: bool, minutes: int) -> None:
        self.put_away()
        self.chosen.emit("drill", (whole_hall, minutes))

    def _tell_print(self) -> None:
        self.verb_chosen.emit("print")
