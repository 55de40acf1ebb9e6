"""Which driver serves which setting; the composition root asks here and nowhere else.

Drivers are imported when they are chosen: python-escpos alone takes a third of a second, which a
sign-in window that must appear at once cannot spare.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar
from urllib.parse import urlsplit

from counter.peripherals import PeripheralError
from counter.peripherals.id_reader import IdReader
from counter.peripherals.link import open_link
from counter.peripherals.rating_pad import Grade, RatingPad
from counter.peripherals.receipt_printer import ReceiptPrinter

Kind = TypeVar("Kind")


@dataclass(frozen=True, slots=True)
class DeviceSettings:
    """One device of a window: driver name, where it is, what its make needs besides."""

    driver: str
    #: `socket://host:port`, COM3, /dev/ttyUSB0 or a udev link to it.
    url: str
    options: Mapping[str, str] = field(default_factory=dict)


class BadSettings(PeripheralError):
    """The settings name an unknown driver, or leave out or misspell what the driver needs."""

    code = "bad-settings"
    happened = "{device}的设置不完整或无法识别。"
    next_step = "请让管理员在设备设置里重新选择型号和端口。"


def build_id_reader(settings: DeviceSettings) -> IdReader:
    """Build the card reader of a window; nothing is opened yet. Raises BadSettings."""
    return _choose(ID_READERS, settings, "读卡器")


def build_receipt_printer(settings: DeviceSettings) -> ReceiptPrinter:
    """Build the receipt printer of a window; nothing is opened yet. Raises BadSettings."""
    return _choose(RECEIPT_PRINTERS, settings, "打印机")


def build_rating_pad(settings: DeviceSettings, key: bytes | None = None) -> RatingPad:
    """Build the rating pad of a window and start its thread; ``key`` is the wire's, without which
    no software pad is trusted. Raises BadSettings."""
    if settings.driver == "softpad":
        return _choose({"softpad": lambda one: _softpad(one, key)}, settings, "评价器")
    return _choose(RATING_PADS, settings, "评价器")


def _choose(
    drivers: Mapping[str, Callable[[DeviceSettings], Kind]], settings: DeviceSettings, device: str
) -> Kind:
    try:
        return drivers[settings.driver](settings)
    except (KeyError, ValueError) as trouble:
        raise BadSettings(device) from trouble


def _sam(settings: DeviceSettings) -> IdReader:
    from counter.peripherals.id_reader.sam import DEVICE, SamIdReader

    baud = int(settings.options.get("baud", "115200"))
    return SamIdReader(open_link(settings.url, DEVICE, baud))


def _escpos(settings: DeviceSettings) -> ReceiptPrinter:
    from counter.peripherals.receipt_printer.escpos import DEVICE, EscposPrinter, Profile

    profile = Profile(
        charset=settings.options.get("charset", "gbk"),
        has_fence=settings.options.get("fence", "yes") == "yes",
    )
    return EscposPrinter(open_link(settings.url, DEVICE), profile)


def _softpad(settings: DeviceSettings, key: bytes | None) -> RatingPad:
    from counter.peripherals.rating_pad.softpad import SoftPad

    if key is None:
        raise ValueError("a software pad needs its key")
    return SoftPad(open_link(settings.url, "评价器"), key=key)


def _simulated_softpad(settings: DeviceSettings) -> RatingPad:
    from counter.peripherals.rating_pad.softpad import SoftPad

    # Without a key nothing proves who answers: on this machine only, for training and tests.
    if urlsplit(settings.url).hostname not in {"127.0.0.1", "localhost"}:
        raise ValueError("a simulated pad is on this machine")
    return SoftPad(open_link(settings.url, "评价器"))


def _ff68(settings: DeviceSettings) -> RatingPad:
    from counter.peripherals.rating_pad.ff68 import BAUD, Ff68Pad

    # "0:5 1:4 2:3 3:2": key byte, then grade.
    pairs = settings.options["keys"].split()
    keys = {int(key): Grade(int(grade)) for key, grade in (pair.split(":") for pair in pairs)}
    address = int(settings.options["address"])
    return Ff68Pad(open_link(settings.url, "评价器", BAUD), address, keys)


ID_READERS: dict[str, Callable[[DeviceSettings], IdReader]] = {"sam": _sam}
RECEIPT_PRINTERS: dict[str, Callable[[DeviceSettings], ReceiptPrinter]] = {"escpos": _escpos}
RATING_PADS: dict[str, Callable[[DeviceSettings], RatingPad]] = {
    "simulated-softpad": _simulated_softpad,
    "ff68": _ff68,
}
