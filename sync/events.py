"""What can happen to the engine. Every event says when, in milliseconds of the boot-time clock."""

from dataclasses import dataclass

from counter.store.outbox import OutboxState
from sync.values import Hello, PullAnswer, PushAnswer


@dataclass(frozen=True)
class Event:
    """Something that happened at a moment."""

    at_ms: int


@dataclass(frozen=True)
class Started(Event):
    """The worker begins; ``again`` after it could not go on, as on a full disk."""

    again: bool = False


@dataclass(frozen=True)
class Woken(Event):
    """A wait ended, by time or by a save; the file was read anew."""

    file: OutboxState


@dataclass(frozen=True)
class Notified(Event):
    """The centre hinted that there is something to pull; it may be wrong, and it may fail to
    come."""


@dataclass(frozen=True)
class Connected(Event):
    """A connection stands; nobody has greeted yet."""


@dataclass(frozen=True)
class Greeted(Event):
    """The centre answered the greeting."""

    hello: Hello


@dataclass(frozen=True)
class Pushed(Event):
    """The centre answered a push of ``sent`` change sets."""

    sent: int
    answer: PushAnswer


@dataclass(frozen=True)
class FileWritten(Event):
    """The file took down what it was told; this is how it stands now."""

    file: OutboxState


@dataclass(frozen=True)
class Pulled(Event):
    """The centre answered a pull."""

    page: PullAnswer


@dataclass(frozen=True)
class PageApplied(Event):
    """A page and its cursors are in the file, in one transaction."""

    file: OutboxState
    rows: int


@dataclass(frozen=True)
class Probed(Event):
    """The centre is still there."""


@dataclass(frozen=True)
class Rescued(Event):
    """The centre took change sets of an earlier file, or stopped there for ``code``; the file says
    so."""

    file: OutboxState
    code: str | None


@dataclass(frozen=True)
class ScanMoved(Event):
    """A scan came a step nearer to the centre; ``is_broken``: its bytes are not what was said."""

    file: OutboxState
    is_broken: bool = False


@dataclass(frozen=True)
class Checked(Event):
    """So many rows the feed told of are not in the file; it will be read again where that may
    help."""

    file: OutboxState
    lacking: int
    is_done: bool = False
    """Whether there was nothing more to compare in this round."""


@dataclass(frozen=True)
class Told(Event):
    """The centre took down how this desk stands."""


@dataclass(frozen=True)
class CallFailed(Event):
    """No answer, or the connection died; what the call did at the centre is unknown."""


@dataclass(frozen=True)
class CallRefused(Event):
    """The centre understood the call and refused it with an SQLSTATE; asking again the same way is
    useless."""

    code: str
