"""What a check found, in one sentence that says what to do; never a name, number or address."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """How a thing stands."""

    OK = "ok"
    NOT_OK = "not_ok"
    SKIPPED = "skipped"


@dataclass(frozen=True)
class Subject:
    """The thing a line is about: a stable name for programs, a title for people."""

    name: str
    title: str

    def ok(self, sentence: str) -> "Finding":
        """It is in order."""
        return Finding(self, State.OK, needed=False, sentence=sentence)

    def not_ok(self, sentence: str, *, needed: bool = True) -> "Finding":
        """It is not; ``needed``: the workstation cannot be used as set up before it is mended."""
        return Finding(self, State.NOT_OK, needed=needed, sentence=sentence)

    def skipped(self, sentence: str) -> "Finding":
        """There is nothing to look at, for the reason given."""
        return Finding(self, State.SKIPPED, needed=False, sentence=sentence)


@dataclass(frozen=True)
class Finding:
    """One line of the doctor's answer."""

    subject: Subject
    state: State
    needed: bool
    sentence: str

    @property
    def fails(self) -> bool:
        """Whether this alone makes the whole answer a failure."""
        return self.needed and self.state is State.NOT_OK


@dataclass(frozen=True)
class Check:
    """One look: the subjects it answers for, how long it may take, and how it is done."""

    subjects: tuple[Subject, ...]
    deadline_s: float
    look: Callable[[], tuple[Finding, ...]]
