"""A bundle a newer centre has sealed, opened by this program."""

import uuid
from typing import Any

from sync.central import enrolment
from sync.central.enrolment import (
    Bundle,
    DeviceBundle,
    open_bundle,
    open_device_bundle,
)

CODE = "7KQ-2M9X-WM4T"


def test_what_a_newer_centre_says_besides_is_left_aside() -> None:
    key = bytes(32)
    place: Any = ("ws_0101", "secret", uuid.UUID(int=7), 1, 1, 1)
    bundle = Bundle(*place, key, key, uuid.UUID(int=8), key, key, {"A": 3})
    device = DeviceBundle("kiosk_01", "secret", uuid.UUID(int=9), "kiosk", 1, "1号", {"name": "厅"})
    said = enrolment._to_json(bundle) | {"added": "later"}
    told = {**vars(device), "device": str(device.device), "added": "later"}

    sealed = enrolment._seal(said, CODE, enrolment._LABEL)
    sealed_device = enrolment._seal(told, CODE, enrolment._DEVICE_LABEL)

    assert open_bundle(sealed, CODE) == bundle
    assert open_device_bundle(sealed_device, CODE) == device
