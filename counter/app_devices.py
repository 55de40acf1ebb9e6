"""Who a ticket machine or display is: set up once with a code, then opened from its folder; no
Qt."""

import uuid
from dataclasses import dataclass, replace
from pathlib import Path

from counter.app_opening import CannotOpen, WhereTo, centre_of
from counter.store.credentials import Credentials, KeyringCredentials
from counter.store.device_profile import (
    DEVICE_FILE,
    DeviceProfile,
    create_device_profile,
    read_device_profile,
    read_password,
)
from counter.store.profile import Centre
from counter.store.trouble import StoreTrouble
from counter.workflows.ports import NotAllowed, Offline
from counter.workflows.slips import HallInfo
from sync.central.enrolment import DeviceBundle
from sync.enrolment_desk import EnrolmentDesk
from sync.settings import CentreAddress, UnsafeAddress

_WORDS = {"kiosk": "取号机", "display": "综合显示屏"}
_UNREACHABLE = "连不上排队服务。请检查网线和地址，再试一次。"


@dataclass(frozen=True)
class Identity:
    """An open device: where it asks, as whom, and the hall it stands in."""

    profile: DeviceProfile
    address: CentreAddress

    @property
    def hall(self) -> HallInfo:
        """The hall as screen and slip name it."""
        return HallInfo(**self.profile.hall)

    @property
    def channel(self) -> str:
        """Where the queue's hints of this hall are heard."""
        return f"queue_{self.profile.hall_id}"


def open_device(folder: Path, kind: str) -> Identity:
    """Open the device in a folder; raises ``CannotOpen``."""
    words = _WORDS[kind]
    if not (folder / DEVICE_FILE).exists():
        raise CannotOpen(
            f"这台{words}还没有登记。请用 counter {kind} --enrol 登记码"
            " --centre 主机:端口/数据库 --authority 证书文件 登记，或加 --simulate 试用。"
        )
    try:
        profile = read_device_profile(folder)
        if profile.kind != kind:
            raise CannotOpen(f"这个文件夹登记的不是{words}。请用 --profile 指出正确的文件夹。")
        return _identity(profile, read_password(KeyringCredentials(str(profile.id))))
    except (StoreTrouble, UnsafeAddress) as trouble:
        raise CannotOpen(getattr(trouble, "sentence", str(trouble))) from trouble


def enrol_device(
    folder: Path, kind: str, where: WhereTo, credentials: Credentials | None = None
) -> Identity:
    """Set a device up with its one-time code; raises ``CannotOpen``.

    ``credentials`` are given for a throw-away device; else it is the system's keyring, which must
    be an allowed one.
    """
    centre, profile_id = centre_of(where), uuid.uuid4()
    ca_file = Path(centre.ca_file) if centre.ca_file else None
    try:
        kept = credentials or KeyringCredentials(str(profile_id))
        desk = EnrolmentDesk(centre.host, centre.port, centre.dbname, ca_file)
        bundle = desk.redeem_device(where.code)
        if bundle.kind != kind:
            raise CannotOpen(f"这个登记码不是给{_WORDS[kind]}的，请向管理员核对。")
        profile = _profile(folder, profile_id, replace(centre, user=bundle.role), bundle)
        create_device_profile(profile, bundle.password, kept)
        return _identity(profile, bundle.password)
    except UnsafeAddress as unsafe:
        raise CannotOpen(str(unsafe)) from None
    except NotAllowed as refusal:
        raise CannotOpen(refusal.sentence) from None
    except Offline:
        raise CannotOpen(_UNREACHABLE) from None
    except StoreTrouble as trouble:
        raise CannotOpen(trouble.sentence) from trouble


def _profile(
    folder: Path, profile_id: uuid.UUID, centre: Centre, bundle: DeviceBundle
) -> DeviceProfile:
    return DeviceProfile(
        folder=folder,
        id=profile_id,
        device=bundle.device,
        kind=bundle.kind,
        hall_id=bundle.hall_id,
        name=bundle.name,
        centre=centre,
        hall=bundle.hall,
    )


def _identity(profile: DeviceProfile, password: str) -> Identity:
    centre = profile.centre
    ca_file = Path(centre.ca_file) if centre.ca_file else None
    address = CentreAddress(centre.host, centre.port, centre.dbname, centre.user, password, ca_file)
    return Identity(profile, address)
