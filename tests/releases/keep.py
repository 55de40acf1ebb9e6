"""Keeps a release for the tests of later ones: its client, a profile it wrote, what it accepted.

python -m tests.releases.keep 0.1.0 <revision>
"""

import configparser
import io
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
SOURCES = ("counter", "sync", "resources")
NOT_FOR_SYNC = ("resources/icons", "resources/qss")
"""Pictures and styles: most of the size, and no screen is opened."""
GOES_ALONG = ("desk.py", "every_kind.py", "making.py")
ARCHIVE = "client.tar.xz"


def keep(version: str, revision: str, folder: Path) -> None:
    """Make ``folder`` anew from a revision whose version this is."""
    with tempfile.TemporaryDirectory() as place:
        sources = Path(place) / "client"
        _take(revision, sources)
        _refuse_another(version, sources)
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        _make(sources, folder)
        _pack(sources, folder / ARCHIVE)


def _take(revision: str, sources: Path) -> None:
    """The sources of the revision, and beside them what drives them in the tests."""
    wanted = ["git", "archive", revision, "setup.cfg", *SOURCES]
    packed = subprocess.run(wanted, cwd=ROOT, stdout=subprocess.PIPE, check=True).stdout
    with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
        archive.extractall(sources, filter="data")
    for name in NOT_FOR_SYNC:
        shutil.rmtree(sources / name, ignore_errors=True)
    driver = sources / "tests" / "releases"
    driver.mkdir(parents=True)
    for name in GOES_ALONG:
        shutil.copy(HERE / name, driver)


def _refuse_another(version: str, sources: Path) -> None:
    """Compare with the revision's own version, and say it to ``importlib.metadata`` as an
    installed program would: the .venv's own entry is the present program's."""
    settings = configparser.ConfigParser()
    settings.read(sources / "setup.cfg", "utf-8")
    name, own = settings["metadata"]["name"], settings["metadata"]["version"]
    if own != version:
        raise SystemExit(f"that revision is {own}, not {version}")
    entry = sources / f"{name.replace('-', '_')}-{version}.dist-info"
    entry.mkdir()
    (entry / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")


def own_sources(sources: Path) -> dict[str, str]:
    """The environment in which these sources come before those of the .venv."""
    return {**os.environ, "PYTHONPATH": str(sources), "PYTHONDONTWRITEBYTECODE": "1"}


def _make(sources: Path, folder: Path) -> None:
    asked = [sys.executable, "-m", "tests.releases.making", str(folder.resolve())]
    subprocess.run(asked, cwd=sources, env=own_sources(sources), check=True)


def _pack(sources: Path, archive: Path) -> None:
    """The same bytes from the same files, whoever packs them."""
    with tarfile.open(archive, "w:xz", preset=9) as packed:
        for path in sorted(sources.rglob("*")):
            packed.add(path, path.relative_to(sources).as_posix(), recursive=False, filter=_bare)


def _bare(entry: tarfile.TarInfo) -> tarfile.TarInfo | None:
    if "__pycache__" in entry.name:
        return None
    entry.uid = entry.gid = entry.mtime = 0
    entry.uname = entry.gname = ""
    return entry


if __name__ == "__main__":
    if len(sys.argv) != 3:
        raise SystemExit("python -m tests.releases.keep VERSION REVISION")
    keep(sys.argv[1], sys.argv[2], HERE / sys.argv[1])
