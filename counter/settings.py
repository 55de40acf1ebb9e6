"""What a desk is told from outside: which profile, and which devices stand at the window."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from counter.peripherals.registry import DeviceSettings

DEVICES_FILE = "devices.toml"
LARGEST_FILE = 64 * 1024
_KINDS = ("id_reader", "receipt_printer", "rating_pad")


class BadSettings(Exception):
    """The settings cannot be used; ``sentence`` names the section or key, never a value."""

    def __init__(self, what: str) -> None:
        """Say what is wrong, in the administrator's words."""
        self.sentence = f"设备设置 {DEVICES_FILE} 不能使用：{what}。请改正后重新打开。"
        super().__init__(self.sentence)


@dataclass(frozen=True)
class DeskSettings:
    """How the desk is started."""

    profile: Path
    """The profile's folder; it need not exist yet."""
    simulate: bool = False
    """Use a throw-away profile, an embedded centre and simulated devices."""


@dataclass(frozen=True)
class DevicesSettings:
    """The devices of a window; what is not set is looked for under its usual name."""

    id_reader: DeviceSettings = field(
        default_factory=lambda: DeviceSettings("sam", "/dev/counter-id-reader")
    )
    receipt_printer: DeviceSettings = field(
        default_factory=lambda: DeviceSettings("escpos", "/dev/counter-printer")
    )
    rating_pad: DeviceSettings = field(
        default_factory=lambda: DeviceSettings("softpad", "socket://127.0.0.1:4780")
    )


def read_devices(folder: Path) -> DevicesSettings:
    """Read a profile's devices; without the file the usual names. Raises ``BadSettings``."""
    path = folder / DEVICES_FILE
    if not path.exists():
        return DevicesSettings()
    raw = _read_toml(path)
    unknown = sorted(set(raw) - set(_KINDS))
    if unknown:
        raise BadSettings(f"不认识的一节 {unknown[0]!r}")
    return DevicesSettings(**{kind: _device(kind, raw[kind]) for kind in _KINDS if kind in raw})


def _read_toml(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST_FILE + 1)
        if len(data) > LARGEST_FILE:
            raise BadSettings("文件超过 64 KiB")
        return tomllib.loads(data.decode())
    except OSError:
        raise BadSettings("读不出来，可能是目录或没有权限") from None
    except UnicodeDecodeError:
        raise BadSettings("不是 UTF-8 文字") from None
    except tomllib.TOMLDecodeError:
        raise BadSettings("格式有误") from None


def _device(kind: str, raw: object) -> DeviceSettings:
    if not isinstance(raw, Mapping):
        raise BadSettings(f"{kind} 应是一节")
    options = {name: value for name, value in raw.items() if name not in ("driver", "url")}
    driver, url = raw.get("driver"), raw.get("url")
    if not isinstance(driver, str) or not isinstance(url, str):
        raise BadSettings(f"[{kind}] 要有文字 driver 和 url")
    if not all(isinstance(value, str) for value in options.values()):
        raise BadSettings(f"[{kind}] 的其他键应是文字")
    return DeviceSettings(driver, url, options)
