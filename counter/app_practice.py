"""Joins the practice panel to the simulated devices and the embedded centre of a trial."""

from collections.abc import Callable
from functools import partial

from PyQt6 import sip
from PyQt6.QtCore import QObject
from PyQt6.QtWidgets import QApplication

from counter.app_desk import OpenDesk
from counter.i18n import _
from counter.peripherals.id_reader.fixture_cards import citizen_card
from counter.sample.couple import face_of
from counter.trial import Trial
from counter.windows.practice_window import PracticeWindow
from counter.windows.qt_executor import QtExecutor
from counter.windows.screen import PracticeScreen

BUSINESS = "L01"
_GRADES = ((5, "非常满意"), (4, "满意"), (3, "基本满意"), (2, "不满意"), (1, "非常不满意"))


class Practice(QObject):
    """The panel of one trial, from its open desk to the end of the program."""

    def __init__(self, trial: Trial, desk: OpenDesk) -> None:
        """Show the panel."""
        super().__init__()
        self._trial, self._desk = trial, desk
        self._executor = QtExecutor("practice")
        self._is_away = False
        self.window = PracticeWindow()
        self.window.chosen.connect(self.act)
        self._acts = self._all_acts()
        self._show(_("群众和线路由您来演"))
        self.window.show()
        self._stand_aside()

    def close(self) -> None:
        """End the panel."""
        self._executor.close()
        sip.delete(self.window)

    def act(self, name: str) -> None:
        """Do one thing the panel offers."""
        self._show(self._acts[name]())

    def _all_acts(self) -> dict[str, Callable[[], str]]:
        rates = {f"rate_{grade}": partial(self._rate, grade, _(words)) for grade, words in _GRADES}
        return {
            "ticket": self._take_ticket,
            "borrower": partial(self._lay, 0),
            "spouse": partial(self._lay, 1),
            "lift": self._lift,
            "paper_out": self._end_paper,
            "paper_in": self._load_paper,
            "cut": partial(self._turn_centre, is_away=True),
            "mend": partial(self._turn_centre, is_away=False),
            **rates,
        }

    def _lay(self, nth: int) -> str:
        person, cards = self._trial.people[nth], self._trial.simulators.cards
        cards.remove_card()
        cards.lay_card(citizen_card(face_of(person)))
        return _("读卡器上是 {name} 的身份证").format(name=person.name)

    def _lift(self) -> str:
        self._trial.simulators.cards.remove_card()
        return _("读卡器上没有证件")

    def _rate(self, grade: int, words: str) -> str:
        self._trial.simulators.pad.press(grade)
        return _("评价器上按了“{words}”").format(words=words)

    def _end_paper(self) -> str:
        self._trial.simulators.printer.knobs.paper_left = 0
        return _("打印机没有纸了")

    def _load_paper(self) -> str:
        self._trial.simulators.printer.load_paper()
        return _("打印机装好了纸")

    def _take_ticket(self) -> str:
        if not self._desk.is_at_work:
            return _("先登录开窗，再取号")
        self._desk.take_ticket("A", BUSINESS)
        return _("取了一个新房贷款的号")

    def _turn_centre(self, *, is_away: bool) -> str:
        self._is_away = is_away
        centre = self._trial.centre
        self._executor.submit(centre.stop if is_away else centre.start, _nothing, _raise)
        return _("中心的线路断开了") if is_away else _("中心的线路接上了")

    def _show(self, line: str) -> None:
        names = [one.name for one in self._trial.people[:2]]
        groups = (
            (_("取号机"), (("ticket", _("取一个号")),)),
            (
                _("读卡器"),
                (
                    ("borrower", _("放 {name} 的证").format(name=names[0])),
                    ("spouse", _("放 {name} 的证").format(name=names[1])),
                    ("lift", _("拿走身份证")),
                ),
            ),
            (_("评价器"), tuple((f"rate_{grade}", _(words)) for grade, words in _GRADES)),
            (_("打印机"), (("paper_out", _("纸用完")), ("paper_in", _("装好纸")))),
            (_("中心线路"), (("cut", _("断开")), ("mend", _("接上")))),
        )
        greyed = frozenset({"cut"} if self._is_away else {"mend"})
        self.window.show_screen(PracticeScreen(line, groups, greyed))

    def _stand_aside(self) -> None:
        screen = QApplication.primaryScreen()
        if screen is not None:
            corner = screen.availableGeometry().bottomRight()
            size = self.window.sizeHint()
            self.window.move(corner.x() - size.width() - 24, corner.y() - size.height() - 60)


def _nothing(_answer: object) -> None:
    return


def _raise(error: Exception) -> None:
    raise error
