"""``counter sample``: fictional data to try the program with."""

import argparse
import datetime as dt
import sys
from pathlib import Path

from tqdm import tqdm

from counter.cli import CommandFailed
from counter.sample.citizens import MOST, sample_citizens
from counter.sample.citizens_file import SUFFIXES, write_citizens
from counter.workflows.clock import hall_day


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the kinds of sample data and their options."""
    kinds = parser.add_subparsers(dest="kind", required=True, metavar="KIND")
    citizens = kinds.add_parser(
        "citizens", help="fictional citizens for import-citizens", description=__doc__
    )
    citizens.add_argument("--count", type=int, required=True, metavar="N", help="rows to make")
    citizens.add_argument(
        "--out", type=Path, required=True, metavar="FILE", help=".xlsx or .csv file to write"
    )
    citizens.add_argument("--seed", type=int, default=1, help="another seed, other people")
    citizens.add_argument(
        "--as-of",
        type=dt.date.fromisoformat,
        metavar="DATE",
        help="the day the figures are from (default: yesterday)",
    )


def run(options: argparse.Namespace) -> int:
    """Write the file and name it on standard output."""
    if not 1 <= options.count <= MOST:
        raise CommandFailed(f"--count 应在 1 到 {MOST} 之间。请改正后重试。")
    if options.out.suffix.lower() not in SUFFIXES:
        raise CommandFailed("--out 的文件名应以 .xlsx 或 .csv 结尾。请改正后重试。")
    as_of = options.as_of or hall_day(dt.datetime.now(dt.UTC)) - dt.timedelta(days=1)
    citizens = sample_citizens(options.count, options.seed, as_of)
    shown = tqdm(
        citizens, total=options.count, unit="行", file=sys.stderr, disable=options.count < 2000
    )
    try:
        write_citizens(options.out, shown, as_of)
    except OSError as error:
        raise CommandFailed(f"无法写入文件：{error.strerror}。请检查文件夹和权限。") from error
    sys.stdout.write(f"{options.out.resolve()}\n")
    return 0
