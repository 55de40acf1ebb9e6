"""A judged rule as the clerk, the reviewer and the citizen read it."""

from dataclasses import dataclass
from enum import StrEnum

from counter.rules.policy_table import ANCHOR_WORDS, DecidingDays, Policy, PolicyValue


class Outcome(StrEnum):
    """What a rule says: holds, fails, or waits for a fact."""

    PASSED = "通过"
    FAILED = "不通过"
    TO_PROVE = "待证明"


@dataclass(frozen=True)
class RuleRow:
    """One rule: the numbers compared, where it comes from, what mends it, the refusal code."""

    code: str
    name: str
    outcome: Outcome
    numbers: str
    source: str
    version: str = ""
    repair: str = ""
    reason: str = ""
    """The code to print when the application is refused for it (R04 …)."""
    decided_by: str = ""
    """Which day of the case picked the version: 受理日, 合同备案日 …; empty for an undated rule."""


@dataclass(frozen=True)
class Rule:
    """A rule's constant part; its methods make the row."""

    code: str
    name: str
    source: str
    reason: str = "R24"

    def passed(self, numbers: str, value: PolicyValue | None = None) -> RuleRow:
        """Return the row of a rule that holds."""
        return self._row(Outcome.PASSED, numbers, "", value)

    def failed(self, numbers: str, repair: str, value: PolicyValue | None = None) -> RuleRow:
        """Return the row of a rule that fails, with what to do about it."""
        return self._row(Outcome.FAILED, numbers, repair, value)

    def to_prove(self, numbers: str, repair: str, value: PolicyValue | None = None) -> RuleRow:
        """Return the row of a rule that waits for a fact, with how it is obtained."""
        return self._row(Outcome.TO_PROVE, numbers, repair, value)

    def judged(
        self, holds: bool, numbers: str, repair: str, value: PolicyValue | None = None
    ) -> RuleRow:
        """Return the row of a rule whose facts are all known."""
        return self.passed(numbers, value) if holds else self.failed(numbers, repair, value)

    def _row(
        self, outcome: Outcome, numbers: str, repair: str, value: PolicyValue | None
    ) -> RuleRow:
        source = self.source if value is None else value.doc_no
        version = "" if value is None else value.version
        decided_by = "" if value is None else ANCHOR_WORDS[value.anchor]
        return RuleRow(
            code=self.code,
            name=self.name,
            outcome=outcome,
            numbers=numbers,
            source=source,
            version=version,
            repair=repair,
            reason=self.reason,
            decided_by=decided_by,
        )


class Reading:
    """Reads dated values for one case and keeps which versions were used."""

    def __init__(self, policy: Policy, days: DecidingDays) -> None:
        """Take the policy and the days of the case that decide."""
        self.policy = policy
        self.days = days
        self.versions: dict[str, str] = {}

    def value(self, key: str) -> PolicyValue:
        """Return the value that judges this case; raises ``NoPolicy``."""
        found = self.policy.for_case(key, self.days)
        self.versions[key] = found.version
        return found
