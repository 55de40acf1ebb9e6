"""Makes the virtual environment in the checkout and keeps it equal to the lock files."""

from __future__ import annotations

import hashlib
import json
import os
import sys
from pathlib import Path

from installer.steps import run, say

CHECKOUT = Path(__file__).resolve().parent.parent
RUNTIME_LOCK = "requirements.lock"
TEST_LOCK = "requirements-test.lock"
# What decides how the checkout itself is installed.
_PROJECT_FILES = ("setup.cfg", "pyproject.toml")
_STAMP = "installer-stamp.json"


class Environment:
    """The ``.venv`` of one checkout, with a stamp that says what was installed from what."""

    def __init__(self, checkout: Path) -> None:
        self.checkout = checkout
        self.folder = checkout / ".venv"
        self.python = self.program("python")

    def program(self, name: str) -> Path:
        """Name one program of the environment."""
        if os.name == "nt":
            return self.folder / "Scripts" / (name + ".exe")
        return self.folder / "bin" / name

    def provide(self, lock: str) -> bool:
        """Bring the environment to one lock file; answer False when it already was there."""
        wanted = self.fingerprint(lock)
        if self.python.is_file() and self._stamped().get(lock) == wanted:
            return False
        # Without its stamp an interrupted set-up is begun anew, not taken for a finished one.
        kept = self._take_stamp()
        if not self.python.is_file() or kept.get("python") != _interpreter():
            self._create()
            kept = {}
        self._install(lock)
        self._write_stamp(kept, lock, wanted)
        return True

    def fingerprint(self, lock: str) -> str:
        """Digest everything that decides what this lock file installs here."""
        digest = hashlib.sha256(_interpreter().encode())
        digest.update(str(self.checkout).encode())
        for name in (lock, *_PROJECT_FILES):
            digest.update(name.encode() + b"\0" + (self.checkout / name).read_bytes())
        return digest.hexdigest()

    def _create(self) -> None:
        say("正在建立 .venv / making .venv")
        run(
            [os.path.realpath(sys.executable), "-m", "venv", "--clear", str(self.folder)],
            "无法建立 .venv，请检查文件夹是否可写 / .venv cannot be made: is the folder writable?",
        )

    def _install(self, lock: str) -> None:
        say(f"正在安装 {lock} 所列组件 / installing what {lock} lists")
        pip = [str(self.python), "-m", "pip", "install", "-qq", "--no-input"]
        # Only finished wheels whose hash is in the lock file: nothing is built, nothing is trusted
        # because of where it came from.
        run(
            [*pip, "--require-hashes", "--only-binary", ":all:", "-r", str(self.checkout / lock)],
            "无法安装组件，请检查网络后重试 / installing failed: check the network and try again",
        )
        run(
            [*pip, "--no-deps", "--no-build-isolation", "-e", str(self.checkout)],
            "无法把本程序装入 .venv / the program could not be put into .venv",
        )

    def _stamped(self) -> dict[str, str]:
        try:
            found = json.loads((self.folder / _STAMP).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return found if isinstance(found, dict) else {}

    def _take_stamp(self) -> dict[str, str]:
        found = self._stamped()
        if (self.folder / _STAMP).exists():
            (self.folder / _STAMP).unlink()
        return found

    def _write_stamp(self, kept: dict[str, str], lock: str, wanted: str) -> None:
        kept.update({"python": _interpreter(), lock: wanted})
        if lock == TEST_LOCK:
            # The tests' lock holds every pin of the runtime lock.
            kept[RUNTIME_LOCK] = self.fingerprint(RUNTIME_LOCK)
        (self.folder / _STAMP).write_text(json.dumps(kept, indent=1), encoding="utf-8")


def _interpreter() -> str:
    # Without the patch release: a system's update of it, which may come with the very packages
    # installed here, leaves the environment good.
    return "{}.{} {}".format(*sys.version_info[:2], os.path.realpath(sys.executable))
