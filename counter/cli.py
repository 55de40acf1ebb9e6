"""The command line: one program, ``counter``, with a module per sub-command."""

import argparse
import importlib
import sys
from collections.abc import Sequence
from typing import Protocol, cast

from counter import crash

COMMANDS = {
    "desk": "the workstation (窗口工作台)",
    "kiosk": "the ticket machine (取号机)",
    "display": "the hall display (综合显示屏)",
    "pad": "the citizen's rating screen (评价器)",
    "tour": "one citizen's visit end to end with simulated devices and an embedded centre",
    "hall": "the hall's own server: copies of what desks have not sent yet",
    "central": "administration of the central database",
    "away": "a laptop for visits at home: take cases, come back, be emptied (外出领用)",
    "sync": "push and pull without a screen",
    "report": "reports as xlsx files",
    "rules": "the policy calculator: what the desk's rules say to one question",
    "sample": "fictional data to try the program with",
    "verify": "check audit chain, ratings and outbox of a profile",
    "doctor": "check devices, fonts, keyring, databases and clock",
    "bench": "benchmarks, each with its floor measured in the same run",
}


class Command(Protocol):
    """What a module in ``counter.commands`` offers."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Declare the sub-command's own options."""

    def run(self, options: argparse.Namespace) -> int:
        """Do it and give the exit status."""


class CommandFailed(Exception):
    """A sub-command cannot do what was asked; its text is one clear sentence for standard error."""

    status = 1
    """The exit status."""


def _command(name: str) -> Command:
    # Imported by name so that `counter desk` never pays for openpyxl, nor `counter verify` for Qt.
    return cast(Command, importlib.import_module(f"counter.commands.{name}"))


def _parser(name: str | None) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="counter", description="公积金窗口工作台 · counter workstation"
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for command, purpose in COMMANDS.items():
        child = commands.add_parser(command, help=purpose, description=purpose)
        if command == name:
            _command(command).add_arguments(child)
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one sub-command; every failure is one sentence on standard error and a non-zero
    status."""
    crash.install()
    words = list(sys.argv[1:] if arguments is None else arguments)
    name = words[0] if words and words[0] in COMMANDS else None
    options = _parser(name).parse_args(words)
    try:
        return _command(options.command).run(options)
    except CommandFailed as failure:
        sys.stderr.write(f"{failure}\n")
        return failure.status
    except KeyboardInterrupt:
        sys.stderr.write("已中止。\n")
        return 130
