"""The devices of a window as an administrator writes them down."""

from pathlib import Path

import pytest

from counter.settings import DEVICES_FILE, BadSettings, DevicesSettings, read_devices


def test_without_a_file_the_usual_names_are_looked_for(tmp_path: Path) -> None:
    assert read_devices(tmp_path) == DevicesSettings()


def test_a_device_keeps_its_driver_its_place_and_what_its_make_needs(tmp_path: Path) -> None:
    text = '[rating_pad]\ndriver = "ff68"\nurl = "/dev/ttyUSB3"\naddress = "3"\nkeys = "0:5 1:4"\n'
    (tmp_path / DEVICES_FILE).write_text(text, encoding="utf-8")

    devices = read_devices(tmp_path)

    assert (devices.rating_pad.driver, devices.rating_pad.url) == ("ff68", "/dev/ttyUSB3")
    assert devices.rating_pad.options == {"address": "3", "keys": "0:5 1:4"}
    assert devices.id_reader == DevicesSettings().id_reader


@pytest.mark.parametrize(
    ("data", "named"),
    [
        (b"[scanner]\n", "scanner"),
        (b"rating_pad = 3\n", "rating_pad"),
        (b"[rating_pad]\nurl = '/dev/x'\n", "driver"),
        (b"[rating_pad]\ndriver = 'ff68'\nurl = 4\n", "url"),
        (b"[rating_pad]\ndriver = 'ff68'\nurl = '/dev/x'\nkeys = 5\n", "rating_pad"),
        (b"[rating_pad\n", "格式"),
        (b"\xff\xfe", "UTF-8"),
        (b"#" * (64 * 1024 + 1), "64 KiB"),
    ],
)
def test_settings_that_cannot_be_used_name_the_section_or_key(
    data: bytes, named: str, tmp_path: Path
) -> None:
    (tmp_path / DEVICES_FILE).write_bytes(data)

    with pytest.raises(BadSettings) as refused:
        read_devices(tmp_path)

    assert named in refused.value.sentence


def test_a_folder_in_place_of_the_file_is_said(tmp_path: Path) -> None:
    (tmp_path / DEVICES_FILE).mkdir()

    with pytest.raises(BadSettings):
        read_devices(tmp_path)
