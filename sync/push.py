"""The push stage: how much to send next, and what an answer means for the mark."""

from dataclasses import dataclass, replace

from counter.store.outbox import OutboxState
from sync.actions import Acknowledge, Action, Alarm, Push, StopPushing, TakeMark
from sync.events import Pushed
from sync.values import Halt, Hello, PushAnswer

FIRST_SETS = 50
MOST_SETS = 500
MOST_BYTES = 512 * 1024
"""So that a batch of 500 fits: each call costs a round trip and a flush on both sides."""
QUICK_MS = 2_000
RETRY_STOPPED_MS = 300_000
"""A stopped desk asks again this often, so that a repair at the centre needs no hand at the
desk."""
RETRY_STUCK_MS = 1_000

LASTING = frozenset({"fork", "seal", "epoch"})
"""Stops that a mere greeting does not lift: only a push the centre takes does."""


@dataclass
class PushStage:
    """Sends the outbox in order from the desk's own mark.

    It never asks what became of a push whose answer was lost: it sends again from its own mark, and
    the centre skips what it knows, tells again what it parked, and compares hashes, which finds a
    file that was restored or copied.
    """

    file: OutboxState
    max_sets: int = FIRST_SETS
    sent_at_ms: int = 0
    not_before_ms: int = 0
    awaited_xid: int = 0
    """The last push's transaction: until the pulled horizon has passed it, the feed may lack our
    own rows."""

    def greeted(self, hello: Hello, now_ms: int) -> list[Action]:
        """Compare marks with the centre."""
        if hello.state != "active":
            return self._stop("epoch" if hello.state == "epoch" else "state", now_ms)
        if hello.hwm > self.file.last:
            # The centre knows change sets this file never made: the file is a copy or was restored.
            return self._stop("fork", now_ms)
        actions: list[Action] = []
        if self.file.stopped_code not in {None, *LASTING}:
            actions.append(StopPushing(None))
            self.not_before_ms = 0
        if hello.incarnation != self.file.incarnation or hello.hwm < self.file.acked:
            # Never forward: what lies between the marks is sent again, so that its outcome is
            # learnt.
            mark = min(hello.hwm, self.file.acked)
            if mark < self.file.acked:
                actions.append(Alarm("centre_restored"))
            actions.append(TakeMark(mark, hello.incarnation))
        return actions

    def next_push(self, now_ms: int) -> Push | None:
        """The next batch to send, if there is one and it may go."""
        if self.file.pending <= 0 or now_ms < self.not_before_ms:
            return None
        self.sent_at_ms = now_ms
        return Push(self.file.acked, self.max_sets, MOST_BYTES, self.file.last)

    def answered(self, event: Pushed) -> list[Action]:
        """Take the centre's mark as far as it is about what was sent; grow while batches are
        quick."""
        if event.sent >= self.max_sets and event.at_ms - self.sent_at_ms < QUICK_MS:
            self.max_sets = min(MOST_SETS, self.max_sets * 2)
        # The centre's mark may lie beyond: then an earlier answer was lost, and the rest is sent
        # again too, to be compared.
        halt = event.answer.stopped
        end = self.file.acked + event.sent if halt is None else halt.seq - 1
        mark = min(event.answer.hwm, end)
        results = tuple(each for each in event.answer.results if each.seq <= mark)
        answer = replace(event.answer, hwm=mark, results=results)
        has_moved = mark > self.file.acked
        if has_moved:
            self.awaited_xid = answer.xid
        actions: list[Action] = [Acknowledge(answer)] if has_moved else []
        if halt is not None:
            return [*actions, *self._halted(event.answer, halt, event.at_ms)]
        if not has_moved:
            self.not_before_ms = event.at_ms + RETRY_STUCK_MS
        lift = has_moved and self.file.stopped_code is not None
        return [*actions, StopPushing(None)] if lift else actions

    def found_nothing(self, now_ms: int) -> None:
        """The file had nothing to send after all: do not ask it again at once."""
        self.not_before_ms = now_ms + RETRY_STUCK_MS

    def failed(self) -> None:
        """A push got no answer: send less next time."""
        self.max_sets = max(1, self.max_sets // 2)

    def reset(self) -> None:
        """Begin again with small batches."""
        self.max_sets, self.not_before_ms = FIRST_SETS, 0

    def refused(self, code: str, now_ms: int) -> list[Action]:
        """The centre will not have this desk's pushes at all."""
        return self._stop(code, now_ms)

    def _halted(self, answer: PushAnswer, halt: Halt, now_ms: int) -> list[Action]:
        if halt.code != "gap":
            return self._stop(halt.code, now_ms)
        self.not_before_ms = 0 if answer.hwm < self.file.acked else now_ms + RETRY_STUCK_MS
        return [TakeMark(min(answer.hwm, self.file.acked), answer.incarnation)]

    def _stop(self, code: str, now_ms: int) -> list[Action]:
        self.not_before_ms = now_ms + RETRY_STOPPED_MS
        if self.file.stopped_code == code:
            return []
        return [StopPushing(code), Alarm(code)]
