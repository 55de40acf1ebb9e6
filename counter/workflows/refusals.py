"""How a workflow says no: a stable code, a Chinese sentence with the next step, the fields."""

from dataclasses import dataclass
from typing import TypeVar

from counter.rules.checked import Checked

Value = TypeVar("Value")


@dataclass(frozen=True)
class FieldProblem:
    """One entered field that does not hold: its name, the failed rule, the sentence to show."""

    field: str
    rule: str
    sentence: str


class Refused(Exception):
    """Something the clerk may not have now; expected, shown in place, nothing was saved."""

    def __init__(self, code: str, sentence: str, fields: tuple[FieldProblem, ...] = ()) -> None:
        """Keep the code, the words for the clerk and the fields they are about."""
        super().__init__(code)
        self.code, self.sentence, self.fields = code, sentence, fields


class Entries:
    """Collects the checks of one form, so that every wrong field is told at once."""

    def __init__(self) -> None:
        """Start with nothing wrong."""
        self._problems: list[FieldProblem] = []

    def take(self, field: str, checked: Checked[Value]) -> Value | None:
        """Note a refused field; returns the value of one that holds."""
        if not checked.valid:
            self.refuse(field, checked.reason, checked.message)
        return checked.value

    def refuse(self, field: str, rule: str, sentence: str) -> None:
        """Note a field that breaks a rule."""
        self._problems.append(FieldProblem(field, rule, sentence))

    def settle(self, code: str) -> None:
        """Raise ``Refused`` with every problem found, if there is one."""
        if self._problems:
            raise Refused(code, self._problems[0].sentence, tuple(self._problems))
