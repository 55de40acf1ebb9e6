"""``counter desk``: the workstation."""

import argparse
import os
import sys
from pathlib import Path

from counter.app import run as run_desk
from counter.cli import CommandFailed
from counter.settings import DeskSettings


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which profile, or a throw-away one."""
    parser.add_argument("--profile", type=Path, metavar="DIR", help="the profile's folder")
    parser.add_argument(
        "--simulate",
        action="store_true",
        help="a throw-away profile, an embedded centre and simulated devices",
    )

    parser.add_argument(
        "--renew",
        metavar="CODE",
        help="set this machine up again with a new code; what its file holds is handed in",
    )


def run(options: argparse.Namespace) -> int:
    """Run the desk until its window is closed."""
    folder = options.profile or _default_folder()
    if options.renew:
        _renew(folder, options.renew)
    return run_desk(DeskSettings(folder, options.simulate))


def _renew(folder: Path, code: str) -> None:
    # Both bring SQLAlchemy in, which a plain start does only after the first paint.
    from counter.app_opening import CannotOpen
    from counter.app_renewal import fetch, renew

    try:
        renewed = renew(folder, fetch(folder, code))
    except CannotOpen as refusal:
        raise CommandFailed(refusal.sentence) from None
    sys.stderr.write(
        f"已重新登记（第{renewed.epoch}次）。原来的资料另存在 earlier-* 文件夹，"
        f"其中 {renewed.waiting} 笔将自动补传。\n"
    )


def _default_folder() -> Path:
    # The store's own function would bring SQLAlchemy in before the first paint.
    data = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(data) / "counter-workstation"
