"""How the devices at the window are, in the words of the status bar."""

from counter.i18n import _
from counter.peripherals import PeripheralError
from counter.peripherals.receipt_printer import Paper
from counter.windows.presenters.link import DeviceState
from counter.workplace import Devices


def device_states(devices: Devices) -> tuple[DeviceState, ...]:
    """Look once at the reader and the printer; blocks up to a few seconds when one is dead."""
    return _reader(devices), _printer(devices)


def _reader(devices: Devices) -> DeviceState:
    try:
        devices.reader.identify()
    except PeripheralError as error:
        return DeviceState(_("读卡器"), _("不可用"), "bad", tip=error.sentence)
    return DeviceState(_("读卡器"), _("就绪"))


def _printer(devices: Devices) -> DeviceState:
    try:
        status = devices.printer.status()
    except PeripheralError as error:
        return DeviceState(_("打印机"), _("不可用"), "bad", tip=error.sentence)
    if status.problem is not None:
        return DeviceState(_("打印机"), _("不可用"), "bad")
    word, state = _("就绪"), ""
    if status.paper is Paper.NEAR_END:
        word, state = _("纸快用完"), "warn"
    return DeviceState(_("打印机"), word, state)
