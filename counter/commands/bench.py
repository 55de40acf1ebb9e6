"""``counter bench``: benchmarks, each with its floor measured in the same run."""

import argparse
import importlib
import json
import sys
from dataclasses import asdict
from typing import Protocol, cast

from counter.bench import BENCHES, BenchResult
from counter.cli import CommandFailed
from counter.screenless import draw_into_memory_without_display


class Bench(Protocol):
    """What a module of ``BENCHES`` offers."""

    def run(self) -> BenchResult:
        """Measure; takes seconds."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which benchmarks, and in which form."""
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"any of: {', '.join(BENCHES)}")
    parser.add_argument("--json", action="store_true", help="one JSON array on standard output")


def run(options: argparse.Namespace) -> int:
    """Run the named benchmarks, or all, and print their figures."""
    names: list[str] = options.names or list(BENCHES)
    unknown = [name for name in names if name not in BENCHES]
    if unknown:
        raise CommandFailed(f"没有名为 {unknown[0]!r} 的基准测试。可用：{'、'.join(BENCHES)}。")
    draw_into_memory_without_display()
    results = []
    for name in names:
        sys.stderr.write(f"{name} …\n")
        results.append(_bench(name).run())
    sys.stdout.write(_as_json(results) if options.json else _as_text(results))
    return 0


def _bench(name: str) -> Bench:
    # By name, so that measuring a save needs neither Qt nor a PostgreSQL.
    return cast(Bench, importlib.import_module(BENCHES[name]))


def _as_json(results: list[BenchResult]) -> str:
    return json.dumps([asdict(each) for each in results], ensure_ascii=False, indent=1) + "\n"


def _as_text(results: list[BenchResult]) -> str:
    names = "p50 ms", "p95 ms", "p99 ms", "floor"
    head = f"{'bench':8} {'n':>6} " + " ".join(f"{name:>9}" for name in names) + "  ratio\n"
    lines = [
        f"{each.bench:8} {each.n:6} {each.p50_ms:9.3f} {each.p95_ms:9.3f} {each.p99_ms:9.3f}"
        f" {each.floor_p50_ms:9.3f} {each.ratio:6.2f}\n         {each.note}\n"
        for each in results
    ]
    return head + "".join(lines)
