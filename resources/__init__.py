"""Gives access to the program's data files, in a checkout and in an installed wheel alike."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import as_file, files
from importlib.resources.abc import Traversable
from pathlib import Path, PurePosixPath, PureWindowsPath


class ResourceError(Exception):
    """A data file cannot be opened under the name asked for."""


class ResourceNameRefused(ResourceError):
    """The name leaves the data folder: it is absolute, empty, or climbs with ``..``."""


class ResourceMissing(ResourceError):
    """No data file has this name."""


def read_text(name: str) -> str:
    """Return one UTF-8 data file, named by its path below this folder with forward slashes."""
    return _locate(name).read_text(encoding="utf-8")


def read_bytes(name: str) -> bytes:
    """Return the bytes of one data file, named as for `read_text`."""
    return _locate(name).read_bytes()


@contextmanager
def path(name: str) -> Iterator[Path]:
    """Lend a real file for readers that need one; from a zipped wheel it is a copy that goes."""
    with as_file(_locate(name)) as place:
        yield place


def names(folder: str, suffix: str = "") -> tuple[str, ...]:
    """List the data files directly in one folder, sorted, as names for `read_text`."""
    place = _inside(folder)
    if not place.is_dir():
        raise ResourceMissing(folder)
    found = (entry.name for entry in place.iterdir() if entry.is_file())
    return tuple(sorted(f"{folder}/{name}" for name in found if name.endswith(suffix)))


def _locate(name: str) -> Traversable:
    place = _inside(name)
    if not place.is_file():
        raise ResourceMissing(name)
    return place


def _inside(name: str) -> Traversable:
    # A backslash or a drive letter is a path on Windows only; refused everywhere, so that a name
    # that works on the developer's machine works on the desk.
    windows = PureWindowsPath(name)
    parts = PurePosixPath(name).parts
    climbs = not parts or ".." in parts or "." in name.split("/")
    if climbs or name.startswith("/") or "\\" in name or "\0" in name or windows.drive:
        raise ResourceNameRefused(name)
    return files(__name__).joinpath(*parts)
