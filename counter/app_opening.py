"""Opening what stands behind the windows: an existing profile, a new one, or a throw-away one."""

import uuid
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import Engine

from counter.peripherals import PeripheralError
from counter.settings import BadSettings, DevicesSettings, read_devices
from counter.store.aside import finish
from counter.store.credentials import Credentials, KeyringCredentials
from counter.store.one_desk import AlreadyRunning, Held, take
from counter.store.profile import (
    Centre,
    Profile,
    create_profile,
    open_profile_database,
    read_profile,
)
from counter.store.sealed_keys import DeviceKeys
from counter.store.self_test import self_test
from counter.store.tables import LocalNumber
from counter.store.trouble import StoreTrouble
from counter.workflows.clock import SystemClock
from counter.workflows.ports import NotAllowed, Offline
from counter.workplace import (
    Devices,
    Workplace,
    WorkplaceKeys,
    keep_keys,
    keep_papers,
    open_devices,
    pad_wire_key,
    read_keys,
)
from sync.central.enrolment import Bundle
from sync.enrolment_desk import EnrolmentDesk, Redeemed
from sync.settings import UnsafeAddress

_WRONG_ADDRESS = "中心地址不对。请照管理员给的写，例如 主机:5432/counter。"
_UNREACHABLE = "连不上中心。请检查网线和中心地址，再试一次。"


class CannotOpen(Exception):
    """The desk cannot be opened; ``sentence`` says why and what to do."""

    def __init__(self, sentence: str) -> None:
        """Keep the words for the screen."""
        super().__init__(sentence)
        self.sentence = sentence


@dataclass(frozen=True)
class Opened:
    """An open workplace with its devices; ``stack`` closes it all in reverse."""

    workplace: Workplace
    devices: Devices
    held: Held | None
    stack: ExitStack


@dataclass(frozen=True)
class WhereTo:
    """The centre as typed on the first-start page."""

    address: str
    authority: str
    code: str


def open_profile(
    folder: Path, credentials: Credentials | None = None, devices: DevicesSettings | None = None
) -> Opened:
    """Open the profile in a folder; raises ``CannotOpen``, also when another desk runs on it.

    ``credentials`` and ``devices`` are given for a throw-away profile, as to ``set_up``.
    """
    try:
        finish(folder)
        profile = read_profile(folder)
        kept = credentials or KeyringCredentials(str(profile.id))
        held = take(profile)
        if isinstance(held, AlreadyRunning):
            held.raise_it()
            raise CannotOpen(held.sentence)
        with ExitStack() as stack:
            stack.callback(held.release)
            engine = open_profile_database(profile, kept)
            keys = read_keys(kept)
            settings = devices or read_devices(folder)
            return _assemble(stack, (profile, engine, keys), settings, held)
    except (StoreTrouble, BadSettings, PeripheralError) as trouble:
        raise CannotOpen(trouble.sentence) from trouble


def set_up(
    folder: Path,
    where: WhereTo,
    credentials: Credentials | None = None,
    devices: DevicesSettings | None = None,
) -> Opened:
    """Make this workstation's profile with the enrolment code, and open it; raises ``CannotOpen``.

    ``credentials`` and ``devices`` are given for a throw-away profile; else they are the system's
    keyring, which must be an allowed one, and what the folder says.
    """
    centre, profile_id = centre_of(where), uuid.uuid4()
    try:
        kept = credentials or KeyringCredentials(str(profile_id))
        redeemed = redeem(centre, where.code)
        bundle = redeemed.bundle
        profile = _profile(folder, profile_id, centre, bundle)
        keys = keys_of(redeemed)
        keep_keys(kept, keys, bundle.pad_seal_key + bundle.pad_sign_key)
        engine = create_profile(profile, kept)
        keep_papers(folder, redeemed.papers)
        held = take(profile)
        assert isinstance(held, Held), "a profile that was just made runs nowhere else"
        with ExitStack() as stack:
            stack.callback(held.release)
            opened = _assemble(
                stack, (profile, engine, keys), devices or read_devices(folder), held
            )
    except (StoreTrouble, BadSettings, PeripheralError) as trouble:
        raise CannotOpen(trouble.sentence) from trouble
    _go_on_above(opened.workplace, bundle.last_numbers)
    return opened


def redeem(centre: Centre, code: str) -> Redeemed:
    """Fetch what a one-time code stands for; raises ``CannotOpen``."""
    ca_file = Path(centre.ca_file) if centre.ca_file else None
    try:
        return EnrolmentDesk(centre.host, centre.port, centre.dbname, ca_file).redeem(code)
    except UnsafeAddress as unsafe:
        raise CannotOpen(str(unsafe)) from None
    except NotAllowed as refusal:
        raise CannotOpen(refusal.sentence) from None
    except Offline:
        raise CannotOpen(_UNREACHABLE) from None


def keys_of(redeemed: Redeemed) -> WorkplaceKeys:
    """The workstation's secrets, as they came."""
    bundle = redeemed.bundle
    return WorkplaceKeys(
        password=bundle.password,
        pepper=bundle.pepper,
        directory_key=bundle.directory_key,
        pad=DeviceKeys(bundle.pad_id, bundle.pad_seal_key, bundle.pad_sign_key),
    )


def _go_on_above(workplace: Workplace, last_numbers: Mapping[str, int]) -> None:
    with workplace.store.local() as session:
        for series, last in last_numbers.items():
            session.merge(LocalNumber(series=series, last=last))


def centre_of(where: WhereTo) -> Centre:
    """Read ``host:port/database``, the host possibly a socket's folder; raises ``CannotOpen``."""
    rest, _slash, dbname = where.address.strip().rpartition("/")
    host, _colon, port = rest.rpartition(":")
    if not host or not dbname or not port.isascii() or not port.isdigit():
        raise CannotOpen(_WRONG_ADDRESS)
    return Centre(host, int(port), dbname, user="", ca_file=where.authority.strip())


def _profile(folder: Path, key: uuid.UUID, centre: Centre, bundle: Bundle) -> Profile:
    return Profile(
        folder=folder,
        id=key,
        ws=bundle.ws,
        epoch=bundle.epoch,
        hall_id=bundle.hall_id,
        window_no=bundle.window_no,
        centre=replace(centre, user=bundle.role),
    )


def _assemble(
    stack: ExitStack,
    parts: tuple[Profile, Engine, WorkplaceKeys],
    settings: DevicesSettings,
    held: Held | None,
) -> Opened:
    profile, engine, keys = parts
    self_test()
    workplace = Workplace(profile, engine, keys, SystemClock())
    stack.callback(workplace.close)
    devices = open_devices(settings, pad_wire_key(keys.pad))
    stack.callback(devices.close)
    return Opened(workplace, devices, held, stack.pop_all())
