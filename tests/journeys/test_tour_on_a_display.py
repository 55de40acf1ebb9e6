"""The same tour with a display: real windows on an X server, the command as a person types it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image


@pytest.mark.skipif(sys.platform != "linux", reason="the X server of the tests is Linux's")
def test_the_tour_plays_on_a_display_as_it_does_without(tmp_path: Path) -> None:
    """xvfb-run starts the server on a free display and ends it with the command."""
    command = [sys.executable, "-m", "counter", "tour", "--json", "--out", str(tmp_path)]
    screen = ["xvfb-run", "-a", "-s", "-screen 0 1366x768x24"]

    played = subprocess.run(
        [*screen, *command],
        env={**os.environ, "QT_QPA_PLATFORM": "xcb"},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )

    told = json.loads(played.stdout)
    # Pauses are not judged here: other tests share the cores.
    bad = [check for check in told["checks"] if not check["ok"] and check["name"] != "qt-pause-max"]
    assert bad == [], played.stderr[-2000:]
    with Image.open(told["screenshots"][-1]) as picture:
        assert picture.size == (1366, 768)
