import argparse
import json
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from counter.cli import CommandFailed
from counter.commands import verify
from counter.store import kinds
from counter.store.credentials import MemoryCredentials
from counter.store.profile import Centre, Profile, create_profile
from counter.store.unit_of_work import Store
from tests.store.stores import NOW, SIGNER, WS, a_shift


@pytest.fixture
def engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    """A profile with one saved shift, whose key the command finds."""
    credentials = MemoryCredentials()
    # There is no desktop session here; tests/store/test_keyring.py asks a real keyring.
    monkeypatch.setattr(verify, "KeyringCredentials", lambda profile_id: credentials)
    centre = Centre("/run", 5432, "hall", "ws", "")
    profile = Profile(tmp_path / "profile", uuid.UUID(int=5), WS, 1, 7, 3, centre)
    made = create_profile(profile, credentials)
    with Store(made, profile.origin).unit(kinds.SHIFT_OPEN, SIGNER, NOW) as unit:
        unit.add(a_shift())
    yield made
    made.dispose()


def run(folder: Path, *arguments: str) -> int:
    parser = argparse.ArgumentParser()
    verify.add_arguments(parser)
    return verify.run(parser.parse_args(["--profile", str(folder), *arguments]))


def test_a_whole_profile_is_said_to_be_whole(
    engine: Engine, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(tmp_path / "profile", "--json") == 0

    answer = json.loads(capsys.readouterr().out)
    assert answer["ok"] is True
    assert answer["chain"]["checked"] == 1
    assert answer["rows"] == {"compared": 1, "ratings": 0, "mismatches": []}


def test_a_tampered_profile_is_named_and_ends_with_status_1(
    engine: Engine, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with engine.begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER outbox_is_never_edited")
        connection.exec_driver_sql("UPDATE outbox SET kind = 'other'")
        connection.exec_driver_sql("UPDATE shift SET window_no = 9")

    assert run(tmp_path / "profile") == 1

    words = capsys.readouterr().out
    assert "第 1 个变更集不符（kind）" in words
    assert "window_no" in words


def test_a_folder_that_is_no_profile_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(CommandFailed, match=r"profile\.toml"):
        run(tmp_path)
