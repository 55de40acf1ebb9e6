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
    return json.dumps([_flat(each) for each in results], ensure_ascii=False, indent=1) + "\n"


def _flat(one: BenchResult) -> dict[str, object]:
    """A benchmark's own figures stand beside those all have."""
    shared = asdict(one)
    own: dict[str, object] = shared.pop("figures")
    return shared | own


def _as_text(results: list[BenchResult]) -> str:
    wide = max(8, *(len(each.bench) for each in results))
    names = "p50 ms", "p95 ms", "p99 ms", "floor"
    head = f"{'bench':{wide}} {'n':>6} " + " ".join(f"{name:>9}" for name in names) + "  ratio\n"
    return head + "".join(_lines(each, wide) for each in results)


def _lines(one: BenchResult, wide: int) -> str:
    own = "  ".join(f"{name} {value:g}" for name, value in one.figures.items())
    texts = [one.note] if not own else [own, one.note]
    return (
        f"{one.bench:{wide}} {one.n:6} {one.p50_ms:9.3f} {one.p95_ms:9.3f} {one.p99_ms:9.3f}"
        f" {one.floor_p50_ms:9.3f} {one.ratio:6.2f}\n"
        + "".join(f"{'':{wide}} {text}\n" for text in texts)
    )
