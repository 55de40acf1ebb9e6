"""The certificate this machine shows the centre: it ends, and then nothing is sent any more."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Final

from counter.doctor.findings import Check, Finding, Subject

SUBJECT: Final = Subject("certificate", "本机证书")
FILE: Final = "station.crt"
SOON_DAYS, LAST_DAYS = 30, 7
_RENEW: Final = "请管理员用 replace-window 重新登记本机。"


def check_certificate(folder: Path, now: Callable[[], dt.datetime]) -> Check:
    """Look when the certificate in the profile's folder ends; ``now`` is aware."""
    return Check((SUBJECT,), 3, lambda: (_look(folder / FILE, now()),))


def _look(file: Path, now: dt.datetime) -> Finding:
    if not file.exists():
        return SUBJECT.skipped("中心没有给本机发证书。")
    # Reading certificates brings a library in that a desk need not wait for when it opens.
    from sync.central.station_certificates import ends_at

    try:
        days = (ends_at(file.read_bytes()) - now) // dt.timedelta(days=1)
    except (OSError, ValueError):
        return SUBJECT.not_ok(f"证书文件读不出来。{_RENEW}")
    if days < 0:
        return SUBJECT.not_ok(f"已经过期，连不上中心；业务照常存在本机。{_RENEW}")
    if days <= LAST_DAYS:
        return SUBJECT.not_ok(f"还有 {days} 天过期，过期后连不上中心。{_RENEW}")
    if days <= SOON_DAYS:
        return SUBJECT.not_ok(f"还有 {days} 天过期。{_RENEW}", needed=False)
    return SUBJECT.ok(f"还有 {days} 天。")
