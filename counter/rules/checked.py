"""The answer of every field check: the value, or which rule failed and a sentence for the clerk."""

from dataclasses import dataclass
from typing import Generic, TypeVar

Value = TypeVar("Value")


@dataclass(frozen=True)
class Checked(Generic[Value]):
    """A checked entry: ``value`` when it holds, else the failed rule's name and what to do next."""

    value: Value | None
    reason: str = ""
    message: str = ""

    @property
    def valid(self) -> bool:
        """Whether the entry holds."""
        return not self.reason


def refused(reason: str, message: str) -> Checked[Value]:
    """Return a refusal: the rule and what to do; it never repeats what was entered."""
    return Checked(None, reason, message)
