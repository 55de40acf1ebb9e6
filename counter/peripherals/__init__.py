"""Devices at a window: one folder per kind with its protocol, drivers and simulator.

This module holds what all kinds share: how a device says, in the clerk's words, what is wrong.
"""

from __future__ import annotations

from typing import ClassVar


class PeripheralError(Exception):
    """What a device cannot do: one sentence saying what happened, one saying what to do next."""

    code: ClassVar[str] = "peripheral"
    happened: ClassVar[str] = "{device}出现问题。"
    next_step: ClassVar[str] = "请查看设备后再试一次，也可以改为手工办理。"

    def __init__(self, device: str) -> None:
        """Name the device as the clerk calls it (for example 读卡器)."""
        super().__init__(self.happened.format(device=device) + self.next_step.format(device=device))
        self.device = device

    @property
    def sentence(self) -> str:
        """The words for the screen; they never hold personal data."""
        return str(self)


class DeviceAbsent(PeripheralError):
    """Nothing answers at the configured port or address."""

    code = "absent"
    happened = "没有找到{device}。"
    next_step = "请检查电源和连接线，接好后再试一次；急用时改为手工办理。"


class PortInUse(PeripheralError):
    """Another program holds the port."""

    code = "port-in-use"
    happened = "{device}的串口被其他程序占用。"
    next_step = "请关闭占用它的程序，再试一次。"


class PortNotAllowed(PeripheralError):
    """The account this program runs under may not use the port."""

    code = "port-not-allowed"
    happened = "本机账号没有使用{device}端口的权限。"
    next_step = "请让管理员给这个账号开通串口权限，再试一次。"


class DeviceLost(PeripheralError):
    """The connection broke while the device was in use."""

    code = "lost"
    happened = "{device}断开了。"
    next_step = "请重新插好连接线，再试一次。"


class NoAnswer(PeripheralError):
    """The device is connected and stays silent past the deadline."""

    code = "no-answer"
    happened = "{device}没有回答。"
    next_step = "请关掉{device}电源再打开，等几秒后再试一次。"


class NotUnderstood(PeripheralError):
    """The device answers with bytes its protocol does not know."""

    code = "not-understood"
    happened = "{device}的回答无法识别。"
    next_step = "请检查设备设置里选的型号和端口，再试一次。"
