import dataclasses
import os
import tomllib
import uuid
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from counter.store import kinds
from counter.store.credentials import KeyLost, MemoryCredentials
from counter.store.profile import (
    SETTINGS_FILE,
    BadProfile,
    Centre,
    Profile,
    _settings_text,
    create_profile,
    default_folder,
    open_profile_database,
    read_profile,
)
from counter.store.tables import Shift
from counter.store.trouble import AlreadyThere, NoDatabase, WrongKeyOrDamaged
from counter.store.unit_of_work import Store
from tests.store.stores import NOW, SIGNER, WS, a_shift


def a_profile(folder: Path) -> Profile:
    centre = Centre("centre.example", 5432, "hall", "ws_0703", "/etc/counter/ca.pem")
    return Profile(folder, uuid.UUID(int=5), WS, 1, 7, 3, centre)


@pytest.fixture
def made(tmp_path: Path) -> tuple[Profile, MemoryCredentials]:
    profile, credentials = a_profile(tmp_path / "profile"), MemoryCredentials()
    create_profile(profile, credentials).dispose()
    return profile, credentials


def test_a_profile_reads_back_as_it_was_made(made: tuple[Profile, MemoryCredentials]) -> None:
    profile, _ = made

    assert read_profile(profile.folder) == profile


def test_folder_and_settings_are_their_owners_alone(
    made: tuple[Profile, MemoryCredentials],
) -> None:
    folder = made[0].folder

    assert folder.stat().st_mode & 0o777 == 0o700
    assert (folder / SETTINGS_FILE).stat().st_mode & 0o777 == 0o600


def test_a_profile_opens_with_the_key_kept_for_it(
    made: tuple[Profile, MemoryCredentials],
) -> None:
    engine = open_profile_database(*made)
    with Store(engine, made[0].origin).unit(kinds.SHIFT_OPEN, SIGNER, NOW) as unit:
        unit.add(a_shift())
    engine.dispose()

    engine = open_profile_database(*made)
    with Store(engine, made[0].origin).reading() as session:
        assert session.query(Shift).count() == 1
    engine.dispose()


def test_the_folder_holds_no_secret(made: tuple[Profile, MemoryCredentials]) -> None:
    profile, credentials = made
    key = credentials.get("database")
    assert key is not None

    for path in profile.folder.iterdir():
        assert key not in path.read_bytes()
        assert key.hex().encode() not in path.read_bytes()


def test_a_profile_is_never_made_over_another(made: tuple[Profile, MemoryCredentials]) -> None:
    profile, credentials = made
    key = credentials.get("database")

    with pytest.raises(AlreadyThere):
        create_profile(profile, credentials)

    assert credentials.get("database") == key


def test_a_lost_key_leads_to_no_new_database(made: tuple[Profile, MemoryCredentials]) -> None:
    before = made[0].database.read_bytes()

    with pytest.raises(KeyLost):
        open_profile_database(made[0], MemoryCredentials())

    assert made[0].database.read_bytes() == before


def test_another_profiles_key_does_not_open_it(made: tuple[Profile, MemoryCredentials]) -> None:
    credentials = MemoryCredentials()
    credentials.put("database", b"x" * 32)

    with pytest.raises(WrongKeyOrDamaged):
        open_profile_database(made[0], credentials)


def test_a_profile_without_its_database_says_so(made: tuple[Profile, MemoryCredentials]) -> None:
    made[0].database.unlink()

    with pytest.raises(NoDatabase):
        open_profile_database(*made)


def settings_text(folder: Path) -> str:
    return (folder / SETTINGS_FILE).read_text("utf-8")


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ("epoch = 1", "epoch = 0", "epoch"),
        ("epoch = 1", "epoch = 27", "epoch"),
        ("epoch = 1", 'epoch = "1"', "epoch"),
        ("epoch = 1", "epoch = true", "epoch"),
        ("epoch = 1\n", "", "epoch"),
        ("epoch = 1", "epoch = 1\nepohc = 1", "epohc"),
        ("epoch = 1", "epoch = ", "第 3 行"),
        ("epoch = 1", "epoch = 1\nepoch = 1", "第 4 行"),
        ("hall_id = 7", "hall_id = 1.5", "hall_id"),
        ("window_no = 3", "window_no = [3]", "window_no"),
        (str(WS), "not-an-id", "ws"),
        ("port = 5432", "port = 70000", "centre.port"),
        ("[centre]", "[center]", "center"),
        ("[centre]", "", "ca_file"),
        ('"centre.example"', '""', "centre.host"),
        ('"centre.example"', '"a\\nb"', "centre.host"),
        ('"centre.example"', '"' + "a" * 300 + '"', "centre.host"),
        ('user = "ws_0703"', 'user = "ws_0703"\npassword = "x"', "centre.'password'"),
    ],
)
def test_bad_settings_are_named_by_line_or_key(
    made: tuple[Profile, MemoryCredentials], old: str, new: str, named: str
) -> None:
    folder = made[0].folder
    text = settings_text(folder)
    assert old in text
    (folder / SETTINGS_FILE).write_text(text.replace(old, new, 1), "utf-8")

    with pytest.raises(BadProfile) as caught:
        read_profile(folder)

    assert named in caught.value.sentence
    assert caught.value.sentence.endswith("。")


def test_settings_in_another_encoding_are_named_by_line(
    made: tuple[Profile, MemoryCredentials],
) -> None:
    folder = made[0].folder
    text = settings_text(folder).replace("centre.example", "中心")
    (folder / SETTINGS_FILE).write_bytes(text.encode("gb18030"))

    with pytest.raises(BadProfile, match="第 8 行不是 UTF-8"):
        read_profile(folder)


@pytest.mark.parametrize("mode", [0o602, 0o620, 0o666])
def test_settings_others_may_write_are_refused(
    made: tuple[Profile, MemoryCredentials], mode: int
) -> None:
    (made[0].folder / SETTINGS_FILE).chmod(mode)

    with pytest.raises(BadProfile, match="chmod 600"):
        read_profile(made[0].folder)


def test_settings_of_another_user_are_refused(made: tuple[Profile, MemoryCredentials]) -> None:
    if os.getuid() != 0:
        pytest.skip("needs root, to give a file away")
    os.chown(made[0].folder / SETTINGS_FILE, 65534, 65534)

    with pytest.raises(BadProfile, match="另一个用户"):
        read_profile(made[0].folder)


def test_a_folder_without_settings_and_a_folder_as_settings_are_refused(tmp_path: Path) -> None:
    with pytest.raises(BadProfile, match="没有这个文件"):
        read_profile(tmp_path)

    (tmp_path / SETTINGS_FILE).mkdir()
    with pytest.raises(BadProfile):
        read_profile(tmp_path)


def test_an_endless_file_is_not_read_to_its_end(tmp_path: Path) -> None:
    (tmp_path / SETTINGS_FILE).write_bytes(b"#" * 100_000)

    with pytest.raises(BadProfile, match="64 KiB"):
        read_profile(tmp_path)


@settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.binary(max_size=300))
def test_any_bytes_at_all_get_a_sentence(tmp_path: Path, data: bytes) -> None:
    (tmp_path / SETTINGS_FILE).write_bytes(data)

    with pytest.raises(BadProfile):
        read_profile(tmp_path)


@settings(max_examples=50, deadline=None)
@given(host=st.text(min_size=1, max_size=50).filter(str.isprintable))
def test_every_printable_host_survives_writing_and_reading(host: str) -> None:
    profile = a_profile(Path("nowhere"))
    centre = dataclasses.replace(profile.centre, host=host)

    text = _settings_text(dataclasses.replace(profile, centre=centre))

    assert tomllib.loads(text)["centre"]["host"] == host


def test_the_default_folder_is_the_users_own() -> None:
    assert default_folder({"XDG_DATA_HOME": "/data"}) == Path("/data/counter-workstation")
    assert default_folder({}).parts[-3:] == (".local", "share", "counter-workstation")
