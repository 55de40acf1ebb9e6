"""The rating pad's window: 1024×600, five answers alike, nothing to press under 64 pixels."""

from PyQt6.QtCore import QSize, Qt, pyqtSignal
from PyQt6.QtWidgets import QLabel, QPushButton

from counter.windows.style import set_state
from counter.windows.surfaces.answers import AnswerButton
from counter.windows.surfaces.screens import PadScreen
from counter.windows.surfaces.stage import Stage

_LEFT = Qt.AlignmentFlag.AlignLeft
_RIGHT = Qt.AlignmentFlag.AlignRight
_CENTRE = Qt.AlignmentFlag.AlignHCenter
_EDGE, _WIDE = 28, 968


class PadWindow(Stage):
    """Shows a ``PadScreen``."""

    pressed = pyqtSignal(int)
    reason_toggled = pyqtSignal(str)
    reasons_sent = pyqtSignal()
    reasons_skipped = pyqtSignal()
    design = QSize(1024, 600)

    def __init__(self) -> None:
        """Empty until the first value."""
        self._screen: PadScreen | None = None
        super().__init__("pad", "评价器")

    def show_screen(self, screen: PadScreen) -> None:
        """Show a page; parts that stay are not made anew under a finger."""
        earlier, self._screen = self._screen, screen
        if not self.is_built:
            return
        if earlier is None or _shape(earlier) != _shape(screen):
            self._rebuild()
        else:
            self.refresh()

    def build(self) -> None:
        """Make the page's parts."""
        self._answers: list[AnswerButton] = []
        self._reasons: dict[str, QPushButton] = {}
        self._shown: dict[str, QLabel] = {}
        screen = self._screen
        if screen is None:
            return
        match screen.page:
            case "plate":
                self._build_plate()
            case "said":
                self._build_head()
                self._put("title", self.words("pTitle", self.place(28, 200, _WIDE, 80), _CENTRE))
                line = self.words("pLine", self.place(80, 290, 864, 100), _CENTRE)
                line.setWordWrap(True)
                self._put("line", line)
            case "ask":
                self._build_head()
                self._build_question()
            case "reasons":
                self._build_head()
                self._build_reasons(screen)

    def refresh(self) -> None:
        """Show the words of the last value."""
        screen = self._screen
        if screen is None:
            return
        for name, shown in self._shown.items():
            shown.setText(str(getattr(screen, name)))
        for button, answer in zip(self._answers, screen.answers, strict=True):
            button.show_answer(answer)
            button.setEnabled(screen.can_answer)
        for reason in screen.reasons:
            key = self._reasons[reason.code]
            key.setText(f"✓ {reason.words}" if reason.chosen else reason.words)
            set_state(key, "chosen" if reason.chosen else "")

    def _put(self, name: str, shown: QLabel) -> None:
        self._shown[name] = shown

    def _build_head(self) -> None:
        bar = self.panel("padBar", self.place(0, 0, 1024, 72))
        for name, role, place, align in (
            ("head", "pHead", self.place(28, 0, 620, 72), _LEFT),
            ("head_right", "pSmall", self.place(648, 0, 348, 72), _RIGHT),
        ):
            shown = self.words(role, place, align)
            shown.setParent(bar)
            self._put(name, shown)

    def _build_question(self) -> None:
        self._put("title", self.words("pTitle", self.place(_EDGE, 88, _WIDE, 66), _LEFT))
        self._put("line", self.words("pLine", self.place(_EDGE, 152, _WIDE, 40), _LEFT))
        for nth in range(5):
            button = AnswerButton(self.canvas, self._scale)
            button.setGeometry(self.place(_EDGE + nth * 196.5, 205, 182, 275))
            button.setProperty("grade", 5 - nth)
            button.clicked.connect(self._say_grade)
            self._answers.append(button)
        trouble = self.words("", self.place(_EDGE, 498, 400, 84), _LEFT)
        trouble.setObjectName("padTrouble")
        trouble.setWordWrap(True)
        self._put("trouble", trouble)
        self._put("foot", self.words("pSmall", self.place(436, 498, 560, 84), _RIGHT))

    def _build_reasons(self, screen: PadScreen) -> None:
        self._put("title", self.words("pTitle", self.place(_EDGE, 88, _WIDE, 66), _LEFT))
        self._put("line", self.words("pLine", self.place(_EDGE, 152, _WIDE, 40), _LEFT))
        for nth, reason in enumerate(screen.reasons):
            row, column = divmod(nth, 2)
            button = QPushButton(self.canvas)
            button.setObjectName("reason")
            button.setProperty("code", reason.code)
            button.setGeometry(self.place(_EDGE + column * 490, 205 + row * 92, 478, 80))
            button.clicked.connect(self._say_reason)
            self._reasons[reason.code] = button
        for words, x, state, signal in (
            (screen.skip, _EDGE, "", self.reasons_skipped),
            (screen.send, _EDGE + 490, "main", self.reasons_sent),
        ):
            key = QPushButton(words, self.canvas)
            key.setObjectName("padKey")
            key.setGeometry(self.place(x, 500, 478, 76))
            set_state(key, state)
            key.clicked.connect(signal)

    def _build_plate(self) -> None:
        self.panel("padPlate", self.place(80, 56, 864, 448))
        self._put("window", self.words("pPlate", self.place(120, 76, 784, 200), _CENTRE))
        self._put("staff", self.words("pStaff", self.place(120, 276, 784, 84), _CENTRE))
        self._put("title", self.words("pTitle", self.place(120, 360, 784, 66), _CENTRE))
        self._put("line", self.words("pLine", self.place(120, 428, 784, 44), _CENTRE))
        trouble = self.words("", self.place(80, 520, 864, 56), _CENTRE)
        trouble.setObjectName("padTrouble")
        self._put("trouble", trouble)

    def _say_grade(self) -> None:
        sender = self.sender()
        if sender is not None:
            self.pressed.emit(int(sender.property("grade")))

    def _say_reason(self) -> None:
        sender = self.sender()
        if sender is not None:
            self.reason_toggled.emit(str(sender.property("code")))


def _shape(screen: PadScreen) -> tuple[object, ...]:
    """What decides which parts there are."""
    codes = tuple(reason.code for reason in screen.reasons)
    return screen.page, len(screen.answers), codes, screen.send, screen.skip
