"""The program's first windows: what a machine can do, and why a desk cannot be opened."""

import threading
import uuid
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import keyring
import pytest
from keyring.backends.fail import Keyring as NoKeyring
from PyQt6.QtWidgets import QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from counter.app import Program, open_qt
from counter.app_opening import CannotOpen, Opened, WhereTo, centre_of, set_up
from counter.settings import DeskSettings, DevicesSettings
from counter.store.credentials import MemoryCredentials
from counter.store.kinds import DRILL_START
from counter.store.one_desk import AlreadyRunning, Held, take
from counter.store.profile import Centre, Profile, create_profile
from counter.store.sealed_keys import DeviceKeys
from counter.workflows.actor import Acting
from counter.workflows.clock import SystemClock
from counter.workflows.drills import DrillAsked, start
from counter.workflows.ports import Offline
from counter.workplace import Workplace, WorkplaceKeys, open_devices, pad_wire_key
from tests import builders as b
from tests.faults.silent_centre import SilentCentre


@pytest.fixture
def program(tmp_path: Path) -> Iterator[Program]:
    kept = keyring.get_keyring()
    # What a machine without a desktop session has.
    keyring.set_keyring(NoKeyring())
    made = Program(open_qt(), DeskSettings(tmp_path / "profile"))
    yield made
    made.close()
    keyring.set_keyring(kept)


def words(window: QWidget) -> str:
    return " ".join(one.text() for one in window.findChildren(QLabel) if one.isVisible())


def test_without_a_profile_or_a_keyring_the_first_page_says_what_to_install(
    program: Program, qtbot: QtBot
) -> None:
    program.begin()
    window = program.first_start_window
    qtbot.waitUntil(lambda: not program.is_looking)

    assert window.findChild(QPushButton, "try").isEnabled()
    assert not window.findChild(QPushButton, "setUp").isEnabled()
    assert "密钥环" in words(window)


def test_a_damaged_profile_is_told_in_words_and_the_page_stays(
    program: Program, qtbot: QtBot
) -> None:
    folder = program.settings.profile
    folder.mkdir()
    (folder / "profile.toml").write_text("ws = [", encoding="utf-8")
    (folder / "profile.toml").chmod(0o600)

    program.begin()

    qtbot.waitUntil(lambda: "profile.toml 不能使用" in words(program.sign_in_window))
    assert not program.sign_in_window.findChild(QLineEdit, "password").isEnabled()


@pytest.mark.parametrize("address", ["", "db", "db.example", "db.example:x/fund", ":5432/fund"])
def test_an_address_that_is_none_is_refused(address: str) -> None:
    with pytest.raises(CannotOpen) as refused:
        centre_of(WhereTo(address, "/ca.crt", ""))

    assert "中心地址不对" in refused.value.sentence


def test_an_address_is_read_whole() -> None:
    centre = centre_of(WhereTo(" db.example:6432/fund ", " /c/ca.crt ", ""))

    assert (centre.host, centre.port, centre.dbname) == ("db.example", 6432, "fund")
    assert centre.ca_file == "/c/ca.crt"


@pytest.mark.parametrize(
    ("where", "part"),
    [
        (WhereTo("db.example:5432/fund", "", "7KQ-2M9X-WM4T"), "CA"),
        (WhereTo("db.example:5432/fund", "/ca.crt", "not a code"), "不正确"),
    ],
)
def test_a_machine_is_not_set_up_unsafely_or_without_a_code(
    where: WhereTo, part: str, tmp_path: Path
) -> None:
    with pytest.raises(CannotOpen) as refused:
        set_up(tmp_path / "profile", where, MemoryCredentials())

    assert part in refused.value.sentence
    assert not (tmp_path / "profile").exists()


def test_a_centre_that_is_not_there_is_said_and_leaves_nothing(tmp_path: Path) -> None:
    where = WhereTo(f"{tmp_path}:5432/fund", "", "7KQ-2M9X-WM4T")

    with pytest.raises(CannotOpen) as refused:
        set_up(tmp_path / "profile", where, MemoryCredentials())

    assert refused.value.sentence.startswith("连不上中心。")
    assert not (tmp_path / "profile").exists()


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Opened]:
    profile = Profile(
        folder=tmp_path / "profile",
        id=uuid.uuid4(),
        ws=b.PLACE.ws,
        epoch=1,
        hall_id=3,
        window_no=7,
        centre=Centre(str(tmp_path), 5432, "nobody", "ws", ""),
    )
    engine = create_profile(profile, MemoryCredentials())
    pad = DeviceKeys(uuid.UUID(int=99), b"p" * 32, b"q" * 32)
    keys = WorkplaceKeys("password", b"e" * 32, b"d" * 32, pad)
    held = take(profile)
    assert isinstance(held, Held)
    with ExitStack() as stack:
        stack.callback(held.release)
        workplace = Workplace(profile, engine, keys, SystemClock())
        stack.callback(workplace.close)
        devices = open_devices(DevicesSettings(), pad_wire_key(pad))
        stack.callback(devices.close)
        yield Opened(workplace, devices, held, stack)


def test_a_second_start_brings_the_running_desk_to_the_front(
    program: Program, opened: Opened, qtbot: QtBot
) -> None:
    program.take(opened)
    window = program.sign_in_window
    window.showMinimized()
    second = take(opened.workplace.profile)
    assert isinstance(second, AlreadyRunning)

    knocking = threading.Thread(target=second.raise_it)
    knocking.start()

    qtbot.waitUntil(lambda: not window.isMinimized())
    knocking.join(2)


def test_cut_off_and_unknown_a_person_is_told_in_words(
    program: Program, opened: Opened, qtbot: QtBot
) -> None:
    program.take(opened)
    desk = program.desk
    assert desk is not None
    qtbot.waitUntil(lambda: not desk.sign_in_presenter.screen.busy)

    desk.sign_in_presenter.sign_in("0512", "Stone7-river-lamp")

    qtbot.waitUntil(lambda: bool(desk.sign_in_presenter.screen.error), timeout=8000)
    assert desk.sign_in_presenter.screen.error.startswith("工号或密码不正确")
    assert desk.window is None


def test_a_program_started_in_a_drill_says_so_and_does_not_even_knock(
    program: Program, opened: Opened, qtbot: QtBot, tmp_path: Path
) -> None:
    workplace = opened.workplace
    leader, now = b.a_clerk(12, ("supervisor",)), workplace.clock.now()
    with workplace.store.unit(DRILL_START, leader.signer, now) as unit:
        drill = start(unit, Acting(leader, b.PLACE, now), DrillAsked(False, 5))

    with SilentCentre(tmp_path) as centre:
        program.take(opened)
        desk = program.desk
        assert desk is not None
        qtbot.waitUntil(lambda: desk.link.drill is not None, timeout=8000)
        with pytest.raises(Offline):
            workplace.authority().waiting()
        qtbot.waitUntil(lambda: "断网演练" in words(program.sign_in_window), timeout=8000)

        assert centre.accepted == 0
    assert desk.link.drill == drill


def test_a_machine_that_is_set_up_again_goes_on_at_the_sign_in_page(
    program: Program, opened: Opened, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    program.take(opened)
    before, desk = program.sign_in_window, program.desk
    assert desk is not None
    renewed: list[tuple[Path, object]] = []

    def again() -> tuple[Opened, str]:
        profile = replace(opened.workplace.profile, folder=opened.workplace.profile.folder / "2")
        engine = create_profile(profile, MemoryCredentials())
        held = take(profile)
        assert isinstance(held, Held)
        stack = ExitStack()
        stack.callback(held.release)
        pad = DeviceKeys(uuid.UUID(int=99), b"p" * 32, b"q" * 32)
        keys = WorkplaceKeys("password", b"e" * 32, b"d" * 32, pad)
        workplace = Workplace(profile, engine, keys, SystemClock())
        stack.callback(workplace.close)
        devices = open_devices(DevicesSettings(), pad_wire_key(pad))
        stack.callback(devices.close)
        return Opened(workplace, devices, held, stack), ""

    # The real one needs a centre and the keyring; it is played in tests/journeys.
    monkeypatch.setattr(
        "counter.app_renewal.renew", lambda folder, bundle: renewed.append((folder, bundle))
    )
    monkeypatch.setattr(program, "_open_profile", again)

    desk.sign_in_presenter.renewal_fetched("a bundle")

    qtbot.waitUntil(lambda: program.desk is not None, timeout=8000)
    assert program.desk is not desk
    assert renewed == [(program.settings.profile, "a bundle")]
    assert program.sign_in_window.isVisible()
    assert program.sign_in_window is not before
