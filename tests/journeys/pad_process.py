"""A pad in a process of its own, for a journey: told by lines what its citizen does.

The first line is ``KEY PORT`` (the key as hex: never on a command line). Then ``tap GRADE``,
``reason CODE``, ``send``, ``skip``, ``quit``; each is done with the mouse on the real window once
the part is there, and answered with ``done``.
"""

import os
import sys
import threading
from collections.abc import Callable

os.environ["QT_QPA_PLATFORM"] = "offscreen"

from PyQt6.QtCore import QObject, Qt, QTimer, pyqtSignal
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QPushButton

from counter.app_pad import PadProgram, PadStart
from counter.app_surface import open_surface_qt

LOOK_MS = 20


class Citizen(QObject):
    """A hand in front of the pad."""

    told = pyqtSignal(str)
    left = pyqtSignal()

    def __init__(self, program: PadProgram) -> None:
        super().__init__()
        self.program, self.waiting = program, ""
        self.told.connect(self.hear)
        self.timer = QTimer(self)
        self.timer.timeout.connect(self.look)
        self.timer.start(LOOK_MS)

    def hear(self, line: str) -> None:
        self.waiting = line
        if line == "quit":
            self.left.emit()

    def look(self) -> None:
        button = self.find() if self.waiting else None
        if button is not None:
            QTest.mouseClick(button, Qt.MouseButton.LeftButton)
            self.waiting = ""
            say("done")

    def find(self) -> QPushButton | None:
        verb, _, rest = self.waiting.partition(" ")
        tests: dict[str, Callable[[QPushButton], bool]] = {
            "tap": lambda one: one.property("grade") == int(rest),
            "reason": lambda one: one.property("code") == rest,
            "send": lambda one: one.text() == "提交原因",
            "skip": lambda one: one.text() == "不说了",
        }
        for one in self.program.window.findChildren(QPushButton):
            if one.isVisible() and one.isEnabled() and tests[verb](one):
                return one
        return None


def say(word: str) -> None:
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


def main() -> int:
    key, port = sys.stdin.readline().split()
    application = open_surface_qt()
    program = PadProgram(PadStart("127.0.0.1", int(port), bytes.fromhex(key), 5))
    program.window.show()
    citizen = Citizen(program)
    citizen.left.connect(application.quit)

    def listen() -> None:
        for line in sys.stdin:
            citizen.told.emit(line.strip())

    threading.Thread(target=listen, daemon=True).start()
    say(str(program.server.port))
    status = application.exec()
    citizen.timer.stop()
    program.close()
    return status


if __name__ == "__main__":
    sys.exit(main())
