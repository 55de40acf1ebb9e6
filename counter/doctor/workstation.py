"""Which checks a workstation gets: all of them with a profile, those of the machine without one."""

import datetime as dt
import functools
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Final

from sqlalchemy import Engine

from counter.doctor.centre import CENTRE, CLOCK, check_centre
from counter.doctor.certificate import check_certificate
from counter.doctor.devices import PAD, PRINTER, READER, check_devices
from counter.doctor.disk import check_disk
from counter.doctor.findings import Check, Subject
from counter.doctor.fonts import check_fonts
from counter.doctor.local_database import SUBJECT as DATABASE
from counter.doctor.local_database import check_database
from counter.doctor.runtime import check_packages, check_qt, check_system
from counter.doctor.system_keyring import check_keyring
from counter.settings import DEVICES_FILE, BadSettings, read_devices
from counter.store.credentials import Credentials, KeyLost, KeyringCredentials
from counter.store.profile import (
    SETTINGS_FILE,
    Profile,
    open_profile_database,
    read_profile,
)
from counter.store.settings_file import BadProfile
from counter.store.trouble import StoreTrouble
from counter.workflows.clock import SystemClock
from counter.workplace import PASSWORD, centre_address, pad_wire_key, read_pad_keys
from sync.postgres import PostgresCentre
from sync.values import Hello

PROFILE: Final = Subject("profile", "工作台设置")
_PROBE: Final = "doctor"
_NO_PROFILE: Final = "本机还没有建立工作台，不用检查。"


def checks_of(folder: Path, environment: Mapping[str, str], *, named: bool) -> tuple[Check, ...]:
    """The checks for a profile's folder; ``named``: somebody asked for this very folder."""
    machine = (
        check_system(),
        check_packages(environment),
        check_qt(),
        check_fonts(),
        check_disk(folder),
        check_certificate(folder, SystemClock().now),
    )
    if not named and not (folder / SETTINGS_FILE).exists():
        return (*machine, _keyring(needed=False), *_skipped())
    try:
        profile = read_profile(folder)
    except BadProfile as trouble:
        finding = PROFILE.not_ok(trouble.sentence)
        return (*machine, _keyring(needed=True), Check((PROFILE,), 1, lambda: (finding,)))
    return (*machine, _keyring(needed=True), *_of_profile(profile))


def _of_profile(profile: Profile) -> tuple[Check, ...]:
    found = PROFILE.ok("能读取。")
    return (
        Check((PROFILE,), 1, lambda: (found,)),
        check_database(functools.partial(_open_engine, profile)),
        check_centre(
            functools.partial(_greet, profile), functools.partial(dt.datetime.now, dt.UTC)
        ),
        *_devices(profile),
    )


def _devices(profile: Profile) -> tuple[Check, ...]:
    try:
        settings = read_devices(profile.folder)
    except BadSettings as trouble:
        subjects = (READER, PRINTER, PAD)
        findings = tuple(subject.not_ok(trouble.sentence) for subject in subjects)
        return (Check(subjects, 1, lambda: findings),)
    needed = (profile.folder / DEVICES_FILE).exists()
    return check_devices(settings, needed=needed, pad_key=functools.partial(_pad_key, profile))


def _pad_key(profile: Profile) -> bytes | None:
    try:
        return pad_wire_key(read_pad_keys(_credentials(str(profile.id))))
    except StoreTrouble:
        # The keyring's own check says why.
        return None


def _skipped() -> tuple[Check, ...]:
    subjects = (PROFILE, DATABASE, CENTRE, CLOCK, READER, PRINTER, PAD)
    findings = tuple(subject.skipped(_NO_PROFILE) for subject in subjects)
    return (Check(subjects, 1, lambda: findings),)


def _keyring(*, needed: bool) -> Check:
    return check_keyring(functools.partial(_credentials, _PROBE), needed=needed)


def _credentials(entry: str) -> Credentials:
    return KeyringCredentials(entry)


def _open_engine(profile: Profile) -> Engine:
    return open_profile_database(profile, _credentials(str(profile.id)))


def _greet(profile: Profile) -> Hello:
    """Greet the centre as this workstation; raises what the keyring or the line raises."""
    password = _credentials(str(profile.id)).get(PASSWORD)
    if password is None:
        raise KeyLost
    address = centre_address(profile, password.decode())
    centre = PostgresCentre(address, version("counter-workstation"), profile.epoch)
    try:
        centre.connect()
        return centre.hello()
    finally:
        centre.close()
