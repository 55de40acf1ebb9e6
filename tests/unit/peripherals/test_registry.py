"""Every driver a setting can name is built, and a bad setting is said in words."""

from __future__ import annotations

import pytest

from counter.peripherals import registry
from counter.peripherals.registry import BadSettings, DeviceSettings

NOWHERE = "socket://127.0.0.1:9"


@pytest.mark.parametrize("driver", registry.ID_READERS)
def test_every_card_reader_is_built_without_touching_its_port(driver: str) -> None:
    registry.build_id_reader(DeviceSettings(driver, NOWHERE)).close()


@pytest.mark.parametrize("driver", registry.RECEIPT_PRINTERS)
def test_every_printer_is_built_without_touching_its_port(driver: str) -> None:
    registry.build_receipt_printer(DeviceSettings(driver, NOWHERE)).close()


@pytest.mark.parametrize("driver", ["softpad", *registry.RATING_PADS])
def test_every_pad_is_built_and_ends(driver: str) -> None:
    options = {"keys": "0:5 1:4 2:3 3:2", "address": "3"}

    registry.build_rating_pad(DeviceSettings(driver, NOWHERE, options), b"k" * 32).close()


@pytest.mark.parametrize(
    "settings",
    [
        DeviceSettings("nobody", NOWHERE),
        DeviceSettings("ff68", NOWHERE),
        # Without a key nothing proves who answers.
        DeviceSettings("softpad", NOWHERE),
        DeviceSettings("simulated-softpad", "socket://10.0.0.9:4780"),
        DeviceSettings("ff68", NOWHERE, {"keys": "0:9", "address": "3"}),
        DeviceSettings("ff68", NOWHERE, {"keys": "0", "address": "3"}),
    ],
)
def test_a_bad_setting_is_said_in_words(settings: DeviceSettings) -> None:
    with pytest.raises(BadSettings) as trouble:
        registry.build_rating_pad(settings)

    assert trouble.value.sentence.startswith("评价器的设置不完整")
