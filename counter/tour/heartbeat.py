"""Measures pauses of the screen's thread, and what pauses the machine itself makes meanwhile.

A timer of 5 ms beats on the screen's thread; the longest time between two beats is the pause a
clerk could feel. On a busy machine every process is kept waiting now and then, so a twin process
with nothing else to do measures the same at the same time: what it suffers is the machine's doing,
not the program's.
"""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from PyQt6.QtCore import QObject, QTimer

BEAT_MS = 5

TWIN = """
import sys, threading, time
stopped = threading.Event()
threading.Thread(target=lambda: (sys.stdin.read(), stopped.set()), daemon=True).start()
sys.stdout.write("ready\\n"); sys.stdout.flush()
worst, last = 0.0, time.perf_counter()
while not stopped.is_set():
    time.sleep(0.005)
    now = time.perf_counter()
    worst, last = max(worst, now - last), now
sys.stdout.write(str(worst * 1000))
"""


class Heartbeat(QObject):
    """Beats while the event loop runs; use as a context."""

    def __init__(self) -> None:
        """Nothing beats yet."""
        super().__init__()
        self.worst_ms = 0.0
        self.machine_ms = 0.0
        self.beats = 0
        self._last = 0.0
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._beat)

    def __enter__(self) -> "Heartbeat":
        """Begin, and start the twin."""
        self._twin = subprocess.Popen(
            [sys.executable, "-S", "-c", TWIN],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._twin.stdout is not None
        self._twin.stdout.readline()
        self._last = time.perf_counter()
        self._timer.start(BEAT_MS)
        return self

    def __exit__(self, *_: object) -> None:
        """End, and ask the twin."""
        self._timer.stop()
        self._beat()
        told, _unused = self._twin.communicate()
        self.machine_ms = float(told)

    @contextmanager
    def not_counted(self) -> Iterator[None]:
        """What the watcher itself does on the screen's thread meanwhile is no pause of the desk."""
        self._beat()
        try:
            yield
        finally:
            self._last = time.perf_counter()

    @property
    def own_ms(self) -> float:
        """The longest pause that the machine does not explain."""
        return self.worst_ms - max(0.0, self.machine_ms - BEAT_MS)

    @property
    def words(self) -> str:
        """Both figures, for a person."""
        return f"{self.worst_ms:.1f} ms, of the machine {self.machine_ms:.1f} ms"

    def _beat(self) -> None:
        now = time.perf_counter()
        self.worst_ms = max(self.worst_ms, (now - self._last) * 1000)
        self._last = now
        self.beats += 1
