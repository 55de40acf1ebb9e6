"""Ticket machine and display as programs: real queue over TLS, real driver, simulated printer."""

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import keyring
import pytest
from keyring.backends.fail import Keyring as NoKeyring
from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from counter import cli
from counter.app_devices import Identity, enrol_device, open_device
from counter.app_display import DisplayProgram
from counter.app_kiosk import KioskProgram
from counter.app_opening import CannotOpen
from counter.peripherals.receipt_printer.simulator import Knobs, SimulatedReceiptPrinter
from counter.peripherals.registry import DeviceSettings, build_receipt_printer
from counter.peripherals.wire import TcpWire
from counter.store.credentials import MemoryCredentials
from counter.store.device_profile import DEVICE_FILE, read_device_profile, read_password
from counter.store.settings_file import BadProfile
from counter.workflows.ticket_office import open_ticket_office
from sync.central.admin.devices import add_device
from tests.hall_devices import a_device, where_of
from tests.postgres import Centre


@pytest.fixture(scope="module")
def own(centres: Callable[[], Centre]) -> Centre:
    return centres()


@pytest.fixture(scope="module")
def kiosk_identity(own: Centre, tmp_path_factory: pytest.TempPathFactory) -> Identity:
    return a_device(own, tmp_path_factory.mktemp("k") / "kiosk")


@pytest.fixture
def printer() -> Iterator[SimulatedReceiptPrinter]:
    with closing(SimulatedReceiptPrinter(TcpWire())) as made:
        yield made


@pytest.fixture
def kiosk(kiosk_identity: Identity, printer: SimulatedReceiptPrinter) -> Iterator[KioskProgram]:
    driver = build_receipt_printer(DeviceSettings("escpos", printer.url))
    with closing(KioskProgram(kiosk_identity, driver, open_ticket_office().always_open())) as made:
        made.window.resize(540, 960)
        made.window.show()
        yield made


def words(window: QWidget) -> str:
    shown = (one.text() for one in window.findChildren(QLabel) if one.isVisible())
    return "\n".join(shown)


def touch(qtbot: QtBot, kiosk: KioskProgram, name: str) -> None:
    def tiles() -> list[QPushButton]:
        found = kiosk.window.findChildren(QPushButton)
        return [one for one in found if one.property("tile") == name and one.isVisible()]

    qtbot.waitUntil(lambda: len(tiles()) == 1)
    qtbot.mouseClick(tiles()[0], Qt.MouseButton.LeftButton)


def test_three_touches_bring_a_printed_number_that_a_window_can_call(
    own: Centre, kiosk: KioskProgram, printer: SimulatedReceiptPrinter, qtbot: QtBot
) -> None:
    qtbot.waitUntil(lambda: "马上叫" in words(kiosk.window), timeout=10_000)
    for name in ("green", "B", "W11"):
        touch(qtbot, kiosk, name)

    qtbot.waitUntil(lambda: "请取走号票" in words(kiosk.window), timeout=10_000)
    assert printer.wait_receipts(1)
    with own.connect_as(own.bundle()) as window:
        row = window.execute("select queue_api.grant_next(gen_random_uuid())").fetchone()
    assert row is not None
    ticket = row[0]["ticket"]
    assert (ticket["series"], ticket["business"]) == ("G", "W11")
    assert f"G{ticket['number']:03d}" in words(kiosk.window)


def test_without_paper_the_number_is_on_the_screen_and_counts(
    own: Centre, kiosk_identity: Identity, qtbot: QtBot
) -> None:
    with closing(SimulatedReceiptPrinter(TcpWire(), Knobs(paper_left=0))) as empty:
        driver = build_receipt_printer(DeviceSettings("escpos", empty.url))
        office = open_ticket_office().always_open()
        with closing(KioskProgram(kiosk_identity, driver, office)) as kiosk:
            kiosk.window.show()
            qtbot.waitUntil(lambda: "现在打不出纸号" in words(kiosk.window), timeout=10_000)
            touch(qtbot, kiosk, "A")
            touch(qtbot, kiosk, "L01")

            qtbot.waitUntil(lambda: "请记下这个号" in words(kiosk.window), timeout=10_000)
            shown = kiosk.presenter.screen.ticket
    with own.connect_as(own.bundle()) as window:
        row = window.execute("select queue_api.waiting()").fetchone()
    assert row is not None
    assert shown in [one["label"] for one in row[0]["tickets"]]


def test_a_call_reaches_the_display_by_itself(own: Centre, tmp_path: Path, qtbot: QtBot) -> None:
    identity = a_device(own, tmp_path / "display", "display")
    with closing(DisplayProgram(identity)) as display:
        display.window.show()
        qtbot.waitUntil(lambda: "正在连接" not in words(display.window), timeout=10_000)
        with own.connect_as(own.bundle(2)) as window:
            window.execute("select queue_api.issue('C', 'D01')")
            while (
                row := window.execute("select queue_api.grant_next(gen_random_uuid())").fetchone()
            ) is not None and row[0] is not None:
                granted = row[0]
                window.execute("select queue_api.report_called(%s)", (granted["grant_id"],))
        label = f"{granted['ticket']['series']}{granted['ticket']['number']:03d}"

        qtbot.waitUntil(
            lambda: [one.ticket for one in display.presenter.screen.calls][:1] == [label],
            timeout=5_000,
        )
        assert display.presenter.screen.calls[0].window == "2"
        assert "1号大厅" in words(display.window)


def test_a_device_folder_holds_no_secret_and_opens_again(own: Centre, tmp_path: Path) -> None:
    kept = MemoryCredentials()
    identity = a_device(own, tmp_path / "kiosk", credentials=kept)

    profile = read_device_profile(tmp_path / "kiosk")

    assert profile == identity.profile
    assert read_password(kept) == identity.address.password
    assert identity.address.password not in (tmp_path / "kiosk" / DEVICE_FILE).read_text()
    assert (tmp_path / "kiosk" / DEVICE_FILE).stat().st_mode & 0o077 == 0


def test_a_folder_is_not_set_up_twice(own: Centre, tmp_path: Path) -> None:
    a_device(own, tmp_path / "kiosk")

    with pytest.raises(CannotOpen):
        a_device(own, tmp_path / "kiosk")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda text: text + "\nx = 1\n", "不认识的键"),
        (lambda text: text.replace('kind = "kiosk"', 'kind = "door"'), "键 kind"),
        (lambda text: text.replace("hall_id = 1", "hall_id = 0"), "键 hall_id"),
        (lambda text: text.replace("[centre]", "[center]"), r"缺少 \[centre\]"),
        (lambda text: text.replace("[hall]", "[hell]"), r"缺少 \[hall\]"),
        (lambda text: text.replace("[hall]", "[hall"), "格式有误"),
    ],
)
def test_a_damaged_folder_is_told_by_its_key(
    own: Centre, tmp_path: Path, change: Callable[[str], str], said: str
) -> None:
    a_device(own, tmp_path / "kiosk")
    path = tmp_path / "kiosk" / DEVICE_FILE
    path.write_text(change(path.read_text()))

    with pytest.raises(BadProfile, match=said):
        read_device_profile(tmp_path / "kiosk")


def test_without_an_allowed_keyring_no_device_is_kept(own: Centre, tmp_path: Path) -> None:
    code = add_device(own.dsn, 1, "kiosk", "9号取号机").code
    kept = keyring.get_keyring()
    keyring.set_keyring(NoKeyring())
    try:
        with pytest.raises(CannotOpen, match="没有可用的密钥环"):
            enrol_device(tmp_path / "kiosk", "kiosk", where_of(own, code))
        a_device(own, tmp_path / "made")
        with pytest.raises(CannotOpen, match="没有可用的密钥环"):
            open_device(tmp_path / "made", "kiosk")
    finally:
        keyring.set_keyring(kept)
    assert not (tmp_path / "kiosk").exists()


def test_a_displays_folder_opens_no_ticket_machine(own: Centre, tmp_path: Path) -> None:
    a_device(own, tmp_path / "display", "display")

    with pytest.raises(CannotOpen, match="登记的不是取号机"):
        open_device(tmp_path / "display", "kiosk")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["kiosk", "--profile", "{}"], "还没有登记"),
        (["display", "--profile", "{}"], "还没有登记"),
        (["pad", "--profile", "{}"], "没有这个文件"),
        (["kiosk", "--enrol", "7KQ-2M9X-WM4T"], "要同时给出"),
        (["kiosk", "--enrol", "x", "--centre", "nowhere", "--profile", "{}"], "中心地址不对"),
        (["kiosk", "--enrol", "x", "--centre", "h:1/d", "--profile", "{}"], "CA证书"),
        (["kiosk", "--enrol", "x", "--centre", "h:1/d", "--simulate"], "只能用一个"),
    ],
)
def test_a_command_that_cannot_go_on_says_why_in_one_line(
    arguments: list[str], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = keyring.get_keyring()
    keyring.set_keyring(NoKeyring())
    try:
        status = cli.main([one.format(tmp_path / "none") for one in arguments])
    finally:
        keyring.set_keyring(kept)

    error = capsys.readouterr().err
    assert status == 1
    assert said in error or "密钥环" in error
    assert error.count("\n") == 1
