"""Performs the engine's actions on the desk's file and the centre, and turns what came of them into
events."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace

from counter.store.columns import parse_moment
from sync import actions as act
from sync import events as ev
from sync.line import Refused, Unreachable
from sync.scan_sender import ScanSender
from sync.sides import Centre, DeskFile
from sync.status import SyncStatus
from sync.values import Moved, PushAnswer


@dataclass(frozen=True)
class Listeners:
    """Who is told what, on the worker's thread: the status, alarms by code, that pulled rows
    changed the file."""

    on_status: Callable[[SyncStatus], None] = lambda _: None
    on_alarm: Callable[[str], None] = lambda _: None
    on_news: Callable[[], None] = lambda: None


class Performer:
    """Both hands of the engine: one on the file, one on the line to the centre."""

    def __init__(
        self,
        file: DeskFile,
        centre: Centre,
        now_ms: Callable[[], int],
        now: Callable[[], dt.datetime],
        listeners: Listeners,
    ) -> None:
        """Take the two sides, the boot-time clock in milliseconds, the wall clock, and who
        listens."""
        self._file, self._centre, self._now_ms = file, centre, now_ms
        self._now, self._listeners = now, listeners
        self._scan = ScanSender(file, centre)
        self._ahead: dt.timedelta | None = None
        self.moved = Moved()
        self.status: SyncStatus | None = None

    def perform(self, action: act.Action) -> ev.Event | None:
        """Do one thing; gives the event that answers it, or nothing where nothing is owed."""
        try:
            event = self._on_line(action) or self._aside(action) or self._on_file(action)
        except Unreachable:
            self._scan.forget()
            return ev.CallFailed(self._now_ms())
        except Refused as refusal:
            return ev.CallRefused(self._now_ms(), refusal.code)
        self._tell(action)
        return event

    def _on_line(self, action: act.Action) -> ev.Event | None:
        match action:
            case act.Connect():
                self._centre.connect()
                return ev.Connected(self._now_ms())
            case act.Greet():
                hello = self._centre.hello()
                self._ahead = self._now() - parse_moment(hello.server_time)
                return ev.Greeted(self._now_ms(), hello)
            case act.Push():
                return self._push(action)
            case act.Pull():
                page = self._centre.pull(self._file.cursors(), action.max_rows)
                return ev.Pulled(self._now_ms(), page)
            case act.Probe():
                self._centre.probe()
                return ev.Probed(self._now_ms())
            case _:
                return None

    def _aside(self, action: act.Action) -> ev.Event | None:
        """What goes over the line when nothing else does."""
        match action:
            case act.Rescue():
                return self._rescue(action)
            case act.SendScan():
                return self._send_scan()
            case act.Check():
                return self._check(action)
            case act.Tell(report):
                self._centre.tell(report, self._now())
                return ev.Told(self._now_ms())
            case _:
                return None

    def _on_file(self, action: act.Action) -> ev.Event | None:
        match action:
            case act.Acknowledge(answer):
                self._acknowledge(answer)
            case act.TakeMark(mark, incarnation):
                self._file.take_mark(mark, incarnation)
            case act.StopPushing(code):
                self._file.set_stopped(code)
            case act.ApplyPage(page):
                rows = self._file.apply(page)
                self.moved = replace(self.moved, pulled=self.moved.pulled + rows)
                if rows:
                    self._listeners.on_news()
                return ev.PageApplied(self._now_ms(), self._file.state(), rows)
            case _:
                return None
        return ev.FileWritten(self._now_ms(), self._file.state())

    def _tell(self, action: act.Action) -> None:
        match action:
            case act.Disconnect():
                self._centre.close()
            case act.Report(status):
                self.status = replace(status, ahead=self._ahead)
                self._listeners.on_status(self.status)
            case act.Alarm(code):
                self._listeners.on_alarm(code)

    def _push(self, action: act.Push) -> ev.Event:
        sets = self._file.batch(action.after, action.max_sets, action.max_bytes)
        if not sets:
            # The file was read before and said there is something; it may have been rewound since.
            return ev.Woken(self._now_ms(), self._file.state())
        answer = self._centre.push(sets, has_more=sets[-1].seq < action.last)
        return ev.Pushed(self._now_ms(), len(sets), answer)

    def _rescue(self, action: act.Rescue) -> ev.Event:
        batch = self._file.earlier_batch(action.max_sets, action.max_bytes)
        if batch is None:
            return ev.Woken(self._now_ms(), self._file.state())
        answer = self._centre.rescue(batch)
        self._file.note_rescued(batch.epoch, answer)
        return ev.Rescued(self._now_ms(), self._file.state(), answer.code)

    def _send_scan(self) -> ev.Event:
        is_whole = self._scan.step()
        return ev.ScanMoved(self._now_ms(), self._file.state(), is_broken=not is_whole)

    def _check(self, action: act.Check) -> ev.Event:
        part = self._file.next_range()
        if part is None:
            self._file.end_check()
            return ev.Checked(self._now_ms(), self._file.state(), 0, is_done=True)
        told = self._centre.feed_heads(part, action.max_heads)
        lacking = self._file.compare(part, told)
        return ev.Checked(self._now_ms(), self._file.state(), lacking)

    def _acknowledge(self, answer: PushAnswer) -> None:
        before = self._file.state().acked
        self._file.acknowledge(answer)
        states = [result.status for result in answer.results]
        self.moved = replace(
            self.moved,
            pushed=self.moved.pushed + max(0, answer.hwm - before),
            parked=self.moved.parked + states.count("parked"),
            refused=self.moved.refused + states.count("refused"),
        )
