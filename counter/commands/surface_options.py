"""The options the ticket machine's and the display's commands share."""

import argparse
import os
from pathlib import Path

from counter.app_opening import WhereTo
from counter.app_surface import SurfaceSettings
from counter.cli import CommandFailed


def add_surface_arguments(parser: argparse.ArgumentParser) -> None:
    """Which device this is: its folder, its one-time code, or a throw-away one."""
    parser.add_argument("--profile", type=Path, metavar="DIR", help="the device's folder")
    parser.add_argument("--enrol", metavar="CODE", help="set this device up with its one-time code")
    parser.add_argument("--centre", default="", metavar="HOST:PORT/DB", help="with --enrol")
    parser.add_argument("--authority", default="", metavar="FILE", help="with --enrol: the CA")
    parser.add_argument("--window", action="store_true", help="in a window, not full screen")
    parser.add_argument(
        "--simulate", action="store_true", help="a throw-away device with an embedded centre"
    )


def surface_settings(options: argparse.Namespace, kind: str) -> SurfaceSettings:
    """What the options say; raises ``CommandFailed``."""
    if options.enrol and options.simulate:
        raise CommandFailed("--enrol 和 --simulate 只能用一个。")
    if bool(options.enrol) != bool(options.centre):
        raise CommandFailed("登记要同时给出 --enrol 登记码 和 --centre 主机:端口/数据库。")
    where = WhereTo(options.centre, options.authority, options.enrol) if options.enrol else None
    return SurfaceSettings(
        options.profile or data_folder(f"counter-{kind}"), options.simulate, options.window, where
    )


def data_folder(name: str) -> Path:
    """Where this user's data of that name is when nobody names another place."""
    data = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(data) / name
