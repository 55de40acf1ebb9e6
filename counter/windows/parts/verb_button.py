"""A button that shows its key beside its words, and bars of such buttons."""

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from counter.windows.screen import Verb
from counter.windows.style import set_state


class VerbButton(QPushButton):
    """One of the clerk's verbs; it keeps its place, and greys with the reason when not now."""

    def __init__(self, verb: Verb, parent: QWidget | None = None) -> None:
        """Make the button; ``show_verb`` may change all but its identity later."""
        super().__init__(parent)
        self.show_verb(verb)

    def show_verb(self, verb: Verb) -> None:
        """Show words, key and whether it may be pressed."""
        self.name = verb.name
        self.setObjectName(f"verb_{verb.name}")
        self.setText(f"{verb.label}  {verb.key}" if verb.key else verb.label)
        self.setEnabled(verb.enabled)
        self.setToolTip(verb.why)
        self.setAccessibleName(verb.label)
        self.setAccessibleDescription(verb.why)
        set_state(self, verb.style)
        # Enter never presses the main button (scanners end with it); Space and the key do.
        self.setAutoDefault(False)


class VerbBar(QWidget):
    """A row of verb buttons, the next action at the far right."""

    chosen = pyqtSignal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make an empty bar."""
        super().__init__(parent)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(8)
        self._buttons: list[VerbButton] = []

    def show_verbs(self, verbs: tuple[Verb, ...]) -> None:
        """Show these verbs, reusing the buttons so that focus stays where it was."""
        if [verb.name for verb in verbs] != [button.name for button in self._buttons]:
            self._rebuild(verbs)
        for button, verb in zip(self._buttons, verbs, strict=True):
            button.show_verb(verb)

    def _rebuild(self, verbs: tuple[Verb, ...]) -> None:
        for button in self._buttons:
            self._row.removeWidget(button)
            button.deleteLater()
        self._buttons = [VerbButton(verb) for verb in verbs]
        for button in self._buttons:
            button.clicked.connect(lambda _=False, made=button: self.chosen.emit(made.name))
            self._row.addWidget(button)
