"""Ticket machines and displays of a test's hall, set up by their own one-time codes."""

from pathlib import Path

from counter.app_devices import Identity, enrol_device
from counter.app_opening import WhereTo
from counter.store.credentials import Credentials, MemoryCredentials
from sync.central.admin.devices import add_device
from tests.postgres import Centre


def where_of(centre: Centre, code: str) -> WhereTo:
    address = centre.address("", "")
    return WhereTo(f"{address.host}:{address.port}/{address.dbname}", str(address.ca_file), code)


def a_device(
    centre: Centre,
    folder: Path,
    kind: str = "kiosk",
    hall_id: int = 1,
    credentials: Credentials | None = None,
) -> Identity:
    code = add_device(centre.dsn, hall_id, kind, f"1号{kind}").code
    return enrol_device(folder, kind, where_of(centre, code), credentials or MemoryCredentials())
