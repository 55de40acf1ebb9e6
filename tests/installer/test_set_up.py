"""The set-up: what it says, when it does nothing, when it begins anew."""

import ast
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from installer import __main__ as command
from installer import debian
from installer.environment import RUNTIME_LOCK, TEST_LOCK, Environment
from installer.steps import SetupStopped

ROOT = Path(__file__).parents[2]


class RecordingEnvironment(Environment):
    """Makes an empty program in place of a virtual environment, and notes what was asked."""

    def __init__(self, checkout: Path) -> None:
        super().__init__(checkout)
        self.steps: list[str] = []
        self.fails = False

    def _create(self) -> None:
        self.steps.append("create")
        self.python.parent.mkdir(parents=True, exist_ok=True)
        self.python.touch()

    def _install(self, lock: str) -> None:
        self.steps.append(lock)
        if self.fails:
            raise SetupStopped("no network")


@pytest.fixture
def environment(tmp_path: Path) -> RecordingEnvironment:
    for name in (RUNTIME_LOCK, TEST_LOCK, "setup.cfg", "pyproject.toml"):
        (tmp_path / name).write_text("first", encoding="utf-8")
    return RecordingEnvironment(tmp_path)


@pytest.mark.parametrize("file", sorted((ROOT / "installer").glob("*.py")), ids=lambda f: f.name)
def test_the_installer_parses_on_python_3_7(file: Path) -> None:
    ast.parse(file.read_text(encoding="utf-8"), feature_version=(3, 7))


@pytest.mark.parametrize("file", sorted((ROOT / "installer").glob("*.py")), ids=lambda f: f.name)
def test_the_installer_uses_the_standard_library_only(file: Path) -> None:
    used = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            used |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            used.add((node.module or "").partition(".")[0])

    assert used <= set(sys.stdlib_module_names) | {"installer"}


def test_an_old_python_is_told_what_is_needed_in_both_languages(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 7, 3))

    code = command.main(["run"])

    said = capsys.readouterr().err
    assert code == 1
    assert "需要 Python 3.11" in said
    assert "3.11 or newer is needed, this is 3.7" in said


@pytest.mark.parametrize("arguments", [[], ["install"]])
def test_a_wrong_command_is_answered_with_the_usage(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert command.main(arguments) == 2
    assert "run|test|check" in capsys.readouterr().err


def test_a_set_up_that_cannot_go_on_ends_in_its_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def stops(arguments: Sequence[str]) -> int:
        raise SetupStopped("the sentence")

    def is_refused(arguments: Sequence[str]) -> int:
        raise PermissionError(13, "Permission denied", "/checkout/.venv")

    monkeypatch.setitem(command._COMMANDS, "run", stops)
    monkeypatch.setitem(command._COMMANDS, "test", is_refused)

    assert command.main(["run"]) == 1
    assert command.main(["test"]) == 1
    assert capsys.readouterr().err.splitlines() == [
        "the sentence",
        "无法读写 / cannot read or write /checkout/.venv: Permission denied",
    ]


def test_nothing_is_said_when_every_package_is_there(capsys: pytest.CaptureFixture[str]) -> None:
    debian.provide([debian.Package("present", lambda: True)], allowed=False)

    assert capsys.readouterr().err == ""


def test_who_may_not_install_is_told_the_missing_packages_only() -> None:
    packages = [
        debian.Package("libpresent", lambda: True),
        debian.Package("libmissing", lambda: False),
        debian.Package("fonts-missing", lambda: False, vital=False),
    ]

    with pytest.raises(SetupStopped, match="apt-get install libmissing fonts-missing") as stopped:
        debian.provide(packages, allowed=False)

    assert "libpresent" not in str(stopped.value)


def test_a_missing_package_that_is_not_vital_is_named_and_the_set_up_goes_on(
    capsys: pytest.CaptureFixture[str],
) -> None:
    debian.provide([debian.Package("fonts-missing", lambda: False, vital=False)], allowed=False)

    assert "apt-get install fonts-missing" in capsys.readouterr().err


def test_a_library_that_does_not_load_counts_as_missing() -> None:
    assert not debian.Package("libnone", debian.library("libnone-of-this-name.so.9")).is_there()
    assert debian.Package("libc6", debian.library("libc.so.6")).is_there()


def test_a_first_set_up_makes_the_environment_and_installs(
    environment: RecordingEnvironment,
) -> None:
    assert environment.provide(RUNTIME_LOCK)

    assert environment.steps == ["create", RUNTIME_LOCK]


def test_a_second_set_up_does_nothing(environment: RecordingEnvironment) -> None:
    environment.provide(RUNTIME_LOCK)

    again = RecordingEnvironment(environment.checkout)

    assert not again.provide(RUNTIME_LOCK)
    assert again.steps == []


@pytest.mark.parametrize("changed", [RUNTIME_LOCK, "setup.cfg", "pyproject.toml"])
def test_a_changed_file_is_installed_into_the_same_environment(
    environment: RecordingEnvironment, changed: str
) -> None:
    environment.provide(RUNTIME_LOCK)

    (environment.checkout / changed).write_text("second", encoding="utf-8")
    again = RecordingEnvironment(environment.checkout)

    assert again.provide(RUNTIME_LOCK)
    assert again.steps == [RUNTIME_LOCK]


def test_the_tests_set_up_serves_the_program_too(environment: RecordingEnvironment) -> None:
    environment.provide(TEST_LOCK)

    again = RecordingEnvironment(environment.checkout)

    assert not again.provide(RUNTIME_LOCK)


def test_the_programs_set_up_does_not_pass_for_the_tests(
    environment: RecordingEnvironment,
) -> None:
    environment.provide(RUNTIME_LOCK)

    again = RecordingEnvironment(environment.checkout)

    assert again.provide(TEST_LOCK)
    assert again.steps == [TEST_LOCK]


def test_an_interrupted_set_up_is_begun_anew(environment: RecordingEnvironment) -> None:
    environment.provide(RUNTIME_LOCK)
    environment.fails = True
    (environment.checkout / RUNTIME_LOCK).write_text("second", encoding="utf-8")
    with pytest.raises(SetupStopped):
        environment.provide(RUNTIME_LOCK)
    (environment.checkout / RUNTIME_LOCK).write_text("first", encoding="utf-8")

    again = RecordingEnvironment(environment.checkout)

    assert again.provide(RUNTIME_LOCK)


def test_a_checkout_that_was_moved_is_set_up_again(
    environment: RecordingEnvironment, tmp_path: Path
) -> None:
    environment.provide(RUNTIME_LOCK)
    moved = tmp_path.with_name(tmp_path.name + "-moved")
    tmp_path.rename(moved)

    assert RecordingEnvironment(moved).provide(RUNTIME_LOCK)


def test_a_damaged_stamp_counts_as_none(environment: RecordingEnvironment) -> None:
    environment.provide(RUNTIME_LOCK)
    (environment.folder / "installer-stamp.json").write_text("[1", encoding="utf-8")

    assert RecordingEnvironment(environment.checkout).provide(RUNTIME_LOCK)
