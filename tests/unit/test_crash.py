"""A crash report tells where, and nothing a person entered."""

import sys
import threading
from collections.abc import Iterator

import pytest

from counter import crash
from counter.crash import CrashReport, report_of

SECRET = "371799198506150016"


@pytest.fixture
def told() -> Iterator[list[CrashReport]]:
    before = sys.excepthook, threading.excepthook
    reports: list[CrashReport] = []
    crash.install(reports.append)
    yield reports
    sys.excepthook, threading.excepthook = before


def fail_with(number: str) -> None:
    raise ValueError(f"bad number {number}")


def test_a_report_names_kind_and_place_and_holds_no_text_or_value() -> None:
    with pytest.raises(ValueError, match="bad number") as caught:
        fail_with(SECRET)

    text = report_of(caught.value).text()

    assert "ValueError" in text
    assert "fail_with" in text
    assert SECRET not in text
    assert "bad number" not in text


def test_an_error_on_a_thread_is_told_too(told: list[CrashReport]) -> None:
    thread = threading.Thread(target=fail_with, args=(SECRET,))
    thread.start()
    thread.join()

    assert [report.kind for report in told] == ["ValueError"]


def test_stopping_the_program_by_hand_is_no_crash(
    told: list[CrashReport], capsys: pytest.CaptureFixture[str]
) -> None:
    sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None)

    assert told == []
    assert "KeyboardInterrupt" in capsys.readouterr().err
