"""``counter report``: reports as xlsx files."""

import argparse
import datetime as dt
import json
import os
import sys
from pathlib import Path

from counter.cli import CommandFailed
from counter.policy import load_checklists
from counter.store.credentials import KeyringCredentials
from counter.store.profile import default_folder, open_profile_database, read_profile
from counter.store.trouble import StoreTrouble
from counter.store.unit_of_work import Store
from counter.workflows.day_report.figures import ShiftFigures
from counter.workflows.day_report.words import title_of
from counter.workflows.shift_report import ReportWanted, make_shift_report, report_json


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the kinds of report and their options."""
    kinds = parser.add_subparsers(dest="kind", required=True, metavar="KIND")
    shift = kinds.add_parser(
        "shift", help="the day report of a window (窗口日结) or of the hall", description=__doc__
    )
    shift.add_argument("--date", type=dt.date.fromisoformat, required=True, metavar="D")
    shift.add_argument("--window", type=int, choices=range(1, 100), metavar="N")
    shift.add_argument("--out", type=Path, required=True, metavar="FILE.xlsx")
    shift.add_argument("--profile", type=Path, metavar="DIR", help="the profile's folder")
    shift.add_argument("--json", action="store_true", help="the figures as one JSON document")


def run(options: argparse.Namespace) -> int:
    """Write the workbook; name it, or tell its figures, on standard output."""
    if options.out.suffix.lower() != ".xlsx":
        raise CommandFailed("--out 的文件名应以 .xlsx 结尾。请改正后重试。")
    try:
        figures = _make(options)
    except StoreTrouble as trouble:
        raise CommandFailed(trouble.sentence) from None
    except OSError as error:
        raise CommandFailed(f"无法写入文件：{error.strerror}。请检查文件夹和权限。") from None
    out = options.out.resolve()
    if options.json:
        answer = {"file": str(out), **report_json(figures)}
        sys.stdout.write(json.dumps(answer, ensure_ascii=False, indent=2) + "\n")
    else:
        sys.stdout.write(as_text(figures, out))
    return 0


def as_text(figures: ShiftFigures, out: Path) -> str:
    """The file's place and whether the figures agree."""
    lines = [f"{title_of(figures)} {figures.day.isoformat()} {out}"]
    lines += [check.text for check in figures.checks]
    return "".join(f"{line}\n" for line in lines)


def _make(options: argparse.Namespace) -> ShiftFigures:
    profile = read_profile(options.profile or default_folder(os.environ))
    engine = open_profile_database(profile, KeyringCredentials(str(profile.id)))
    wanted = ReportWanted(
        day=options.date,
        window=options.window,
        made_at=dt.datetime.now(dt.UTC),
        businesses=dict(load_checklists().businesses()),
    )
    try:
        return make_shift_report(Store(engine, profile.origin), wanted, options.out)
    finally:
        engine.dispose()
