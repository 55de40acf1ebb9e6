"""Each check of the doctor: finds what is in order, and says what to do about what is not."""

import datetime as dt
import socket
import threading
import time
import uuid
from contextlib import ExitStack
from pathlib import Path

import pytest

from counter.doctor.centre import check_centre, clock_finding
from counter.doctor.certificate import check_certificate
from counter.doctor.devices import check_devices
from counter.doctor.disk import check_disk
from counter.doctor.examination import examine
from counter.doctor.findings import Check, Finding, State, Subject
from counter.doctor.fonts import check_fonts
from counter.doctor.local_database import check_database
from counter.doctor.runtime import DRAWING, SCREEN, check_packages, check_qt, check_system
from counter.doctor.system_keyring import check_keyring
from counter.peripherals.id_reader.simulator import SimulatedIdReader
from counter.peripherals.rating_pad.simulator import SimulatedSoftPad
from counter.peripherals.receipt_printer.simulator import Knobs, SimulatedReceiptPrinter
from counter.peripherals.registry import DeviceSettings
from counter.peripherals.wire import TcpWire
from counter.settings import DevicesSettings
from counter.store.credentials import (
    Credentials,
    KeyringLocked,
    MemoryCredentials,
    NoAllowedKeyring,
)
from counter.store.database import create_database, open_database
from sync.central.station_certificates import issue
from sync.line import Refused, Unreachable
from sync.values import Hello

NOW = dt.datetime(2026, 11, 23, 1, 0, tzinfo=dt.UTC)
HELLO = Hello(uuid.UUID(int=1), "e", 0, "active", "2026-11-23T01:00:20.000000Z")
THING, OTHER = Subject("thing", "东西"), Subject("other", "别的")
MEGABYTE = 1024 * 1024


def found(*checks: Check) -> list[Finding]:
    return list(examine(checks))


def one(check: Check) -> Finding:
    (finding,) = found(check)
    return finding


def is_advice(finding: Finding) -> bool:
    return finding.sentence.endswith("。") and "请" in finding.sentence


# The examination


def test_a_check_that_never_answers_is_a_finding_in_time() -> None:
    stop = threading.Event()

    def never() -> tuple[Finding, ...]:
        stop.wait()
        return ()

    begun = time.monotonic()
    findings = found(
        Check((THING, OTHER), 0.1, never), Check((OTHER,), 1, lambda: (OTHER.ok("好。"),))
    )
    stop.set()

    assert time.monotonic() - begun < 1
    assert [each.state for each in findings] == [State.NOT_OK, State.NOT_OK, State.OK]
    assert is_advice(findings[0])


def test_a_check_that_breaks_is_a_finding_without_the_errors_text() -> None:
    def broken() -> tuple[Finding, ...]:
        raise RuntimeError("371799198506150016")

    finding = one(Check((THING,), 1, broken))

    assert finding.state is State.NOT_OK
    assert "RuntimeError" in finding.sentence
    assert "371799" not in finding.sentence


# Fonts


def test_the_font_of_this_machine_draws_rare_names() -> None:
    assert one(check_fonts()).state is State.OK


def test_a_machine_without_a_chinese_font_is_told_what_to_install() -> None:
    finding = one(check_fonts([]))

    assert finding.fails
    assert "fonts-noto-cjk" in finding.sentence


def test_a_font_without_rare_characters_is_named_but_stops_nothing() -> None:
    latin = "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"
    if not Path(latin).is_file():
        pytest.skip("no font without Chinese characters on this machine")

    finding = one(check_fonts([(latin, 0)]))

    assert finding.state is State.NOT_OK
    assert not finding.fails
    assert "䶮" in finding.sentence


# Keyring


class Forgetful(MemoryCredentials):
    def get(self, name: str) -> bytes | None:
        return None


class Locked(MemoryCredentials):
    def put(self, name: str, secret: bytes) -> None:
        raise KeyringLocked


def no_keyring() -> Credentials:
    raise NoAllowedKeyring


def test_a_keyring_that_gives_back_what_was_put_in_is_in_order_and_left_clean() -> None:
    credentials = MemoryCredentials()

    assert one(check_keyring(lambda: credentials, needed=True)).state is State.OK
    assert credentials.get("probe") is None


@pytest.mark.parametrize("opened", [no_keyring, Locked, Forgetful])
@pytest.mark.parametrize("needed", [True, False])
def test_another_keyring_fails_only_where_a_profile_needs_it(opened: object, needed: bool) -> None:
    finding = one(check_keyring(opened, needed=needed))  # type: ignore[arg-type]

    assert finding.state is State.NOT_OK
    assert finding.fails is needed
    assert is_advice(finding)


# Database


def test_a_whole_database_is_in_order_and_a_damaged_one_is_named(tmp_path: Path) -> None:
    path, key = tmp_path / "a.db", bytes(32)
    create_database(path, key).dispose()
    whole = one(check_database(lambda: open_database(path, key)))
    data = bytearray(path.read_bytes())
    data[-2000] ^= 1
    path.write_bytes(data)

    damaged = one(check_database(lambda: open_database(path, key)))

    assert whole.state is State.OK
    assert damaged.fails
    assert is_advice(damaged)


def test_a_wrong_key_and_a_missing_file_say_what_to_do(tmp_path: Path) -> None:
    create_database(tmp_path / "a.db", bytes(32)).dispose()

    wrong = one(check_database(lambda: open_database(tmp_path / "a.db", b"x" * 32)))
    missing = one(check_database(lambda: open_database(tmp_path / "b.db", bytes(32))))

    assert wrong.fails
    assert missing.fails
    assert str(tmp_path) not in wrong.sentence + missing.sentence


# Centre and clock


def test_a_centre_that_greets_proves_line_login_and_clock() -> None:
    assert [each.state for each in found(check_centre(lambda: HELLO, lambda: NOW))] == ["ok", "ok"]


@pytest.mark.parametrize("trouble", [Unreachable(), Refused("28000"), KeyringLocked()])
def test_a_centre_that_does_not_greet_leaves_the_clock_unchecked(trouble: Exception) -> None:
    def greet() -> Hello:
        raise trouble

    centre, clock = found(check_centre(greet, lambda: NOW))

    assert centre.fails
    assert is_advice(centre)
    assert clock.state is State.SKIPPED


@pytest.mark.parametrize(("minutes", "word"), [(7, "快约7分钟"), (-90, "慢约90分钟")])
def test_a_clock_far_from_the_centres_is_told_how_far(minutes: int, word: str) -> None:
    finding = clock_finding(NOW + dt.timedelta(minutes=minutes), NOW)

    assert finding.fails
    assert word in finding.sentence


# System


def test_this_machine_runs_qt() -> None:
    assert one(check_qt()).state is State.OK


@pytest.mark.parametrize(
    ("libc", "state"),
    [
        (("glibc", "2.28"), State.OK),
        (("glibc", "2.36"), State.OK),
        (("glibc", "2.27"), State.NOT_OK),
        (("glibc", "2.5"), State.NOT_OK),
        (("", ""), State.SKIPPED),
    ],
)
def test_a_c_library_older_than_qts_is_refused(libc: tuple[str, str], state: State) -> None:
    assert one(check_system(lambda: libc)).state is state


def test_missing_libraries_are_named_by_their_package() -> None:
    finding = one(check_packages({}, lambda library: library != "libEGL.so.1"))

    assert finding.fails
    assert "apt-get install libegl1 " in finding.sentence


def test_libraries_for_a_screen_are_asked_for_only_where_there_is_one() -> None:
    def draws(library: str) -> bool:
        return library in DRAWING.values()

    assert one(check_packages({}, draws)).state is State.OK
    missing = one(check_packages({"DISPLAY": ":0"}, draws))
    assert all(package in missing.sentence for package in SCREEN)


@pytest.mark.parametrize(
    ("megabytes", "state", "fails"),
    [(150, State.NOT_OK, True), (800, State.NOT_OK, False), (5000, State.OK, False)],
)
def test_a_disk_that_fills_up_is_told_before_saving_fails(
    tmp_path: Path, megabytes: int, state: State, fails: bool
) -> None:
    finding = one(check_disk(tmp_path / "not" / "yet", lambda _: megabytes * MEGABYTE))

    assert (finding.state, finding.fails) == (state, fails)


def test_the_disk_of_a_folder_that_does_not_exist_yet_is_measured(tmp_path: Path) -> None:
    assert "检查时出错" not in one(check_disk(tmp_path / "not" / "yet")).sentence


# Devices


def test_devices_that_answer_are_in_order() -> None:
    with ExitStack() as stack:
        reader = SimulatedIdReader(TcpWire())
        printer = SimulatedReceiptPrinter(TcpWire())
        pad = SimulatedSoftPad(TcpWire())
        for device in (reader, printer, pad):
            stack.callback(device.close)
        settings = DevicesSettings(
            DeviceSettings("sam", reader.url),
            DeviceSettings("escpos", printer.url),
            DeviceSettings("simulated-softpad", pad.url),
        )

        findings = found(*check_devices(settings, needed=True))

    assert [each.sentence for each in findings] == ["能连通。", "能连通，纸够。", "能连通。"]
    assert printer.receipts == []


def test_a_printer_without_paper_is_asked_for_paper() -> None:
    printer = SimulatedReceiptPrinter(TcpWire(), Knobs(paper_left=0))
    settings = DevicesSettings(receipt_printer=DeviceSettings("escpos", printer.url))
    check = check_devices(settings, needed=True)[1]

    finding = one(check)
    printer.close()

    assert finding.fails
    assert "缺纸" in finding.sentence


@pytest.mark.parametrize("needed", [True, False])
def test_devices_that_are_not_there_fail_only_where_they_were_set_up(needed: bool) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        url = f"socket://127.0.0.1:{closed.getsockname()[1]}"
    settings = DevicesSettings(
        DeviceSettings("sam", url),
        DeviceSettings("escpos", url),
        DeviceSettings("simulated-softpad", url),
    )

    findings = found(*check_devices(settings, needed=needed))

    assert [each.state for each in findings] == [State.NOT_OK] * 3
    assert findings[0].fails is needed
    assert all(is_advice(each) for each in findings)


def test_an_unknown_driver_is_a_finding() -> None:
    settings = DevicesSettings(id_reader=DeviceSettings("nonsense", "COM3"))

    assert one(check_devices(settings, needed=True)[0]).fails


@pytest.mark.parametrize(
    ("left", "fails", "words"),
    [
        (dt.timedelta(days=200), False, "还有 200 天。"),
        (dt.timedelta(days=30, hours=1), False, "还有 30 天过期。请管理员"),
        (dt.timedelta(days=7, hours=1), True, "还有 7 天过期，过期后连不上中心。"),
        (dt.timedelta(hours=-1), True, "已经过期"),
    ],
)
def test_a_certificate_that_ends_soon_is_said_in_time(
    tmp_path: Path, left: dt.timedelta, fails: bool, words: str
) -> None:
    now = dt.datetime(2026, 11, 23, 1, 0, tzinfo=dt.UTC)
    papers = issue(tmp_path, "ws_test", "pass", now - dt.timedelta(days=365 * 3) + left)
    (tmp_path / "station.crt").write_text(papers.certificate)

    finding = one(check_certificate(tmp_path, lambda: now))

    assert finding.fails is fails
    assert words in finding.sentence


def test_a_machine_without_a_certificate_or_with_a_damaged_one_is_told(tmp_path: Path) -> None:
    assert one(check_certificate(tmp_path, lambda: NOW)).state is State.SKIPPED
    (tmp_path / "station.crt").write_text("not a certificate")

    assert "读不出来" in one(check_certificate(tmp_path, lambda: NOW)).sentence
