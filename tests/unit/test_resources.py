"""The accessor to the program's data files, and the names the code asks it for."""

import ast
import sys
import zipfile
from pathlib import Path

import pytest

import resources

ROOT = Path(resources.__file__).parents[1]
READERS = {"read_text", "read_bytes", "path", "names"}


def asked_for() -> list[tuple[str, str]]:
    """Every (function, name) the code passes to the accessor as a plain string."""
    found = []
    for folder in ("counter", "sync"):
        for file in sorted((ROOT / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                match node:
                    case ast.Call(
                        func=ast.Attribute(value=ast.Name(id="resources"), attr=function),
                        args=[ast.Constant(value=str(name)), *_],
                    ) if function in READERS:
                        found.append((function, name))
    return found


@pytest.mark.parametrize(
    "name",
    [
        "",
        ".",
        "..",
        "/etc/passwd",
        "../setup.cfg",
        "qss/../../setup.cfg",
        "qss/./desk.qss",
        "C:/windows",
        "c:desk.qss",
        "\\\\host\\file",
        "qss\\desk.qss",
        "qss/desk.qss\0",
    ],
)
def test_a_name_that_leaves_the_data_folder_is_refused(name: str) -> None:
    with pytest.raises(resources.ResourceNameRefused):
        resources.read_bytes(name)


@pytest.mark.parametrize("name", ["qss/none.qss", "qss", "qss/desk.qss/more"])
def test_a_name_without_a_file_is_missing_and_says_which(name: str) -> None:
    with pytest.raises(resources.ResourceMissing, match=name):
        resources.read_text(name)


def test_text_bytes_and_file_are_the_same_content() -> None:
    text = resources.read_text("qss/desk.qss")

    assert text.encode() == resources.read_bytes("qss/desk.qss")
    with resources.path("qss/desk.qss") as place:
        assert place.read_bytes() == text.encode()


def test_a_folder_lists_its_files_as_names_that_open() -> None:
    listed = resources.names("qss", ".qss")

    assert "qss/desk.qss" in listed
    assert all(resources.read_bytes(name) for name in listed)


def test_a_folder_that_is_not_there_is_missing() -> None:
    with pytest.raises(resources.ResourceMissing, match="nothing"):
        resources.names("nothing")


@pytest.mark.parametrize(("function", "name"), asked_for())
def test_every_data_file_the_code_names_exists(function: str, name: str) -> None:
    if function == "names":
        assert resources.names(name)
    else:
        assert resources.read_bytes(name)


def test_the_accessor_reads_from_a_zipped_package_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wheel = tmp_path / "zipped.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        source = Path(resources.__file__).read_text(encoding="utf-8")
        archive.writestr("zipped_resources/__init__.py", source)
        archive.writestr("zipped_resources/policy/limits.toml", "文号 = 1\n")
    monkeypatch.setattr(sys, "path", [str(wheel), *sys.path])

    import zipped_resources  # type: ignore[import-not-found]

    assert zipped_resources.names("policy") == ("policy/limits.toml",)
    assert zipped_resources.read_text("policy/limits.toml") == "文号 = 1\n"
    with zipped_resources.path("policy/limits.toml") as place:
        assert place.read_text(encoding="utf-8") == "文号 = 1\n"
