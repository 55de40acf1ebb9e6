"""``counter display``: the hall display."""

import argparse

from counter.app_display import run_display
from counter.app_opening import CannotOpen
from counter.cli import CommandFailed
from counter.commands.surface_options import add_surface_arguments, surface_settings


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which device this is."""
    add_surface_arguments(parser)


def run(options: argparse.Namespace) -> int:
    """Run it until its window is closed."""
    try:
        return run_display(surface_settings(options, "display"))
    except CannotOpen as trouble:
        raise CommandFailed(trouble.sentence) from None
