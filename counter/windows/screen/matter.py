"""Step 2 as the window shows it."""

from dataclasses import dataclass

from counter.windows.screen.parts import Choice


@dataclass(frozen=True)
class MatterPage:
    """Step 2: the business and the questions of its situation."""

    business: Choice
    questions: tuple[Choice, ...]
