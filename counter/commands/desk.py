"""``counter desk``: the workstation."""

import argparse
import os
from pathlib import Path

from counter.app import run as run_desk
from counter.settings import DeskSettings


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which profile, or a throw-away one."""
    parser.add_argument("--profile", type=Path, metavar="DIR", help="the profile's folder")
    parser.add_argument(
        "--simulate",
        action="store_true",
        help="a throw-away profile, an embedded centre and simulated devices",
    )


def run(options: argparse.Namespace) -> int:
    """Run the desk until its window is closed."""
    folder = options.profile or _default_folder()
    return run_desk(DeskSettings(folder, options.simulate))


def _default_folder() -> Path:
    # The store's own function would bring SQLAlchemy in before the first paint.
    data = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(data) / "counter-workstation"
