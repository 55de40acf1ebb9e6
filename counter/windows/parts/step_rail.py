"""The step rail: seven equal steps, each with its mark, its title and a fact."""

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from counter.windows.icons import drawn
from counter.windows.parts.text import Elided, label
from counter.windows.parts.unchanged import only_changes
from counter.windows.screen import Step
from counter.windows.style import set_state

MARK_PX = 14


class _StepCell(QPushButton):
    """A step to press; its key is Ctrl and its number, so Tab passes it by."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.setObjectName("step")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._number = number
        self._mark = label(str(number))
        self._mark.setObjectName("stepMark")
        self._mark.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._title, self._fact = Elided(), Elided(role="micro")
        for part in (self._mark, self._title, self._fact):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addStretch()
        words.addWidget(self._title)
        words.addWidget(self._fact)
        words.addStretch()
        row = QHBoxLayout(self)
        row.setContentsMargins(7, 2, 4, 0)
        row.setSpacing(6)
        row.addWidget(self._mark)
        row.addLayout(words, 1)

    def show_step(self, step: Step) -> None:
        is_done = step.state == "done"
        if is_done:
            self._mark.setPixmap(drawn("check", "ok", MARK_PX))
        else:
            self._mark.setText(str(self._number))
        for widget in (self, self._mark, self._title):
            set_state(widget, step.state)
        self._title.show_text(step.title, step.state)
        self._fact.show_text(step.fact)
        self.setToolTip(f"{step.title}\n{step.fact}  Ctrl {self._number}")
        self.setAccessibleName(f"{self._number} {step.title} {step.fact}")


class StepRail(QWidget):
    """Shows the steps of the visit; a press asks for that step by its number."""

    asked = pyqtSignal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Build an empty rail."""
        super().__init__(parent)
        self.setObjectName("stepRail")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        self._cells: list[_StepCell] = []

    @only_changes
    def show_steps(self, steps: tuple[Step, ...]) -> None:
        """Show the steps; hidden when there are none."""
        self.setVisible(bool(steps))
        while len(self._cells) < len(steps):
            number = len(self._cells) + 1
            cell = _StepCell(number)
            cell.clicked.connect(lambda _=False, asked=number: self.asked.emit(asked))
            self._row.addWidget(cell, 1)
            self._cells.append(cell)
        for cell, step in zip(self._cells, steps, strict=False):
            cell.show_step(step)
