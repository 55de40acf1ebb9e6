"""The window's devices: each is asked how it is, without printing, reading or lighting."""

import functools
import queue
import time
from collections.abc import Callable
from typing import Final

from counter.doctor.findings import Check, Finding, Subject
from counter.peripherals import PeripheralError
from counter.peripherals.rating_pad import PadLost, PadReady, RatingPad
from counter.peripherals.registry import (
    DeviceSettings,
    build_id_reader,
    build_rating_pad,
    build_receipt_printer,
)
from counter.settings import DevicesSettings

READER: Final = Subject("id_reader", "读卡器")
PRINTER: Final = Subject("receipt_printer", "小票打印机")
PAD: Final = Subject("rating_pad", "评价器")
_DEADLINE_S: Final = 6
_PAD_PATIENCE_S: Final = 4


PadKey = Callable[[], bytes | None]


def no_key() -> bytes | None:
    """Nothing of a profile is at hand."""
    return None


def check_devices(
    settings: DevicesSettings, *, needed: bool, pad_key: PadKey = no_key
) -> tuple[Check, ...]:
    """One check for each kind; ``needed``: somebody said that these devices stand here;
    ``pad_key`` finds the key of the wire to the window's pad."""
    asks: tuple[tuple[Subject, DeviceSettings, Callable[[DeviceSettings, bool], Finding]], ...] = (
        (READER, settings.id_reader, _ask_reader),
        (PRINTER, settings.receipt_printer, _ask_printer),
        (PAD, settings.rating_pad, functools.partial(_ask_pad, pad_key)),
    )
    return tuple(_check(*ask, needed) for ask in asks)


def _check(
    subject: Subject,
    settings: DeviceSettings,
    ask: Callable[[DeviceSettings, bool], Finding],
    needed: bool,
) -> Check:
    def look() -> tuple[Finding, ...]:
        try:
            return (ask(settings, needed),)
        except PeripheralError as trouble:
            return (subject.not_ok(trouble.sentence, needed=needed),)

    return Check((subject,), _DEADLINE_S, look)


def _ask_reader(settings: DeviceSettings, needed: bool) -> Finding:
    reader = build_id_reader(settings)
    try:
        reader.identify()
    finally:
        reader.close()
    return READER.ok("能连通。")


def _ask_printer(settings: DeviceSettings, needed: bool) -> Finding:
    printer = build_receipt_printer(settings)
    try:
        status = printer.status()
    finally:
        printer.close()
    if status.problem is not None:
        return PRINTER.not_ok(str(status.problem), needed=needed)
    if not status.is_known:
        return PRINTER.not_ok("不回答状态。请检查电源和连接线，再打一张试试。", needed=False)
    return PRINTER.ok(f"能连通，{status.paper}。")


def _ask_pad(pad_key: PadKey, settings: DeviceSettings, needed: bool) -> Finding:
    key = pad_key()
    if settings.driver == "softpad" and key is None:
        return PAD.not_ok("取不到它的密钥，没有检查。请先解锁系统密钥环。", needed=needed)
    pad = build_rating_pad(settings, key)
    try:
        lost = _first_news(pad)
    finally:
        pad.close()
    return PAD.not_ok(lost.sentence, needed=needed) if lost else PAD.ok("能连通。")


def _first_news(pad: RatingPad) -> PadLost | None:
    """Wait until the pad's thread says whether it reached the device."""
    events, until = pad.events(), time.monotonic() + _PAD_PATIENCE_S
    while (left := until - time.monotonic()) > 0:
        try:
            event = events.get(timeout=left)
        except queue.Empty:
            break
        if isinstance(event, PadReady):
            return None
        if isinstance(event, PadLost):
            return event
    return PadLost()
