"""Says what the set-up is doing and runs its commands, all of it on standard error."""

from __future__ import annotations

import subprocess
import sys
from typing import Mapping, Sequence


class SetupStopped(Exception):
    """The set-up cannot go on; the text is the one sentence the person needs."""


def say(text: str) -> None:
    """Tell the person one step. Standard output is left to the program that is set up."""
    sys.stderr.write(text + "\n")
    sys.stderr.flush()


def run(command: Sequence[str], failure: str, environment: Mapping[str, str] | None = None) -> None:
    """Run one command with its output on standard error; raise `SetupStopped` when it fails."""
    try:
        code = subprocess.call(command, stdout=sys.stderr.fileno(), env=environment)
    except OSError as error:
        raise SetupStopped(f"{failure} ({error.strerror})") from error
    if code != 0:
        raise SetupStopped(f"{failure} (exit {code})")
