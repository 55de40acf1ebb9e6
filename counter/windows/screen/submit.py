"""Step 6 as the window shows it."""

from dataclasses import dataclass

from counter.windows.screen.parts import Field


@dataclass(frozen=True)
class SubmitPage:
    """Step 6: acceptance, end of signing, first review, submitted."""

    pairs: tuple[tuple[str, str], ...]
    opinion: Field
    deadline: str
