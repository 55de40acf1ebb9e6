"""The installer's commands: run the program, run the tests, run every check."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import Mapping, Sequence

from installer import debian
from installer.environment import CHECKOUT, RUNTIME_LOCK, TEST_LOCK, Environment
from installer.steps import say

_CHECKS = (
    ("ruff", "format", "--check", "."),
    ("ruff", "check", "."),
    ("mypy",),
    ("lint-imports", "--no-logo"),
)
# Tests of one file stay together, so that a file's database is made once. `-n 0` after it
# undoes this, for a debugger.
# A worker that dies is not started anew: with loadfile the run would wait for its files for ever.
_IN_PARALLEL = (
    *("-n", "logical", "--maxprocesses", "4", "--dist", "loadfile"),
    *("--max-worker-restart", "0"),
)


def run(arguments: Sequence[str]) -> int:
    """Set up, then open the workstation, or play the tour where there is no display."""
    environment = _set_up(RUNTIME_LOCK)
    if _has_display(os.environ):
        return _start(environment, ["counter", "desk", *arguments], {})
    say("没有显示器，改为演示一次业务办理 / no display: playing the tour instead")
    headless = {"QT_QPA_PLATFORM": "offscreen"}
    return _start(environment, ["counter", "tour", *arguments], headless)


def test(arguments: Sequence[str]) -> int:
    """Set up with what the tests need, then run them; the arguments go to pytest."""
    return _pytest(_set_up(TEST_LOCK), arguments)


def check(arguments: Sequence[str]) -> int:
    """Set up, then run format check, linter, types, import contracts and all tests."""
    environment = _set_up(TEST_LOCK)
    codes = [_start(environment, command, {}) for command in _CHECKS]
    codes.append(_pytest(environment, arguments))
    # Not max(): a program ended by a signal has a negative code.
    return int(any(codes))


def _set_up(lock: str) -> Environment:
    packages = debian.RUNTIME + (debian.TESTS if lock == TEST_LOCK else ())
    if sys.platform.startswith("linux"):
        debian.provide(packages, debian.may_install())
    environment = Environment(CHECKOUT)
    if environment.provide(lock):
        say("已就绪 / ready")
    return environment


def _pytest(environment: Environment, arguments: Sequence[str]) -> int:
    settings = {"QT_QPA_PLATFORM": "offscreen", "LC_ALL": "C.UTF-8"}
    return _start(environment, ["pytest", *_IN_PARALLEL, *arguments], settings)


def _start(environment: Environment, command: Sequence[str], settings: Mapping[str, str]) -> int:
    variables = dict(os.environ, **settings)
    if not variables.get("LC_ALL") and variables.get("LANG", "C") in ("", "C", "POSIX"):
        # Qt and the console need UTF-8 for Chinese; a bare system has only the C locales.
        variables["LC_ALL"] = "C.UTF-8"
    say("> " + " ".join(command))
    started = [str(environment.program(command[0])), *command[1:]]
    try:
        return subprocess.call(started, cwd=str(CHECKOUT), env=variables)
    except KeyboardInterrupt:
        return 130


def _has_display(variables: Mapping[str, str]) -> bool:
    if not sys.platform.startswith("linux"):
        return True
    return bool(variables.get("DISPLAY") or variables.get("WAYLAND_DISPLAY"))
