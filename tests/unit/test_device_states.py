"""The state of each device at the window, asked of real drivers over simulated devices."""

import time
from pathlib import Path

import pytest

from counter.device_states import device_states, disk_state
from counter.simulators import Simulators
from counter.workplace import open_devices


def test_every_device_that_answers_is_ready_and_a_pad_that_left_is_said() -> None:
    simulators = Simulators()
    devices = open_devices(simulators.settings, None)
    try:
        states = {one.name: (one.word, one.state) for one in device_states(devices)}
        assert states == {
            "读卡器": ("就绪", ""), "打印机": ("就绪", ""), "评价器": ("就绪", ""),
        }  # fmt: skip

        simulators.pad.close()
        until = time.monotonic() + 5
        while devices.pad.is_connected:
            assert time.monotonic() < until, "the pad's thread did not notice"
            time.sleep(0.02)

        pad = device_states(devices)[2]
        assert (pad.word, pad.state) == ("没有连上", "warn")
        assert "不影响办理" in pad.tip
    finally:
        devices.close()
        simulators.close()


def test_what_is_wrong_with_the_printer_is_said_with_what_to_do() -> None:
    simulators = Simulators()
    devices = open_devices(simulators.settings, None)
    try:
        knobs = simulators.printer.knobs
        knobs.is_paper_near_end = True
        low = device_states(devices)[1]
        assert (low.word, low.state) == ("纸快用完", "warn")
        assert "备好新纸卷" in low.tip

        knobs.is_cover_open = True
        shut = device_states(devices)[1]
        assert (shut.word, shut.state) == ("不可用", "bad")
        assert shut.tip.startswith("打印机上盖没有合好")
    finally:
        devices.close()
        simulators.close()


@pytest.mark.parametrize(
    ("megabytes", "state", "is_in_bar"), [(5000, "", False), (900, "warn", True), (90, "bad", True)]
)
def test_a_disk_that_fills_is_said_before_saving_fails(
    tmp_path: Path, megabytes: int, state: str, is_in_bar: bool
) -> None:
    disk = disk_state(tmp_path, lambda _place: megabytes * 1024 * 1024)

    assert (disk.name, disk.state, disk.in_bar) == ("本机磁盘", state, is_in_bar)
    assert disk.tip.endswith("。")
