"""Where there is no display, Qt draws into memory; what the starter chose stays."""

import os

import pytest

from counter.screenless import draw_into_memory_without_display

CHOSEN = "QT_QPA_PLATFORM"


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    """Linux, no display, nothing chosen; put back at the end, what the code sets too."""
    monkeypatch.setattr("sys.platform", "linux")
    for name in (CHOSEN, "DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.setenv(name, "")
        monkeypatch.delenv(name)


def test_without_a_display_windows_are_drawn_into_memory() -> None:
    draw_into_memory_without_display()

    assert os.environ[CHOSEN] == "offscreen"


def test_a_display_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISPLAY", ":7")

    draw_into_memory_without_display()

    assert CHOSEN not in os.environ


def test_a_chosen_platform_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(CHOSEN, "vnc")

    draw_into_memory_without_display()

    assert os.environ[CHOSEN] == "vnc"
