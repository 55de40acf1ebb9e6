"""``counter tour``: one visit end to end through the real windows, and what it proves."""

import argparse
import json
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path

from counter.cli import CommandFailed
from counter.screenless import draw_into_memory_without_display
from counter.tour.hands import TourFailed
from counter.tour.play import Told, Tour


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where the pictures go, and in which form the answer comes."""
    parser.add_argument("--out", type=Path, metavar="DIR", help="folder for pictures and report")
    parser.add_argument(
        "--keep", action="store_true", help="write over what an earlier tour left in --out"
    )
    parser.add_argument("--json", action="store_true", help="one JSON document on standard output")


def run(options: argparse.Namespace) -> int:
    """Play the tour; status 0 only if every check holds."""
    out = _folder(options)
    draw_into_memory_without_display()
    told = _play(out)
    sys.stdout.write(as_json(told) if options.json else as_text(told, out))
    return 0 if told.ok else 1


def as_json(told: Told) -> str:
    """The answer as one JSON document with absolute paths."""
    answer = {
        "ok": told.ok,
        "seconds": round(told.seconds, 1),
        "checks": [asdict(check) for check in told.checks],
        "screenshots": [str(path) for path in told.screenshots],
        "slips": [str(path) for path in told.slips],
        "report": str(told.report or ""),
    }
    return json.dumps(answer, ensure_ascii=False, indent=1) + "\n"


def as_text(told: Told, out: Path) -> str:
    """The answer in lines."""
    lines = [
        f"{'ok    ' if check.ok else 'NOT OK'} {check.name}: {check.detail}"
        for check in told.checks
    ]
    count = len(told.screenshots) + len(told.slips)
    lines.append(f"{told.seconds:.1f} s; {count} pictures and the report are in {out}")
    return "\n".join(lines) + "\n"


def _play(out: Path) -> Told:
    tour = Tour(out, lambda words: _say(words))
    try:
        return tour.play()
    except TourFailed as failure:
        raise CommandFailed(f"演示没有走完：{failure}。图片在 {out}。") from None


def _say(words: str) -> None:
    sys.stderr.write(f"{words} …\n")
    sys.stderr.flush()


def _folder(options: argparse.Namespace) -> Path:
    if options.out is None:
        return Path(tempfile.mkdtemp(prefix="counter-tour-"))
    out: Path = options.out.resolve()
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CommandFailed(f"无法建立文件夹：{error.strerror}。请换一个 --out。") from None
    return out
