"""The pages before the desk, and the practice panel."""

from dataclasses import dataclass


@dataclass(frozen=True)
class SignInScreen:
    """The sign-in page: who may sign in, and what went wrong last."""

    window_no: int
    people: tuple[tuple[str, str], ...]
    """(staff number, name) of those enrolled at this hall."""
    chosen: str
    error: str = ""
    busy: bool = False
    enrolling: bool = False
    link: str = ""
    hint: str = ""
    """What a trial tells: the number and code to begin with."""
    renewable: bool = False
    """Whether the centre takes nothing more from this machine's file: it can be set up again."""
    renewing: bool = False
    """Whether the page asks for the code it is set up again with."""


@dataclass(frozen=True)
class FirstStartScreen:
    """The first-start page: try it, or set up this workstation."""

    can_keep: bool
    keyring: str
    """Why no lasting profile can be made here, and what to install; empty when one can."""
    progress: str = ""
    error: str = ""
    busy: bool = False


@dataclass(frozen=True)
class PracticeScreen:
    """The practice panel: what happened last, groups of (name, words), and what is greyed."""

    line: str
    groups: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
    greyed: frozenset[str] = frozenset()
