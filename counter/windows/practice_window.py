"""The practice panel (演练): what happens on the citizen's side, and to the cable."""

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import QGridLayout, QPushButton, QVBoxLayout, QWidget

from counter.windows.parts.text import Elided, label, rule
from counter.windows.screen import PracticeScreen
from counter.windows.style import dress


class PracticeWindow(QWidget):
    """Shows a ``PracticeScreen``; stands beside the desk."""

    chosen = pyqtSignal(str)

    def __init__(self) -> None:
        """Build an empty panel."""
        super().__init__(flags=Qt.WindowType.Tool)
        dress(self)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setWindowTitle("演练・模拟设备")
        self.setFixedWidth(320)
        self._line = Elided(role="small")
        self._groups = QVBoxLayout()
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 12, 14, 14)
        column.setSpacing(8)
        column.addWidget(self._line)
        column.addWidget(rule())
        column.addLayout(self._groups)
        column.addStretch()
        self._buttons: dict[str, QPushButton] = {}

    def show_screen(self, screen: PracticeScreen) -> None:
        """Show how things are, and what can be done about them."""
        self._line.show_text(screen.line)
        if not self._buttons:
            self._build(screen)
        for name in self._buttons:
            self._buttons[name].setEnabled(name not in screen.greyed)

    def _build(self, screen: PracticeScreen) -> None:
        for title, acts in screen.groups:
            self._groups.addWidget(label(title, "bold"))
            grid = QGridLayout()
            grid.setSpacing(6)
            self._groups.addLayout(grid)
            for nth, (name, words) in enumerate(acts):
                button = QPushButton(words)
                button.setObjectName(f"practice_{name}")
                button.setAutoDefault(False)
                button.clicked.connect(lambda _=False, act=name: self.chosen.emit(act))
                grid.addWidget(button, *divmod(nth, 2))
                self._buttons[name] = button
