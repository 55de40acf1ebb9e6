"""Qt on a machine without a display: windows are drawn into memory instead."""

import os
import sys


def draw_into_memory_without_display() -> None:
    """Choose Qt's offscreen platform for this process and its children where there is no display.

    Called before the first Qt object; a platform chosen by whoever started the program stays.
    """
    if not _has_display():
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


def _has_display() -> bool:
    return sys.platform != "linux" or any(
        os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY")
    )
