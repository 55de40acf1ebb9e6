"""How the devices at the window are, in the words of the status bar."""

import datetime as dt
import time
from collections.abc import Callable
from pathlib import Path

from counter.doctor.certificate import check_certificate
from counter.doctor.disk import check_disk
from counter.doctor.findings import State
from counter.i18n import _
from counter.peripherals import PeripheralError
from counter.peripherals.receipt_printer import Paper
from counter.windows.presenters.link import DeviceState
from counter.workplace import Devices

PAD_PATIENCE_S = 1.0


def device_states(devices: Devices) -> tuple[DeviceState, ...]:
    """Look once at reader, printer and pad; blocks up to a few seconds when one is dead."""
    return _reader(devices), _printer(devices), _pad(devices)


def disk_state(folder: Path, free: Callable[[Path], int] | None = None) -> DeviceState:
    """Room for what is saved on this machine; ``free`` gives the free bytes at a place."""
    (finding,) = check_disk(folder, free).look()
    is_ok = finding.state is State.OK
    state = "" if is_ok else "bad" if finding.needed else "warn"
    word = _("够用") if is_ok else _("快满了")
    return DeviceState(_("本机磁盘"), word, state, _(finding.sentence), in_bar=not is_ok)


def certificate_state(folder: Path, now: dt.datetime) -> DeviceState:
    """How long the certificate this machine shows the centre is good; in the bar only when it
    ends soon."""
    (finding,) = check_certificate(folder, lambda: now).look()
    is_fine = finding.state is not State.NOT_OK
    state = "" if is_fine else "bad" if finding.needed else "warn"
    word = _("有效") if is_fine else _("快到期")
    return DeviceState(_("本机证书"), word, state, _(finding.sentence), in_bar=not is_fine)


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
        return DeviceState(_("打印机"), _("不可用"), "bad", tip=_(status.problem.value))
    if status.paper is Paper.NEAR_END:
        tip = _("现在还能打，请备好新纸卷；打完这一卷就换上。")
        return DeviceState(_("打印机"), _("纸快用完"), "warn", tip=tip)
    return DeviceState(_("打印机"), _("就绪"))


def _pad(devices: Devices) -> DeviceState:
    # It connects by itself, on its own thread: just after the start it may need a moment.
    until = time.monotonic() + PAD_PATIENCE_S
    while not devices.pad.is_connected:
        if time.monotonic() > until:
            tip = _("评价器没有连上，群众暂时不能评价。请检查连接线和电源，不影响办理。")
            return DeviceState(_("评价器"), _("没有连上"), "warn", tip=tip)
        time.sleep(0.02)
    return DeviceState(_("评价器"), _("就绪"))
