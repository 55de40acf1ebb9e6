"""``counter report shift``: the workbook, its figures as JSON, and what it refuses."""

import json
import uuid
from pathlib import Path

import pytest

from counter import cli
from counter.store.credentials import Credentials, MemoryCredentials
from counter.store.profile import Centre, Profile, create_profile


@pytest.fixture
def profile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty profile; its key is in memory, because a test machine has no keyring."""
    credentials: Credentials = MemoryCredentials()
    monkeypatch.setattr("counter.commands.report.KeyringCredentials", lambda _: credentials)
    folder = tmp_path / "profile"
    centre = Centre("127.0.0.1", 5432, "counter", "ws_1", "")
    made = Profile(folder, uuid.uuid4(), uuid.uuid4(), 1, 1, 3, centre)
    create_profile(made, credentials).dispose()
    return folder


def report(profile: Path, out: Path, *more: str) -> int:
    words = ["report", "shift", "--date", "2026-11-23", "--out", str(out)]
    return cli.main([*words, "--profile", str(profile), *more])


def test_the_report_of_an_empty_day_is_written_and_told_as_json(
    profile: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "report.xlsx"

    status = report(profile, out, "--window", "3", "--json")

    answer = json.loads(capsys.readouterr().out)
    assert status == 0
    assert (answer["file"], answer["window"], answer["reconciles"]) == (str(out), 3, True)
    assert out.stat().st_size > 0


def test_without_json_the_checks_are_told_in_words(
    profile: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report(profile, tmp_path / "report.xlsx")

    assert "叫号 0 = 结束服务 0 + 过号 0 + 在办 0：平" in capsys.readouterr().out


@pytest.mark.parametrize("name", ["report.pdf", "no/report.xlsx"])
def test_a_file_that_cannot_be_written_is_one_sentence(
    profile: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    status = report(profile, tmp_path / name)

    told = capsys.readouterr()
    assert status == 1
    assert told.err.count("\n") == 1
    assert told.out == ""


def test_a_folder_without_a_profile_is_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert report(tmp_path, tmp_path / "r.xlsx") == 1
    assert capsys.readouterr().err.count("\n") == 1


@pytest.mark.parametrize("words", [["--date", "23.11.2026"], ["--window", "0"]])
def test_odd_arguments_are_refused(profile: Path, tmp_path: Path, words: list[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        report(profile, tmp_path / "r.xlsx", *words)

    assert caught.value.code == 2
