"""What the engine asks for. At most one of them waits for an answer at any time."""

import uuid
from dataclasses import dataclass

from sync.status import SyncStatus
from sync.values import PullAnswer, PushAnswer, SelfReport


@dataclass(frozen=True)
class Action:
    """Something the worker is to do."""


@dataclass(frozen=True)
class Connect(Action):
    """Open a connection; answered by ``Connected``, ``CallFailed`` or ``CallRefused``."""


@dataclass(frozen=True)
class Greet(Action):
    """Say hello and start listening for hints; answered by ``Greeted``."""


@dataclass(frozen=True)
class Push(Action):
    """Send the change sets after ``after``, at most so many and so many bytes; answered by
    ``Pushed``."""

    after: int
    max_sets: int
    max_bytes: int
    last: int = 0
    """The newest set there is: a push that does not reach it will be followed by another."""


@dataclass(frozen=True)
class Acknowledge(Action):
    """Take down the centre's answer in the file; answered by ``FileWritten``."""

    answer: PushAnswer


@dataclass(frozen=True)
class TakeMark(Action):
    """Continue from the centre's mark, which is lower than ours or another incarnation's;
    ``FileWritten``."""

    mark: int
    incarnation: uuid.UUID


@dataclass(frozen=True)
class StopPushing(Action):
    """Write down that the centre takes nothing more from this desk, and why; ``None`` lifts it.
    ``FileWritten``."""

    code: str | None


@dataclass(frozen=True)
class Pull(Action):
    """Ask for the next page of every scope; answered by ``Pulled``."""

    max_rows: int


@dataclass(frozen=True)
class ApplyPage(Action):
    """Put a page and its cursors into the file in one transaction; answered by ``PageApplied``."""

    page: PullAnswer


@dataclass(frozen=True)
class Probe(Action):
    """Ask whether the centre is still there; answered by ``Probed``."""


@dataclass(frozen=True)
class Rescue(Action):
    """Hand in the next change sets of an earlier file, and note how far the centre keeps it;
    answered by ``Rescued``."""

    max_sets: int
    max_bytes: int


@dataclass(frozen=True)
class SendScan(Action):
    """Do the next thing for the oldest scan: ask what is lacking, or send one chunk; answered by
    ``ScanMoved``."""


@dataclass(frozen=True)
class Check(Action):
    """Compare the next of what a feed told with the file; answered by ``Checked``."""

    max_heads: int


@dataclass(frozen=True)
class Tell(Action):
    """Tell the centre how this desk stands; answered by ``Told``."""

    report: SelfReport


@dataclass(frozen=True)
class Disconnect(Action):
    """Drop the connection without ceremony; no answer."""


@dataclass(frozen=True)
class Wait(Action):
    """Do nothing until this moment or until woken; answered by ``Woken`` or ``Notified``."""

    until_ms: int


@dataclass(frozen=True)
class Report(Action):
    """Tell the screen how sync stands; no answer."""

    status: SyncStatus


@dataclass(frozen=True)
class Alarm(Action):
    """Something an administrator should hear of, by a stable code; no answer."""

    code: str
