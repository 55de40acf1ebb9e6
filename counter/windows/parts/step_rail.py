"""The step rail: seven equal steps with a fact under each."""

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtGui import QMouseEvent
from PyQt6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from counter.windows.parts.text import Elided, label
from counter.windows.screen import Step
from counter.windows.style import set_state


class _StepCell(QFrame):
    pressed = pyqtSignal()

    def __init__(self, number: int) -> None:
        super().__init__()
        self.setObjectName("step")
        self._number = number
        self._mark = label(str(number))
        self._mark.setObjectName("stepMark")
        self._mark.setFixedSize(22, 22)
        self._mark.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._title = Elided()
        self._fact = Elided(role="micro")
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self._title)
        words.addWidget(self._fact)
        row = QHBoxLayout(self)
        row.setContentsMargins(7, 3, 4, 3)
        row.setSpacing(6)
        row.addWidget(self._mark)
        row.addLayout(words, 1)

    def show_step(self, step: Step) -> None:
        self._mark.setText("✓" if step.state == "done" else str(self._number))
        for widget in (self, self._mark):
            set_state(widget, step.state)
        self._title.setProperty("role", "bold" if step.state == "current" else "")
        self._title.show_text(step.title)
        self._fact.show_text(step.fact)
        self.setAccessibleName(f"{self._number} {step.title} {step.fact}")

    def mousePressEvent(self, event: QMouseEvent | None) -> None:  # noqa: N802 - Qt's name
        self.pressed.emit()


class StepRail(QWidget):
    """Shows the steps of the visit; a press asks for that step by its number."""

    asked = pyqtSignal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Build an empty rail."""
        super().__init__(parent)
        self.setObjectName("stepRail")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(52)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        self._cells: list[_StepCell] = []

    def show_steps(self, steps: tuple[Step, ...]) -> None:
        """Show the steps; hidden when there are none."""
        self.setVisible(bool(steps))
        while len(self._cells) < len(steps):
            cell = _StepCell(len(self._cells) + 1)
            number = len(self._cells) + 1
            cell.pressed.connect(lambda asked=number: self.asked.emit(asked))
            self._row.addWidget(cell, 1)
            self._cells.append(cell)
        for cell, step in zip(self._cells, steps, strict=False):
            cell.show_step(step)
