"""Runs all checks side by side, none longer than its deadline, and answers in their order."""

import threading
import time
from collections.abc import Iterator, Sequence

from counter.doctor.findings import Check, Finding


def examine(checks: Sequence[Check]) -> Iterator[Finding]:
    """Yield every finding in the order of the checks; a silent or broken check is a finding too."""
    looks = [_Look(check) for check in checks]
    begun = time.monotonic()
    for look in looks:
        left = begun + look.check.deadline_s - time.monotonic()
        yield from look.findings(max(0.0, left))


class _Look:
    """One check on a thread of its own, which is left behind when it does not come back."""

    def __init__(self, check: Check) -> None:
        self.check = check
        self._found: tuple[Finding, ...] = ()
        self._broken = ""
        self._thread = threading.Thread(target=self._run, name="doctor", daemon=True)
        self._thread.start()

    def _run(self) -> None:
        try:
            self._found = self.check.look()
        # A doctor that dies of what it looks at is no use: the kind of error is the finding. Its
        # text may hold a path or a value and is not shown.
        except Exception as error:
            self._broken = type(error).__name__

    def findings(self, seconds: float) -> tuple[Finding, ...]:
        self._thread.join(seconds)
        if self._found:
            return self._found
        if self._broken:
            sentence = f"检查时出错（{self._broken}）。请把这一行告诉系统管理员。"
        else:
            sentence = f"{self.check.deadline_s:g}秒内没有回答。请重新启动相应的设备或服务后再查。"
        return tuple(subject.not_ok(sentence) for subject in self.check.subjects)
