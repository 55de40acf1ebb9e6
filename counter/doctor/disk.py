"""Room on the disk: a full one stops saving."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Final

from counter.doctor.findings import Check, Finding, Subject

SUBJECT: Final = Subject("disk", "磁盘空间")
_MEGABYTE: Final = 1024 * 1024
# A year of one window is far below; the copy before a migration doubles the file.
_LEAST_MB: Final = 200
_SCARCE_MB: Final = 1024


def check_disk(folder: Path, free: Callable[[Path], int] | None = None) -> Check:
    """Measure what is free where the profile stands or would stand."""
    return Check((SUBJECT,), 3, lambda: (_look(folder, free or _free),))


def _look(folder: Path, free: Callable[[Path], int]) -> Finding:
    megabytes = free(_existing(folder)) // _MEGABYTE
    if megabytes < _LEAST_MB:
        return SUBJECT.not_ok(f"只剩 {megabytes} MB，保存会失败。请立即清理磁盘。")
    if megabytes < _SCARCE_MB:
        return SUBJECT.not_ok(f"只剩 {megabytes} MB。请尽快清理磁盘。", needed=False)
    return SUBJECT.ok("够用。")


def _free(folder: Path) -> int:
    return shutil.disk_usage(folder).free


def _existing(folder: Path) -> Path:
    resolved = folder.absolute()
    return next(place for place in (resolved, *resolved.parents) if place.exists())
