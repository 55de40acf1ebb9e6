"""The sync engine: events in, actions out, without sockets, threads or clocks, so that any history
can be replayed.

The worker performs the actions in order and feeds back what came of them. At most one call to the
centre is open at a time; when nothing is open, the engine decides what is next, down to a wait that
ends by itself. So nothing is forgotten: a desk with unsent change sets is always either trying or
about to.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from functools import singledispatchmethod

from counter.store.outbox import OutboxState
from sync import actions as act
from sync import events as ev
from sync.back_off import BackOff
from sync.catch_up_check import CheckStage
from sync.pull import EVERY_MS, PullStage
from sync.push import PushStage
from sync.rescue import RescueStage
from sync.scans import ScanStage
from sync.status import Link, SyncStatus
from sync.values import PullAnswer, SelfReport

PROBE_MS = 1_000
"""A silent link is asked this often; with the 3.5 s of patience of a call an outage is known within
5 s."""
LATE_NEWS_MS = 2_000
"""How long news may wait behind a backlog that is being sent."""
TELL_EVERY_MS = 30_000
"""How often the centre hears how this desk stands."""
NO_PROGRESS_MS = 60_000
LONGEST_STEP_MS = 5_000
"""A longer pause between two steps was a suspended machine, not a stuck upload."""
BREATH_MS = 50
CONTACT_NEWS = dt.timedelta(seconds=15)

_UNANSWERED = (act.Disconnect, act.Report, act.Alarm)


class Engine:
    """Keeps one desk and the centre equal; see the module."""

    def __init__(self, file: OutboxState, origin: dt.datetime, random: Callable[[], float]) -> None:
        """Start from what the file says; ``origin`` is the moment at which the events' clock read
        nought."""
        self._push, self._pull, self._rescue = PushStage(file), PullStage(), RescueStage()
        self._scans, self._check = ScanStage(), CheckStage()
        self._origin, self._back_off = origin, BackOff(random)
        self._now = self._since = self._retry_at = self._attempt_at = self._fruitless = 0
        self._is_up, self._open, self._news_wait = False, 0, False
        self._call: act.Action | None = None
        self._contact: int | None = None
        self._tell_at = 0
        self._page: PullAnswer | None = None
        self._reported: SyncStatus | None = None

    def step(self, event: ev.Event) -> list[act.Action]:
        """Take one event; give what is to be done now, in order."""
        self._pass_time(event.at_ms)
        self._open = max(0, self._open - 1)
        actions = self._ask(self._take(event))
        if not self._open:
            actions += self._ask(self._next())
        return [*self._report(), *actions]

    @property
    def status(self) -> SyncStatus:
        """How sync stands, for the status line."""
        file = self._push.file
        return SyncStatus(
            link=Link.ONLINE if self._is_up else Link.OFFLINE,
            since=self._moment(self._since),
            pending=file.pending + file.earlier,
            oldest=file.oldest,
            parked=file.parked,
            stopped_code=file.stopped_code,
            last_contact=None if self._contact is None else self._moment(self._contact),
        )

    @property
    def is_at_rest(self) -> bool:
        """Whether nothing can be done now: all that the centre takes is sent, all it has is
        here."""
        file = self._push.file
        is_sent = file.pending + file.earlier + file.scans <= 0 or file.stopped_code is not None
        is_compared = self._now < self._check.due_ms
        return self._is_up and is_sent and is_compared and self._pull.is_at_rest(self._now)

    @singledispatchmethod
    def _take(self, event: ev.Event) -> list[act.Action]:
        raise AssertionError(f"no rule for {type(event).__name__}")

    @_take.register
    def _(self, event: ev.Started) -> list[act.Action]:
        self._since = self._retry_at = event.at_ms
        self._news_wait = event.again
        return []

    @_take.register
    def _(self, event: ev.Woken) -> list[act.Action]:
        if isinstance(self._call, act.Push):
            self._push.found_nothing(event.at_ms)
        self._push.file = event.file
        return []

    @_take.register
    def _(self, event: ev.Notified) -> list[act.Action]:
        self._pull.expect(event.at_ms)
        return []

    @_take.register
    def _(self, event: ev.Connected) -> list[act.Action]:
        return [act.Greet()]

    @_take.register
    def _(self, event: ev.Greeted) -> list[act.Action]:
        self._is_up, self._since, self._tell_at = True, event.at_ms, event.at_ms
        self._touch()
        self._check.begin(event.at_ms)
        # News first: whoever was away may be about to decide on something that has changed. Not
        # where it may be news that could not be written down: what is saved here must still go.
        self._pull.expect(event.at_ms - (0 if self._news_wait else LATE_NEWS_MS))
        self._news_wait = False
        return self._push.greeted(event.hello, event.at_ms)

    @_take.register
    def _(self, event: ev.Pushed) -> list[act.Action]:
        self._touch()
        self._back_off.reset()
        if event.answer.hwm > self._push.file.acked:
            self._fruitless = 0
        # Our own rows come back numbered by the centre.
        self._pull.expect(event.at_ms)
        return self._push.answered(event)

    @_take.register
    def _(self, event: ev.FileWritten) -> list[act.Action]:
        self._push.file = event.file
        return []

    @_take.register
    def _(self, event: ev.Pulled) -> list[act.Action]:
        self._touch()
        self._page = event.page
        return [act.ApplyPage(event.page)]

    @_take.register
    def _(self, event: ev.PageApplied) -> list[act.Action]:
        assert self._page is not None, "a page was applied that nobody pulled"
        self._back_off.reset()
        self._push.file = event.file
        is_settled = self._page.horizon > self._push.awaited_xid
        self._pull.applied(event.rows, self._page.has_more, is_settled, event.at_ms)
        return []

    @_take.register
    def _(self, event: ev.Probed) -> list[act.Action]:
        self._touch()
        return []

    @_take.register
    def _(self, event: ev.Rescued) -> list[act.Action]:
        self._touch()
        self._back_off.reset()
        self._push.file = event.file
        self._pull.expect(event.at_ms)
        return [] if event.code in {None, "gap"} else [act.Alarm(f"rescue_{event.code}")]

    @_take.register
    def _(self, event: ev.ScanMoved) -> list[act.Action]:
        self._touch()
        self._push.file = event.file
        return [act.Alarm("scan_broken")] if event.is_broken else []

    @_take.register
    def _(self, event: ev.Checked) -> list[act.Action]:
        self._touch()
        self._push.file = event.file
        if event.is_done:
            self._check.rest(event.at_ms)
        if not event.lacking:
            return []
        self._pull.expect(event.at_ms)
        return [act.Alarm("feed_lacks")]

    @_take.register
    def _(self, event: ev.Told) -> list[act.Action]:
        self._touch()
        return []

    @_take.register
    def _(self, event: ev.CallFailed) -> list[act.Action]:
        match self._call:
            case act.Push():
                self._push.failed()
            case act.Pull():
                self._pull.failed()
            case act.Rescue():
                self._rescue.failed()
        return self._drop()

    @_take.register
    def _(self, event: ev.CallRefused) -> list[act.Action]:
        match self._call:
            case act.Push():
                self._touch()
                return self._push.refused(event.code, event.at_ms)
            case act.Pull():
                self._touch()
                self._pull.due_ms = event.at_ms + EVERY_MS
                return [act.Alarm(event.code)]
            case act.Rescue():
                self._touch()
                self._rescue.refused(event.at_ms)
                return [act.Alarm(event.code)]
            case act.Check():
                self._touch()
                self._check.refused(event.at_ms)
                return []
            case act.SendScan():
                self._touch()
                self._scans.refused(event.at_ms)
                return [act.Alarm(event.code)]
            case act.Tell():
                # An older centre has no such function; nothing else depends on it.
                self._touch()
                return []
            case _:
                return [*self._drop(), *self._push.refused(event.code, event.at_ms)]

    def _next(self) -> list[act.Action]:
        """What to do when nothing is open; never nothing."""
        if not self._is_up:
            return self._connect_or_wait()
        if self._fruitless >= NO_PROGRESS_MS:
            self._fruitless = 0
            self._push.reset()
            return [act.Alarm("no_progress"), *self._drop(), *self._connect_or_wait()]
        return [self._push_pull_or_probe()]

    def _connect_or_wait(self) -> list[act.Action]:
        if self._now < self._retry_at:
            return [act.Wait(self._retry_at)]
        self._attempt_at = self._now
        return [act.Connect()]

    def _push_pull_or_probe(self) -> act.Action:
        now, push, pull = self._now, self._push, self._pull
        if now >= pull.due_ms + LATE_NEWS_MS:
            return act.Pull(pull.max_rows)
        probe_at = (self._contact or 0) + PROBE_MS
        # One after another: whoever is asked has begun.
        return (
            self._tell(self._tell_at + TELL_EVERY_MS)
            or push.next_push(now)
            or pull.next_pull(now)
            or self._rescue.next_rescue(push.file, now)
            or self._tell(self._tell_at)
            or self._check.next_check(push.file, now)
            or self._scans.next_scan(push.file, now)
            or (act.Probe() if now >= probe_at else act.Wait(min(probe_at, pull.due_ms)))
        )

    def _tell(self, due_ms: int) -> act.Tell | None:
        """What the centre is to hear of this desk: when all else is done, and in a long backlog at
        times."""
        read_at_ms = self._pull.read_at_ms
        if self._now < due_ms or read_at_ms is None:
            return None
        self._tell_at = self._now + TELL_EVERY_MS
        return act.Tell(self._self_report(read_at_ms))

    def _self_report(self, read_at_ms: int) -> SelfReport:
        file = self._push.file
        waited = dt.timedelta(0) if file.oldest is None else self._moment(self._now) - file.oldest
        return SelfReport(
            last=file.last,
            oldest_ms=max(0, waited // dt.timedelta(milliseconds=1)),
            read_ms=self._now - read_at_ms,
        )

    def _drop(self) -> list[act.Action]:
        """Give the connection up. Attempts are spaced from start to start, so that a slow failure
        delays nothing."""
        start = self._now if self._is_up else self._attempt_at
        if self._is_up:
            self._is_up, self._since = False, self._now
        # Never at once: between two attempts the file is read, or a clerk would see an old count.
        self._retry_at = max(self._now + BREATH_MS, start + self._back_off.next_ms())
        return [act.Disconnect()]

    def _pass_time(self, now: int) -> None:
        file = self._push.file
        if file.pending <= 0:
            self._fruitless = 0
        elif self._is_up and file.stopped_code is None:
            self._fruitless += min(now - self._now, LONGEST_STEP_MS)
        self._now = now

    def _touch(self) -> None:
        self._contact = self._now

    def _ask(self, actions: list[act.Action]) -> list[act.Action]:
        for action in actions:
            if not isinstance(action, _UNANSWERED):
                self._open, self._call = self._open + 1, action
        return actions

    def _report(self) -> list[act.Action]:
        """Tell what changed; a mere sign of life is told every 15 s."""
        status, last = self.status, self._reported
        if last is not None and status == replace(last, last_contact=status.last_contact):
            told = last.last_contact or self._origin
            if (status.last_contact or told) - told < CONTACT_NEWS:
                return []
        self._reported = status
        return [act.Report(status)]

    def _moment(self, at_ms: int) -> dt.datetime:
        return self._origin + dt.timedelta(milliseconds=at_ms)
