"""The process the ``desk`` benchmark watches: a clerk signs in as soon as the page is there.

Reads its errand from standard input, one line; says ``page`` when Enter is pressed and ``desk``
when the desk is painted with its open window. What needs the database is imported where the desk
itself imports it: after the first paint.
"""

import base64
import json
import secrets
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from argon2.low_level import Type, hash_secret_raw
from PyQt6.QtCore import QObject, QTimer
from PyQt6.QtWidgets import QApplication, QWidget

from counter.app import HEIGHT, WIDTH, Program, open_qt
from counter.bench.painted import FirstPaint
from counter.peripherals.registry import DeviceSettings
from counter.settings import DeskSettings, DevicesSettings

if TYPE_CHECKING:
    from counter.app_opening import Opened

BARE = "bare"
PASSWORD = "Stone7-river-lamp"
_LOOK_MS = 5


@dataclass(frozen=True)
class Errand:
    """What a desk needs to open its profile once more."""

    folder: str
    secrets: dict[str, str] = field(repr=False)
    devices: dict[str, dict[str, Any]]

    @classmethod
    def of(cls, folder: Path, kept: Mapping[str, bytes], devices: DevicesSettings) -> "Errand":
        """Pack a profile's folder, secrets and devices."""
        packed = {name: base64.b64encode(one).decode() for name, one in kept.items()}
        return cls(str(folder), packed, asdict(devices))

    def text(self) -> str:
        """One line for the process's input."""
        return json.dumps(asdict(self))


def main(line: str) -> int:
    """Do the errand, say so, end."""
    application = open_qt()
    if line.strip() == BARE:
        return _bare(application)
    errand = Errand(**json.loads(line))
    program = Program(application, DeskSettings(Path(errand.folder)))
    clerk = Clerk(application, program)
    program.begin(lambda: (_open(errand), ""))
    status = application.exec()
    clerk.stop()
    program.close()
    return status


def _open(errand: Errand) -> "Opened":
    from counter.app_opening import open_profile
    from counter.store.credentials import MemoryCredentials

    kept = MemoryCredentials()
    for name, packed in errand.secrets.items():
        kept.put(name, base64.b64decode(packed))
    devices = {name: DeviceSettings(**one) for name, one in errand.devices.items() if one}
    return open_profile(Path(errand.folder), kept, DevicesSettings(**devices))


class Clerk(QObject):
    """Types the password once the page asks for it, and sees the desk."""

    def __init__(self, application: QApplication, program: Program) -> None:
        """Look every few milliseconds whether there is something to do."""
        super().__init__()
        self._application, self._program = application, program
        self._has_entered = False
        self._looks = QTimer(self)
        self._looks.timeout.connect(self._look)
        self._looks.start(_LOOK_MS)

    def stop(self) -> None:
        """Look no more."""
        self._looks.stop()

    def _look(self) -> None:
        desk = self._program.desk
        if desk is None:
            return
        if not self._has_entered and desk.sign_in_presenter.screen.people:
            self._has_entered = True
            self._enter(desk.sign_in_window)
        elif desk.presenter is not None and desk.presenter.sight.facts.standing.shift is not None:
            assert desk.window is not None
            self._looks.stop()
            desk.window.repaint()
            _say("desk")
            self._application.exit(0)

    def _enter(self, page: QWidget) -> None:
        from counter.tour.hands import Hands

        hands = Hands()
        hands.type(page, "password", PASSWORD)
        _say("page")
        hands.key(page, "Return")


def _bare(application: QApplication) -> int:
    from counter.store import sealed_keys

    cost = sealed_keys.STANDARD
    salt = secrets.token_bytes(16)
    hash_secret_raw(PASSWORD.encode(), salt, cost.passes, cost.memory_kib, cost.lanes, 32, Type.ID)
    window = QWidget()
    window.resize(WIDTH, HEIGHT)

    def say() -> None:
        _say("desk")
        application.exit(0)

    FirstPaint(window, say)
    window.show()
    return application.exec()


def _say(word: str) -> None:
    sys.stdout.write(word + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.stdin.readline()))
