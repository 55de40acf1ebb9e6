"""``counter kiosk``: the ticket machine."""

import argparse

from counter.app_kiosk import run_kiosk
from counter.app_opening import CannotOpen
from counter.cli import CommandFailed
from counter.commands.surface_options import add_surface_arguments, surface_settings
from counter.peripherals import PeripheralError
from counter.settings import BadSettings


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which device this is."""
    add_surface_arguments(parser)


def run(options: argparse.Namespace) -> int:
    """Run it until its window is closed."""
    try:
        return run_kiosk(surface_settings(options, "kiosk"))
    except (CannotOpen, BadSettings, PeripheralError) as trouble:
        raise CommandFailed(trouble.sentence) from None
