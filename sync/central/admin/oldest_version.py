"""``oldest-version``: which programs are too old for the centre; they keep what they have and say
so."""

import re
from dataclasses import dataclass

from sync.central.admin.refusals import NotDone
from sync.central.database import administering

_FORM = re.compile(r"[0-9]{1,4}(\.[0-9]{1,4}){1,3}")


@dataclass(frozen=True)
class TooOld:
    """A workstation that last greeted with an older program, or never did."""

    hall_id: int
    window_no: int
    app_version: str | None


def require_version(dsn: str, oldest: str, own: str) -> tuple[TooOld, ...]:
    """Take nothing more from programs older than ``oldest``; gives the workstations that must be
    updated first or stop sending. ``own`` is the version at the centre. Raises ``NotDone``.
    """
    if not _FORM.fullmatch(oldest):
        raise NotDone("版本号应为 1.2.3 这样的数字。")
    if _numbers(oldest) > _numbers(own):
        raise NotDone(f"中心的程序是 {own}，不能要求更新的版本；请先升级中心。")
    with administering(dsn) as connection:
        connection.execute("update sync.centre set oldest_version = %s", (oldest,))
        rows = connection.execute(
            "select hall_id, window_no, app_version from sync.workstation_sync"
            " where state <> 'retired' order by hall_id, window_no"
        ).fetchall()
    return tuple(
        TooOld(*row) for row in rows if row[2] is None or _numbers(row[2]) < _numbers(oldest)
    )


def _numbers(version: str) -> list[int]:
    return [int(part) for part in version.split(".")]
