"""The start of an outage drill as a sheet asks for it."""

from dataclasses import dataclass

from counter.windows.screen.parts import Message


@dataclass(frozen=True)
class DrillOffer:
    """Whether a drill may be started here now; with ``refusal`` it may not, and that is why."""

    refusal: Message | None = None
    least: int = 5
    usual: int = 20
    most: int = 30
    """Minutes."""
