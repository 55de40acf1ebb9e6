"""``add-device`` and ``end-device``: a ticket machine or a hall display with a login of its own."""

import uuid
from dataclasses import dataclass

from uuid6 import uuid7

from sync.central.admin import logins
from sync.central.admin.refusals import NotDone
from sync.central.database import DISPLAY, KIOSK, Admin, administering
from sync.central.enrolment import DeviceBundle, seal_device_bundle
from sync.central.queue import members
from sync.central.queue.members import HallDevice

GROUPS = {"kiosk": KIOSK, "display": DISPLAY}
"""Kind of device -> the group whose rights its login has."""
CODE_HOURS = 24.0
LONGEST_NAME = 50
_WORDS = ("name", "address", "phone", "complaint_phone", "service_hours")


@dataclass(frozen=True)
class DeviceIssued:
    """A new device and the one-time code its machine is set up with."""

    device: uuid.UUID
    code: str


def add_device(
    dsn: str, hall_id: int, kind: str, name: str, hours: float = CODE_HOURS
) -> DeviceIssued:
    """Add a ticket machine or a display to a hall; raises ``NotDone``."""
    if kind not in GROUPS:
        raise NotDone("设备类型应为 kiosk（取号机）或 display（综合显示屏）。")
    if not name.strip() or len(name) > LONGEST_NAME or not name.isprintable():
        raise NotDone(f"请用 --name 给设备起个名字，例如 1号取号机，最多{LONGEST_NAME}个字。")
    with administering(dsn) as connection:
        words = _hall_words(connection, hall_id)
        device = HallDevice(uuid7(), hall_id, kind, name.strip())
        role, password = f"{kind}_{hall_id:02d}_{device.id.hex[-12:]}", logins.new_password()
        logins.make_login(connection, role, password, GROUPS[kind])
        members.admit_device(connection, role, device)
        bundle = DeviceBundle(role, password, device.id, kind, hall_id, device.name, words)
        return DeviceIssued(device.id, _offer(connection, bundle, hours))


def end_device(dsn: str, device: uuid.UUID) -> None:
    """Shut a device out at once and for good; raises ``NotDone``."""
    with administering(dsn) as connection:
        found = connection.execute(
            "select from queue.member where ws = %s and kind <> 'window'", (device,)
        ).fetchone()
        role = None if found is None else members.end(connection, device)
        if role is None:
            raise NotDone("没有这台设备，请核对 add-device 给出的设备编号。")
        for (enrolling,) in connection.execute(
            "delete from queue.enrolment where device = %s returning role", (device,)
        ).fetchall():
            logins.drop(connection, enrolling)
        logins.shut(connection, role)


def _offer(connection: Admin, bundle: DeviceBundle, hours: float) -> str:
    """Put the sealed bundle behind a short-lived login; gives the code for both."""
    for (old,) in connection.execute(
        "delete from queue.enrolment where expires_at < now() returning role"
    ).fetchall():
        logins.drop(connection, old)
    role, code = logins.make_enrolling(connection, hours)
    connection.execute(
        "insert into queue.enrolment (role, device, sealed, expires_at)"
        " values (%s, %s, %s, now() + %s * interval '1 hour')",
        (role, bundle.device, seal_device_bundle(bundle, code), hours),
    )
    return code


def _hall_words(connection: Admin, hall_id: int) -> dict[str, str]:
    row = connection.execute(
        "select name, address, phone, complaint_phone, service_hours from hall.hall"
        " where hall_id = %s",
        (hall_id,),
    ).fetchone()
    if row is None:
        raise NotDone(f"没有{hall_id}号大厅，请先用 add-hall。")
    return dict(zip(_WORDS, row, strict=True))
