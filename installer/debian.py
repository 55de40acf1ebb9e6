"""Knows the system packages the program needs and installs them where that is allowed."""

from __future__ import annotations

import ctypes
import glob
import importlib.util
import os
import shutil
import subprocess
from dataclasses import dataclass
from typing import Callable, Iterable

from installer.steps import SetupStopped, run, say


@dataclass(frozen=True)
class Package:
    """One Debian package and the question whether what it brings is there, under any name."""

    name: str
    is_there: Callable[[], bool]
    vital: bool = True


def library(soname: str) -> Callable[[], bool]:
    """Ask whether a shared library loads, whatever its package is called on this system."""

    def loads() -> bool:
        try:
            ctypes.CDLL(soname)
        except OSError:
            return False
        return True

    return loads


def _program(name: str) -> Callable[[], bool]:
    return lambda: shutil.which(name) is not None


def _file(*patterns: str) -> Callable[[], bool]:
    return lambda: any(glob.glob(pattern, recursive=True) for pattern in patterns)


def _module(name: str) -> Callable[[], bool]:
    return lambda: importlib.util.find_spec(name) is not None


def _chinese_font() -> bool:
    if glob.glob("/usr/share/fonts/**/NotoSansCJK*", recursive=True):
        return True
    if shutil.which("fc-list") is None:
        return False
    # UOS and Kylin bring Chinese fonts of their own.
    found = subprocess.run(["fc-list", ":lang=zh-cn"], stdout=subprocess.PIPE, check=False)
    return bool(found.stdout.strip())


# Qt's wheel brings Qt but not these; found by adding until a window was drawn on a bare Debian 12.
RUNTIME = (
    Package("ca-certificates", _file("/etc/ssl/certs/ca-certificates.crt")),
    Package("python3-venv", _module("ensurepip")),
    Package("libegl1", library("libEGL.so.1")),
    Package("libgl1", library("libGL.so.1")),
    Package("libglib2.0-0", library("libglib-2.0.so.0")),
    Package("libdbus-1-3", library("libdbus-1.so.3")),
    Package("libfontconfig1", library("libfontconfig.so.1")),
    Package("libxkbcommon0", library("libxkbcommon.so.0")),
    # These five are for a window on a real X display; drawing without one does not need them.
    Package("libxcb-cursor0", library("libxcb-cursor.so.0"), vital=False),
    Package("libxkbcommon-x11-0", library("libxkbcommon-x11.so.0"), vital=False),
    Package("libxcb-icccm4", library("libxcb-icccm.so.4"), vital=False),
    Package("libxcb-keysyms1", library("libxcb-keysyms.so.1"), vital=False),
    Package("libxcb-shape0", library("libxcb-shape.so.0"), vital=False),
    # Without it Chinese is drawn as boxes; it also has the rare characters of names.
    Package("fonts-noto-cjk", _chinese_font, vital=False),
)

TESTS = (
    Package("postgresql", _file("/usr/lib/postgresql/*/bin/initdb"), vital=False),
    Package("gnome-keyring", _program("gnome-keyring-daemon"), vital=False),
    Package("dbus", _program("dbus-run-session"), vital=False),
    Package("libsecret-tools", _program("secret-tool"), vital=False),
    Package("xvfb", _program("Xvfb"), vital=False),
    Package("xauth", _program("xauth"), vital=False),
    # The recorder of file changes, under which power cuts are tried, is compiled by its tests.
    Package("gcc", _program("cc"), vital=False),
    Package("libc6-dev", _file("/usr/include/stdio.h"), vital=False),
)


def missing(packages: Iterable[Package]) -> tuple[Package, ...]:
    """Say which of these packages bring something the machine has not."""
    return tuple(package for package in packages if not package.is_there())


def may_install() -> bool:
    """Say whether this user can install Debian packages here."""
    return shutil.which("apt-get") is not None and os.geteuid() == 0


def provide(packages: Iterable[Package], allowed: bool) -> None:
    """Install what is missing when allowed; otherwise name it, and stop if nothing works without.

    Raises `SetupStopped` when a vital package is missing or apt-get fails.
    """
    absent = missing(packages)
    if not absent:
        return
    if allowed:
        _install([package.name for package in absent])
        return
    sentence = refusal([package.name for package in absent])
    if any(package.vital for package in absent):
        raise SetupStopped(sentence)
    say(sentence)


def refusal(names: Iterable[str]) -> str:
    """Name the missing packages and the command an administrator runs, in one sentence each."""
    listed = " ".join(names)
    return (
        f"缺少系统软件包，请管理员执行：apt-get install {listed}\n"
        f"System packages are missing; ask an administrator to run: apt-get install {listed}"
    )


def _install(names: list[str]) -> None:
    say("正在安装系统软件包 / installing system packages: " + " ".join(names))
    quiet = dict(os.environ, DEBIAN_FRONTEND="noninteractive", LC_ALL="C.UTF-8")
    run(["apt-get", "update", "-qq"], "无法更新软件包目录 / apt-get update failed", quiet)
    run(
        ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *names],
        "无法安装系统软件包 / apt-get install failed",
        quiet,
    )
