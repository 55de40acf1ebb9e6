"""What the program stands on: the C library, Qt and the shared libraries it needs."""

import ctypes
import os
import platform
import subprocess
import sys
from collections.abc import Callable, Mapping
from importlib.metadata import PackageNotFoundError, version
from typing import Final

from counter.doctor.findings import Check, Finding, Subject

SYSTEM: Final = Subject("system", "操作系统")
QT: Final = Subject("qt", "界面库")
PACKAGES: Final = Subject("packages", "系统组件")

# UOS 20 has 2.28; PyQt6 from 6.10 on is built for newer ones.
LEAST_GLIBC: Final = (2, 28)
FIRST_QT_TOO_NEW: Final = (6, 10)
_QT_LOADS: Final = "import PyQt6.QtWidgets"
_QT_DEADLINE_S: Final = 10

# Debian package -> the library Qt loads from it; the second list only for a window on a screen.
DRAWING: Final = {
    "libegl1": "libEGL.so.1",
    "libgl1": "libGL.so.1",
    "libglib2.0-0": "libglib-2.0.so.0",
    "libdbus-1-3": "libdbus-1.so.3",
    "libfontconfig1": "libfontconfig.so.1",
    "libxkbcommon0": "libxkbcommon.so.0",
}
SCREEN: Final = {
    "libxcb-cursor0": "libxcb-cursor.so.0",
    "libxkbcommon-x11-0": "libxkbcommon-x11.so.0",
    "libxcb-icccm4": "libxcb-icccm.so.4",
    "libxcb-keysyms1": "libxcb-keysyms.so.1",
    "libxcb-shape0": "libxcb-shape.so.0",
}


def check_system(libc: Callable[[], tuple[str, str]] = platform.libc_ver) -> Check:
    """Compare the C library with what Qt's build asks for."""
    return Check((SYSTEM,), 3, lambda: (_system(*libc()),))


def check_qt() -> Check:
    """Load Qt in a process of its own: a broken one ends that process and not this."""
    return Check((QT,), _QT_DEADLINE_S + 1, lambda: (_qt(),))


def check_packages(
    environment: Mapping[str, str], loads: Callable[[str], bool] | None = None
) -> Check:
    """Load every shared library Qt will ask for."""
    return Check((PACKAGES,), 5, lambda: (_packages(environment, loads or _loads),))


def _system(name: str, libc_version: str) -> Finding:
    if name != "glibc":
        return SYSTEM.skipped(f"{platform.system()}，不用检查。")
    numbers = _numbers(libc_version)
    least = ".".join(map(str, LEAST_GLIBC))
    if numbers < LEAST_GLIBC:
        return SYSTEM.not_ok(f"glibc {libc_version} 太旧。请换用 glibc {least} 以上的系统。")
    return SYSTEM.ok(f"glibc {libc_version}。")


def _qt() -> Finding:
    try:
        found = version("PyQt6-Qt6")
    except PackageNotFoundError:
        return QT.not_ok("没有安装 PyQt6。请重新运行安装程序。")
    if _numbers(found) >= FIRST_QT_TOO_NEW:
        return QT.not_ok(f"Qt {found} 比支持的新。请重新运行安装程序，换回锁定的版本。")
    child = subprocess.run(
        [sys.executable, "-c", _QT_LOADS],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=_QT_DEADLINE_S,
        check=False,
    )
    if child.returncode:
        return QT.not_ok(f"Qt {found} 载入失败。请安装缺少的系统组件后再查。")
    return QT.ok(f"Qt {found}。")


def _packages(environment: Mapping[str, str], loads: Callable[[str], bool]) -> Finding:
    if sys.platform != "linux":
        return PACKAGES.skipped("本系统不用检查。")
    wanted = DRAWING | (SCREEN if environment.get("DISPLAY") else {})
    missing = [package for package, library in wanted.items() if not loads(library)]
    if missing:
        names = " ".join(missing)
        return PACKAGES.not_ok(f"缺少 {names}。请运行 sudo apt-get install {names} 后再查。")
    return PACKAGES.ok("齐全。")


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split(".")[:2] if part.isdigit())
