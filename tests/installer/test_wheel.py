"""The built wheel: everything the program needs, nothing it does not."""

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGED = ("counter", "sync", "resources")
OPEN_FROM_WHEEL = """
import sys
sys.path.insert(0, sys.argv[1])
import resources
assert resources.__file__.startswith(sys.argv[1]), resources.__file__
with resources.path(sys.argv[2]) as place:
    assert place.read_bytes() == resources.read_bytes(sys.argv[2])
sys.stdout.write(resources.read_text(sys.argv[2]))
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build from a copy, so that the checkout keeps no build folder."""
    copy = tmp_path_factory.mktemp("checkout")
    unwanted = shutil.ignore_patterns("__pycache__")
    for name in (*PACKAGED, "installer"):
        shutil.copytree(ROOT / name, copy / name, ignore=unwanted)
    for name in ("setup.cfg", "pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, copy / name)
    out = tmp_path_factory.mktemp("wheel")
    build = f"from setuptools import build_meta; build_meta.build_wheel({str(out)!r})"
    subprocess.run([sys.executable, "-c", build], cwd=copy, check=True, capture_output=True)
    return next(out.glob("*.whl"))


def test_the_wheel_holds_every_file_of_the_program(wheel: Path) -> None:
    wanted = {
        file.relative_to(ROOT).as_posix()
        for name in PACKAGED
        for file in (ROOT / name).rglob("*")
        if file.is_file() and "__pycache__" not in file.parts
    }

    assert wanted - set(zipfile.ZipFile(wheel).namelist()) == set()


def test_the_wheel_holds_no_installer_and_no_tests(wheel: Path) -> None:
    tops = {name.partition("/")[0] for name in zipfile.ZipFile(wheel).namelist()}

    assert {top for top in tops if not top.endswith(".dist-info")} == set(PACKAGED)


def test_a_resource_opens_from_the_built_wheel(wheel: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", OPEN_FROM_WHEEL, str(wheel), "qss/desk.qss"],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )

    assert done.stdout == (ROOT / "resources/qss/desk.qss").read_text(encoding="utf-8")


def test_the_wheel_offers_the_command(wheel: Path) -> None:
    archive = zipfile.ZipFile(wheel)
    entry = next(name for name in archive.namelist() if name.endswith("entry_points.txt"))

    assert "counter = counter.cli:main" in archive.read(entry).decode()
