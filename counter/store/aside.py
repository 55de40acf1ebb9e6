"""Putting a profile's files aside for new ones: a power cut at any moment leaves a profile."""

import shutil
from pathlib import Path

from counter.store.profile import DATABASE_FILE, SETTINGS_FILE

NEXT = "next"
"""The folder, inside the profile's, in which the new files are made."""


def put_aside(folder: Path, epoch: int) -> None:
    """Move the profile's files into ``earlier-<epoch>``."""
    aside = folder / f"earlier-{epoch}"
    aside.mkdir(exist_ok=True)
    # The settings first: without them the folder is no profile, and the new one is moved in.
    for each in reversed(_files(folder)):
        each.replace(aside / each.name)


def finish(folder: Path) -> None:
    """Move new files into place where the old ones are aside, or on their way there; else
    nothing."""
    coming = folder / NEXT
    if (folder / SETTINGS_FILE).exists() or not (coming / SETTINGS_FILE).exists():
        return
    for each in _files(coming):
        each.replace(folder / each.name)
    shutil.rmtree(coming)


def _files(folder: Path) -> list[Path]:
    """The files of a profile, its settings last."""
    database = sorted((*folder.glob(f"{DATABASE_FILE}*"), *folder.glob("station.*")))
    settings = folder / SETTINGS_FILE
    return [*database, *([settings] if settings.exists() else [])]
