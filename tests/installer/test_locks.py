"""The lock files: exact, hashed, and free of any address."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LOCKS = ("requirements.lock", "requirements-test.lock")


def pins(lock: str) -> dict[str, str]:
    text = (ROOT / lock).read_text(encoding="utf-8")
    return dict(re.findall(r"^([a-z0-9-]+)==([^ ;]+)", text, re.MULTILINE))


def requirements(lock: str) -> list[str]:
    """Each requirement as one line, continuation lines joined and comments left out."""
    text = (ROOT / lock).read_text(encoding="utf-8").replace("\\\n", "")
    return [line for line in text.splitlines() if line.strip() and not line.strip().startswith("#")]


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_no_index_and_no_host(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")

    assert not re.search(r"://|--(extra-)?index|find-links|trusted-host|^-i ", text, re.MULTILINE)


@pytest.mark.parametrize("lock", LOCKS)
def test_every_line_of_a_lock_is_one_exact_version_with_hashes(lock: str) -> None:
    loose = [
        line
        for line in requirements(lock)
        if not re.fullmatch(r"[a-z0-9-]+==\S+ ( *; [^#]*?)?( +--hash=sha256:[0-9a-f]{64})+ *", line)
    ]

    assert loose == []


def test_the_tests_lock_holds_every_pin_of_the_runtime_lock() -> None:
    assert pins("requirements.lock").items() <= pins("requirements-test.lock").items()


def test_qt_is_locked_to_the_release_that_runs_on_the_supported_desks() -> None:
    locked = pins("requirements.lock")

    assert locked["pyqt6"].startswith("6.9.")
    assert locked["pyqt6-qt6"].startswith("6.9.")
