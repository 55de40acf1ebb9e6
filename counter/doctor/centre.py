"""The centre and the clock: whether the centre answers, and how far this clock is from its."""

import datetime as dt
from collections.abc import Callable
from typing import Final

from counter.doctor.findings import Check, Finding, Subject
from counter.store.columns import parse_moment
from counter.store.trouble import StoreTrouble
from counter.workflows.clock import clock_error
from sync.line import Refused, Unreachable
from sync.settings import UnsafeAddress
from sync.values import Hello

CENTRE: Final = Subject("centre", "中心")
CLOCK: Final = Subject("clock", "时钟")


def check_centre(greet: Callable[[], Hello], now: Callable[[], dt.datetime]) -> Check:
    """Greet the centre as this workstation does, and read its clock from the answer."""
    return Check((CENTRE, CLOCK), 8, lambda: _look(greet, now))


def _look(greet: Callable[[], Hello], now: Callable[[], dt.datetime]) -> tuple[Finding, Finding]:
    try:
        hello = greet()
    except (Unreachable, Refused, UnsafeAddress, StoreTrouble) as trouble:
        return CENTRE.not_ok(_sentence(trouble)), CLOCK.skipped("中心没有回答，无法核对时间。")
    return CENTRE.ok("能连通，本机登录有效。"), clock_finding(
        now(), parse_moment(hello.server_time)
    )


def clock_finding(here: dt.datetime, there: dt.datetime) -> Finding:
    """Compare this machine's clock with the centre's."""
    error = clock_error(here - there)
    if error is None:
        return CLOCK.ok("与中心时间一致。")
    is_fast, minutes = error
    side = "快" if is_fast else "慢"
    return CLOCK.not_ok(
        f"本机时间比中心{side}约{minutes}分钟。请打开系统的自动对时，或联系系统管理员校准。"
    )


def _sentence(trouble: Exception) -> str:
    match trouble:
        case Unreachable():
            return "连不上。请检查网线和中心地址；连通之前窗口可以照常收件。"
        case Refused():
            return "中心不接受本机登录。请联系中心管理员核对本窗口的登记。"
        case UnsafeAddress():
            return str(trouble)
        case _:
            return getattr(trouble, "sentence", "取不到连接中心的口令。请联系系统管理员。")
