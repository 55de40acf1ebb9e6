"""Step 6 as the window shows it."""

from dataclasses import dataclass

from counter.windows.screen.parts import Deadline, Field, StatusRow


@dataclass(frozen=True)
class ClockLine:
    """One of both clocks: its chip, what it counts from, and whether it is the earlier one."""

    chip: Deadline
    words: str
    is_earlier: bool


@dataclass(frozen=True)
class SubmitPage:
    """Step 6: acceptance, end of signing, first review, submitted."""

    title: str
    line: str
    stages: tuple[StatusRow, ...]
    clocks: tuple[ClockLine, ...]
    papers: tuple[StatusRow, ...]
    blockers: tuple[StatusRow, ...]
    """What stands in the way, each with the key of the step to go to."""
    opinion: Field | None = None
    """To be written by the clerk who took the case in; nothing once it left this desk."""
