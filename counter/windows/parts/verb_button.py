"""A button that shows its key beside its words, and bars of such buttons."""

import math
import time

from PyQt6.QtCore import QSize, Qt, pyqtSignal
from PyQt6.QtGui import QFontMetrics
from PyQt6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from counter.windows.parts.key_cap import KeyCap
from counter.windows.parts.text import label
from counter.windows.parts.unchanged import only_changes
from counter.windows.screen import Verb
from counter.windows.style import font, set_state

_EDGE, _GAP, _CAP_PAD, _ROOM = 4, 6, 10, 10


class VerbButton(QPushButton):
    """One of the clerk's verbs; it keeps its place, and greys with the reason when not now."""

    def __init__(self, verb: Verb, parent: QWidget | None = None) -> None:
        """Make the button; ``show_verb`` may change all but its identity later."""
        super().__init__(parent)
        self._words, self._cap = _through(label()), KeyCap()
        self._verb = verb
        row = QHBoxLayout(self)
        row.setContentsMargins(_EDGE, 0, _EDGE, 0)
        row.setSpacing(_GAP)
        row.addStretch()
        row.addWidget(self._words)
        row.addWidget(self._cap)
        row.addStretch()
        self.show_verb(verb)

    @only_changes
    def show_verb(self, verb: Verb) -> None:
        """Show words, key and whether it may be pressed."""
        self._verb, self.name = verb, verb.name
        self.setObjectName(f"verb_{verb.name}")
        self._cap.show_key(verb.key)
        self.count_down()
        self.setToolTip(verb.why)
        self.setAccessibleName(verb.label)
        self.setAccessibleDescription(verb.why)
        for part in (self, self._words, self._cap):
            set_state(part, verb.style)
        # Enter never presses the main button (scanners end with it); Space and the key do.
        self.setAutoDefault(False)
        self.updateGeometry()

    def count_down(self) -> None:
        """Grey until the verb's time has come, with the seconds left beside its words."""
        ready_at = self._verb.ready_at
        left = 0 if ready_at is None else max(math.ceil(ready_at - time.time()), 0)
        self._words.setText(f"{self._verb.label} {left}" if left else self._verb.label)
        self.setEnabled(self._verb.enabled and not left)

    @property
    def words(self) -> str:
        """The verb as it is written on the button."""
        return self._words.text()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Room for words and key, with air at both ends."""
        least = self.minimumSizeHint()
        return QSize(least.width() + 2 * _ROOM, least.height())

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Never narrower than words and key."""
        # Not the label's own hint: a button that is not on the screen yet has no style, and the
        # bold words of the next action are wider.
        is_bold = self.property("state") in ("main", "next")
        words = QFontMetrics(font("body", bold=is_bold)).horizontalAdvance(self._words.text())
        cap = QFontMetrics(font("micro")).horizontalAdvance(self._cap.text()) + _CAP_PAD
        keyed = _GAP + cap if self._cap.text() else 0
        return QSize(words + keyed + 2 * _EDGE, super().sizeHint().height())


def _through(part: QLabel) -> QLabel:
    part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    return part


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

    @only_changes
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
