"""Setting a machine up again under its window's next epoch: its file was copied or restored, or its
place was given anew.

The old file is put aside whole, in ``earlier-<epoch>`` beside the new one; what the centre may lack
of it is copied into the new file and handed in from there. Until the last step the old profile is
the one that counts, so a power cut leaves either of them, never none.
"""

import shutil
import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import Engine, func, select

from counter.app_opening import CannotOpen, keys_of, redeem
from counter.store import earlier
from counter.store.aside import NEXT, finish, put_aside
from counter.store.credentials import Credentials, KeyringCredentials
from counter.store.database import transaction
from counter.store.one_desk import AlreadyRunning, take
from counter.store.profile import (
    Profile,
    create_profile,
    open_profile_database,
    read_profile,
)
from counter.store.tables import LocalNumber
from counter.store.trouble import StoreTrouble
from counter.workplace import keep_keys, keep_papers
from sync.central.enrolment import Bundle
from sync.enrolment_desk import Redeemed

_OTHER_WINDOW = (
    "这个登记码不是给{window}号窗口这台电脑的。请管理员用 replace-window 为{window}号窗口发码。"
)
CredentialsOf = Callable[[str], Credentials]


@dataclass(frozen=True)
class Renewed:
    """The new epoch, and how many change sets of the old file the centre had not confirmed."""

    epoch: int
    waiting: int


def fetch(folder: Path, code: str) -> Redeemed:
    """Fetch the bundle of a one-time code for the machine in ``folder``; raises ``CannotOpen``.

    Nothing of the profile is changed; the code stays good until the machine has greeted.
    """
    try:
        profile = read_profile(folder)
    except StoreTrouble as trouble:
        raise CannotOpen(trouble.sentence) from trouble
    redeemed = redeem(profile.centre, code)
    bundle = redeemed.bundle
    if bundle.ws != profile.ws or bundle.epoch <= profile.epoch:
        raise CannotOpen(_OTHER_WINDOW.format(window=profile.window_no))
    return redeemed


def renew(
    folder: Path, redeemed: Redeemed, credentials_of: CredentialsOf = KeyringCredentials
) -> Renewed:
    """Put the profile's file aside and begin a new one by what a code stood for; raises
    ``CannotOpen``."""
    try:
        finish(folder)
        old = read_profile(folder)
        held = take(old)
        if isinstance(held, AlreadyRunning):
            raise CannotOpen(held.sentence)
        with held:
            waiting = _begin(old, redeemed, credentials_of)
            put_aside(folder, old.epoch)
            finish(folder)
            return Renewed(redeemed.bundle.epoch, waiting)
    except StoreTrouble as trouble:
        raise CannotOpen(trouble.sentence) from trouble


def _begin(old: Profile, redeemed: Redeemed, credentials_of: CredentialsOf) -> int:
    """Make the new profile beside the old one, with what it has to hand in."""
    bundle = redeemed.bundle
    coming = old.folder / NEXT
    shutil.rmtree(coming, ignore_errors=True)
    profile = Profile(
        folder=coming,
        id=uuid.uuid4(),
        ws=bundle.ws,
        epoch=bundle.epoch,
        hall_id=bundle.hall_id,
        window_no=bundle.window_no,
        centre=replace(old.centre, user=bundle.role),
    )
    kept = credentials_of(str(profile.id))
    keep_keys(kept, keys_of(redeemed), bundle.pad_seal_key + bundle.pad_sign_key)
    source = open_profile_database(old, credentials_of(str(old.id)))
    try:
        target = create_profile(profile, kept)
        keep_papers(coming, redeemed.papers)
        try:
            waiting = earlier.copy_from(source, target, old.epoch)
            _go_on_above(source, target, bundle)
        finally:
            target.dispose()
    finally:
        source.dispose()
    return waiting


def _go_on_above(old: Engine, new: Engine, bundle: Bundle) -> None:
    """Printed numbers go on above what the centre knows and what the old file printed unsent."""
    with old.connect() as connection:
        printed = connection.scalar(select(func.max(LocalNumber.last))) or 0
    letter = chr(ord("A") + bundle.epoch - 1)
    series = f"{bundle.hall_id:02d}{bundle.window_no:02d}{letter}"
    last = max(printed, bundle.last_numbers.get(series, 0))
    with transaction(new) as connection:
        connection.execute(
            LocalNumber.metadata.tables["local_number"].insert(), [{"series": series, "last": last}]
        )
