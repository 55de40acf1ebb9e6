"""``counter pad``: the citizen's rating screen."""

import argparse
from pathlib import Path

from counter.app_opening import CannotOpen
from counter.app_pad import pad_start, run_pad
from counter.cli import CommandFailed
from counter.commands.surface_options import data_folder


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Whose pad this is: its window's profile, or a throw-away one."""
    parser.add_argument("--profile", type=Path, metavar="DIR", help="the window's profile")
    parser.add_argument(
        "--listen", default="", metavar="HOST:PORT", help="where the desk finds this pad"
    )
    parser.add_argument("--window", action="store_true", help="in a window, not full screen")
    parser.add_argument(
        "--simulate", action="store_true", help="a throw-away pad with a desk that asks"
    )


def run(options: argparse.Namespace) -> int:
    """Run it until its window is closed."""
    try:
        folder = options.profile or data_folder("counter-workstation")
        start = None if options.simulate else pad_start(folder, options.listen)
        return run_pad(start, in_window=options.window or options.simulate)
    except CannotOpen as trouble:
        raise CommandFailed(trouble.sentence) from None
