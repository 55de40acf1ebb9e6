"""Runs programs under the power recorder and reads what it wrote down.

The recorder is compiled where it is used; the folder it watches must lie apart from its log.
"""

import itertools
import os
import shutil
import struct
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path

SOURCE = Path(__file__).with_name("power_recorder.c")
_HEAD = struct.Struct("<IIIIQQQ")
_MARK = 0x50434F52


class Kind(IntEnum):
    """What a process did; the numbers are the recorder's."""

    CREATE = 1
    TRUNCATE = 2
    WRITE = 3
    GROW = 4
    FLUSH = 5
    RENAME = 6
    UNLINK = 7
    LINK = 8
    MKDIR = 9
    RMDIR = 10


@dataclass(frozen=True)
class Record:
    """One change. ``at`` and ``end`` are places in the log; ``names`` are paths inside the folder.

    ``offset`` is where a write begins, and for a flush the length of the log when it began;
    ``length`` is a file's new length for ``TRUNCATE`` and ``GROW``.
    """

    kind: Kind
    at: int
    end: int
    inode: int
    offset: int
    length: int
    names: tuple[str, ...]
    data: bytes


def can_record() -> bool:
    """Whether there is a compiler, on a system whose loader takes a library before others."""
    return os.name == "posix" and shutil.which("cc") is not None and Path("/proc/self/fd").exists()


def build_recorder(folder: Path) -> Path:
    """Compile the recorder into ``folder``, where every account can load it."""
    library = folder / "power_recorder.so"
    command = ["cc", "-std=gnu11", "-O2", "-Wall", "-Wextra", "-Werror", "-fPIC", "-shared"]
    subprocess.run([*command, "-o", str(library), str(SOURCE), "-lpthread"], check=True)
    library.chmod(0o755)
    return library


@dataclass(frozen=True)
class Recording:
    """A folder, the copy made of it before, and the log of what was done to it since."""

    folder: Path
    before: Path
    log: Path
    inodes: dict[str, int]

    def environment(self, library: Path) -> dict[str, str]:
        """What a program needs to be recorded."""
        return {
            "LD_PRELOAD": str(library),
            "RECORDED_FOLDER": str(self.folder),
            "RECORD_LOG": str(self.log),
        }

    def position(self) -> int:
        """How long the log is now: what was promised by now rests on what is before this."""
        return self.log.stat().st_size

    def records(self) -> Iterator[Record]:
        """Every change in order; a record cut short by the end of a process is the last."""
        with self.log.open("rb") as file:
            for _ in itertools.count():
                at = file.tell()
                head = file.read(_HEAD.size)
                if len(head) < _HEAD.size:
                    return
                mark, kind, _pid, name_length, inode, offset, length = _HEAD.unpack(head)
                assert mark == _MARK, f"the log is damaged at {at}"
                names = file.read(name_length)
                data = file.read(length) if kind == Kind.WRITE else b""
                if kind == Kind.WRITE and len(data) < length:
                    return
                inside = tuple(map(self._inside, names.split(b"\0"))) if names else ()
                yield Record(Kind(kind), at, file.tell(), inode, offset, length, inside, data)

    def _inside(self, name: bytes) -> str:
        return os.path.relpath(os.path.normpath(name.decode()), self.folder)


def begin_recording(folder: Path, before: Path, log: Path) -> Recording:
    """Copy the folder as it is now, and note which file is which; nobody may write meanwhile."""
    folder = folder.resolve()
    shutil.copytree(folder, before, symlinks=True, copy_function=shutil.copy)
    inodes = {
        str(path.relative_to(folder)): path.stat().st_ino
        for path in folder.rglob("*")
        if path.is_file()
    }
    return Recording(folder, before, log, inodes)
