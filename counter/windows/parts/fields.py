"""Entry lines and choices, each with its label above and its error below."""

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from counter.windows.parts.text import label
from counter.windows.screen import Choice, Field
from counter.windows.style import set_state


class FieldBox(QWidget):
    """One line to type in; tells what stands in it with every key, and when the clerk leaves it."""

    entered = pyqtSignal(str, str)

    def __init__(self, field: Field, parent: QWidget | None = None) -> None:
        """Build the line for a field."""
        super().__init__(parent)
        self.name = field.name
        self._label = label(field.label, "small")
        self._error = label(role="micro", state="bad")
        self._error.setWordWrap(True)
        self.input: QLineEdit | QComboBox = self._input_for(field)
        self.input.setObjectName(f"field_{field.name}")
        self.input.setAccessibleName(field.label)
        self._label.setBuddy(self.input)
        line = QHBoxLayout()
        line.setSpacing(6)
        line.addWidget(self.input, 1)
        if field.unit:
            line.addWidget(label(field.unit, "small"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self._label)
        column.addLayout(line)
        column.addWidget(self._error)
        self.show_field(field)

    def _input_for(self, field: Field) -> QLineEdit | QComboBox:
        if not field.options:
            line = QLineEdit()
            if field.read_only:
                line.setReadOnly(True)
                line.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            # With every key: what is typed is kept at once, and a desk key finds it entered.
            line.textEdited.connect(lambda text: self.entered.emit(self.name, text))
            line.editingFinished.connect(lambda: self.entered.emit(self.name, line.text()))
            return line
        box = QComboBox()
        for value, words in field.options:
            box.addItem(words, value)
        box.activated.connect(lambda _: self.entered.emit(self.name, box.currentData() or ""))
        return box

    def show_field(self, field: Field) -> None:
        """Show value and error; an equal value leaves cursor and input method alone."""
        match self.input:
            case QLineEdit() as line:
                if line.text() != field.value:
                    line.setText(field.value)
            case QComboBox() as box:
                box.setCurrentIndex(box.findData(field.value))
        set_state(self.input, "bad" if field.error else "")
        self._error.setText(field.error)
        self._error.setVisible(bool(field.error))
        self.input.setAccessibleDescription(field.error)


class FieldGrid(QWidget):
    """Fields in columns, in reading order."""

    entered = pyqtSignal(str, str)

    def __init__(self, columns: int, parent: QWidget | None = None) -> None:
        """``columns``: how many fields stand side by side."""
        super().__init__(parent)
        self._columns = columns
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(6)
        self._boxes: dict[str, FieldBox] = {}

    def show_fields(self, fields: tuple[Field, ...]) -> None:
        """Show the fields, making the boxes the first time."""
        nth = 0
        for field in fields:
            if field.name not in self._boxes:
                box = FieldBox(field)
                box.entered.connect(self.entered)
                self._boxes[field.name] = box
                place = (*divmod(nth, self._columns), 1, field.span)
                self._grid.addWidget(box, *place, Qt.AlignmentFlag.AlignTop)
            nth += field.span
            self._boxes[field.name].show_field(field)
        names = {field.name for field in fields}
        for name, box in self._boxes.items():
            box.setVisible(name in names)

    def focus_first(self) -> None:
        """Put the focus on the first field."""
        for box in self._boxes.values():
            box.input.setFocus()
            return


class ChoiceRow(QWidget):
    """A question and its options in a drop-down the keyboard can walk."""

    chosen = pyqtSignal(str, str)

    def __init__(self, choice: Choice, parent: QWidget | None = None) -> None:
        """Build the row for a question."""
        super().__init__(parent)
        self._name = choice.name
        self._options: tuple[tuple[str, str], ...] = ()
        self._question: QLabel = label(role="small")
        self.box = QComboBox()
        self.box.setObjectName(f"choice_{choice.name}")
        self._question.setBuddy(self.box)
        self.box.activated.connect(
            lambda _: self.chosen.emit(self._name, self.box.currentData() or "")
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self._question)
        column.addWidget(self.box)
        self.show_choice(choice)

    def show_choice(self, choice: Choice) -> None:
        """Show the question, its options and what is chosen."""
        self._name = choice.name
        self._question.setText(choice.question)
        self.box.setAccessibleName(choice.question)
        if choice.options != self._options:
            self._options = choice.options
            self.box.clear()
            for value, words in choice.options:
                self.box.addItem(words, value)
        self.box.setCurrentIndex(self.box.findData(choice.chosen))
        self.box.setPlaceholderText("请选择")
