"""The pull stage: when to ask the centre for news."""

from dataclasses import dataclass

from sync.actions import Pull

MOST_ROWS = 500
LEAST_ROWS = 50
EVERY_MS = 15_000
"""Without any hint: hints get lost on half-open connections."""
AGAIN_MS = 250
TRIES_AFTER_HINT = 3


@dataclass
class PullStage:
    """Asks when hinted, after its own pushes, and every 15 s in any case."""

    due_ms: int = 0
    max_rows: int = MOST_ROWS
    read_at_ms: int | None = None
    """When the feed was last read to its horizon."""
    hopeful: int = 0
    """How often more to look soon for something that was announced but may not be settled yet."""

    def expect(self, now_ms: int) -> None:
        """Something should be there: look at once, and again soon if a running transaction still
        hides it."""
        self.due_ms, self.hopeful = now_ms, TRIES_AFTER_HINT

    def next_pull(self, now_ms: int) -> Pull | None:
        """The next page to ask for, if it is time."""
        return Pull(self.max_rows) if now_ms >= self.due_ms else None

    def applied(self, rows: int, has_more: bool, is_settled: bool, now_ms: int) -> None:
        """A page is in the file: go on, look again soon, or rest."""
        self.max_rows = MOST_ROWS
        if has_more:
            self.due_ms = now_ms
            return
        self.read_at_ms = now_ms
        self.hopeful = 0 if rows and is_settled else max(0, self.hopeful - 1)
        self.due_ms = now_ms + (AGAIN_MS if self.hopeful else EVERY_MS)

    def is_at_rest(self, now_ms: int) -> bool:
        """Whether the last page was the last, and nothing announced is still looked for."""
        return not self.hopeful and now_ms < self.due_ms

    def failed(self) -> None:
        """No answer to a pull: ask for less."""
        self.max_rows = max(LEAST_ROWS, self.max_rows // 2)
