"""What happens when a bug escapes: a report without personal data, instead of a dead window.

An exception that leaves a Qt slot aborts the process unless ``sys.excepthook`` is set, so the hook
comes first.
"""

import datetime as dt
import platform
import sys
import threading
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType

SENTENCE = "程序出了意外，已保存的内容没有丢。请重新打开；如再出现，请把故障报告交给系统管理员。"


@dataclass(frozen=True)
class CrashReport:
    """Where a bug was met: type and places only, never texts or values, which may hold personal
    data."""

    at: str
    kind: str
    places: tuple[str, ...]
    python: str
    system: str

    def text(self) -> str:
        """The report as lines a person can read before handing it on."""
        lines = [f"time {self.at}", f"error {self.kind}", f"python {self.python}", self.system]
        return "\n".join([*lines, *self.places]) + "\n"


Notify = Callable[[CrashReport], None]


def report_of(error: BaseException) -> CrashReport:
    """Describe an escaped exception without its message and without locals."""
    frames = traceback.extract_tb(error.__traceback__)
    return CrashReport(
        at=dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        kind=type(error).__name__,
        places=tuple(f"{_short(f.filename)}:{f.lineno} {f.name}" for f in frames),
        python=platform.python_version(),
        system=platform.platform(terse=True),
    )


def install(notify: Notify | None = None) -> None:
    """Set both hooks; ``notify`` shows the report, standard error gets it otherwise."""
    tell = notify or _write

    def on_error(
        kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        tell(report_of(error))

    def on_thread_error(args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            tell(report_of(args.exc_value))

    sys.excepthook = on_error
    threading.excepthook = on_thread_error


def _write(report: CrashReport) -> None:
    sys.stderr.write(f"{SENTENCE}\n{report.text()}")


def _short(filename: str) -> str:
    # The folder of the installation names a person's account on some machines.
    parts = filename.replace("\\", "/").split("/")
    return "/".join(parts[-3:])
