"""A file system of a few megabytes that can be filled to the last byte and freed again."""

import contextlib
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

_CHUNKS = (1 << 20, 4096)


class SmallDisk:
    """What is mounted at ``folder``; the ballast in it is what somebody else filled the disk
    with."""

    def __init__(self, folder: Path) -> None:
        """Belong to a folder that is a file system of its own."""
        self.folder = folder
        self._ballast = folder / "ballast"

    def fill(self) -> None:
        """Take the last byte."""
        for size in _CHUNKS:
            with contextlib.suppress(OSError), self._ballast.open("ab", buffering=0) as file:
                while file.write(bytes(size)) == size:
                    pass

    def free(self) -> None:
        """Give back what was taken."""
        self._ballast.unlink(missing_ok=True)


@contextlib.contextmanager
def a_small_disk(folder: Path, megabytes: int) -> Iterator[SmallDisk]:
    """Mount one at ``folder``; skips the test, saying why, where that is not allowed."""
    folder.mkdir()
    options = f"size={megabytes}m,mode=755"
    command = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)]
    try:
        mounted = subprocess.run(command, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        pytest.skip("a full disk needs a file system of its own, and there is no mount here")
    if mounted.returncode != 0:
        pytest.skip(f"a full disk needs a file system of its own: {mounted.stderr.strip()}")
    try:
        yield SmallDisk(folder)
    finally:
        # Lazily: a server that a failed test left behind must not keep the mount for ever.
        subprocess.run(["umount", "-l", str(folder)], check=True)
