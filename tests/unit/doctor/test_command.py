"""``counter doctor`` as a whole, on machines with and without a profile."""

import json
import uuid
from pathlib import Path

import pytest

from counter import cli
from counter.doctor.workstation import checks_of
from counter.store.credentials import MemoryCredentials
from counter.store.profile import Centre, Profile, create_profile

LINES = [
    "system", "packages", "qt", "fonts", "disk", "certificate", "keyring", "profile", "database",
    "centre",    "clock", "id_reader", "receipt_printer", "rating_pad",
]  # fmt: skip


def names(folder: Path, *, named: bool) -> list[str]:
    checks = checks_of(folder, {}, named=named)
    return [subject.name for check in checks for subject in check.subjects]


def test_a_machine_without_a_profile_is_not_blamed_for_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))

    status = cli.main(["doctor", "--json"])

    answer = json.loads(capsys.readouterr().out)
    states = {each["name"]: each["state"] for each in answer["findings"]}
    assert list(states) == LINES
    assert {states[name] for name in ("profile", "database", "centre", "clock")} == {"skipped"}
    assert answer["ok"] is (status == 0)
    assert str(tmp_path) not in json.dumps(answer)


def test_a_folder_that_was_named_must_hold_a_profile(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status = cli.main(["doctor", "--profile", str(tmp_path)])

    assert status == 1
    assert "[不正常] 工作台设置：" in capsys.readouterr().out


def test_a_profile_gets_every_check(tmp_path: Path) -> None:
    centre = Centre("127.0.0.1", 5432, "counter", "ws_1", "")
    profile = Profile(tmp_path, uuid.uuid4(), uuid.uuid4(), 1, 1, 3, centre)
    create_profile(profile, MemoryCredentials()).dispose()

    assert names(tmp_path, named=True) == LINES


def test_spoiled_device_settings_are_told_for_every_device(tmp_path: Path) -> None:
    centre = Centre("127.0.0.1", 5432, "counter", "ws_1", "")
    profile = Profile(tmp_path, uuid.uuid4(), uuid.uuid4(), 1, 1, 3, centre)
    create_profile(profile, MemoryCredentials()).dispose()
    (tmp_path / "devices.toml").write_text("[camera]\n", encoding="utf-8")

    last = checks_of(tmp_path, {}, named=True)[-1]

    assert [finding.fails for finding in last.look()] == [True, True, True]
