"""How far something is that takes long: name, n of m, time left, bar, and how to stop it."""

import math
import time

from PyQt6.QtCore import QTimer, pyqtSignal
from PyQt6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QWidget

from counter.windows.parts.text import label
from counter.windows.parts.unchanged import only_changes
from counter.windows.parts.verb_button import VerbButton
from counter.windows.screen import Progress, Verb

AFTER_MS = 300
"""What is over sooner is not shown at all."""
_TICK_MS = 250
_PARTS = 1000


class ProgressPart(QFrame):
    """Shows a ``Progress`` in place once it has lasted; counts its time down by itself."""

    chosen = pyqtSignal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Build it hidden."""
        super().__init__(parent)
        self.setObjectName("message")
        self._name, self._words = label(role="bold"), label(role="small")
        self._figures = label(role="small")
        self._bar = QProgressBar()
        self._bar.setRange(0, _PARTS)
        self._bar.setTextVisible(False)
        self._stop = VerbButton(Verb("back", "停止", "Esc"))
        self._stop.clicked.connect(self._tell_stop)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 8, 12, 8)
        row.setSpacing(12)
        row.addWidget(self._name)
        row.addWidget(self._words)
        row.addWidget(self._bar, 1)
        row.addWidget(self._figures)
        row.addWidget(self._stop)
        self._progress: Progress | None = None
        self._late, self._tick = QTimer(self), QTimer(self)
        self._late.setSingleShot(True)
        self._late.timeout.connect(self._appear)
        self._tick.timeout.connect(self._show_figures)
        self.hide()

    @only_changes
    def show_progress(self, progress: Progress | None) -> None:
        """Show what takes long, or nothing; another one begins hidden."""
        is_other = (
            progress is None or self._progress is None or progress.name != self._progress.name
        )
        self._progress = progress
        if is_other:
            self.hide()
            self._tick.stop()
            self._late.stop()
        if progress is None:
            return
        self._name.setText(progress.name)
        self._words.setText(progress.words)
        self._stop.setVisible(progress.can_stop)
        self._show_figures()
        if is_other:
            self._late.start(AFTER_MS)

    def _tell_stop(self) -> None:
        # A bound method, as in the desk window: Qt lets go of it when the part ends.
        self.chosen.emit(self._stop.name)

    def _appear(self) -> None:
        self._tick.start(_TICK_MS)
        self.show()

    def _show_figures(self) -> None:
        shown = self._progress
        if shown is None:
            return
        now = time.time()
        words = [f"{shown.done}/{shown.total}"] if shown.total else []
        if shown.until is not None:
            left = max(math.ceil(shown.until - now), 0)
            words.append(f"还有 {left} 秒" if left < 60 else f"还有约 {math.ceil(left / 60)} 分")
        self._figures.setText("・".join(words))
        self._bar.setValue(int(_PARTS * _share(shown, now)))
        self.setAccessibleName(" ".join((shown.name, *words, shown.words)))


def _share(shown: Progress, now: float) -> float:
    """How much is done, from 0 to 1: by number, else by time."""
    if shown.total:
        return shown.done / shown.total
    if shown.until is None or shown.until <= shown.since:
        return 0.0
    return min(max((now - shown.since) / (shown.until - shown.since), 0.0), 1.0)
